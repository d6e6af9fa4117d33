package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands in the log, for people and for programs; whatever is said, an event is one line. */
final class LogsTest {

    private static final PrintStream ERR = System.err;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void giveBack() {
        System.setErr(ERR);
        Logs.follow(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    }

    private String logged(LogConfig config, Runnable said) {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        Logs.follow(config);
        said.run();
        return written.toString(StandardCharsets.UTF_8);
    }

    private static void say() {
        Logger log = LoggerFactory.getLogger("dev.keepsake.agent");
        log.atInfo()
                .addKeyValue("slot", "2026-06-11T03:00:00Z")
                .addKeyValue("why", "a \"quoted\"\nreason")
                .log("slot\r\nbegun");
        log.debug("too small to tell");
        LoggerFactory.getLogger("somebody.else").info("not ours");
    }

    @Test
    void aLineForPeopleHasItsFactsBehindItsMessage() {
        String line = logged(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO), LogsTest::say);

        assertThat(line).matches("\\S+Z INFO slot begun slot=2026-06-11T03:00:00Z why=\"a 'quoted' reason\"\n");
    }

    @Test
    void aLineForProgramsIsOneObject() {
        String line = logged(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.INFO), LogsTest::say);

        assertThat(line.lines()).singleElement().asString().startsWith("{").endsWith("}");
        assertThat(line)
                .contains("\"level\":\"INFO\"")
                .contains("\"message\":\"slot\\r\\nbegun\"")
                .contains("{\"slot\":\"2026-06-11T03:00:00Z\"}")
                .contains("{\"why\":\"a \\\"quoted\\\"\\nreason\"}");
    }

    @Test
    void aLevelLeavesOutWhatIsBelowIt() {
        assertThat(logged(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN), LogsTest::say))
                .isEmpty();
        assertThat(logged(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.DEBUG), LogsTest::say))
                .contains("too small to tell")
                .doesNotContain("not ours");
    }
}
