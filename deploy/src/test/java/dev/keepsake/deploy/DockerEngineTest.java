package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker-engine.sh}, with shell functions in the place of what takes root and a registry. */
final class DockerEngineTest {
    /** A minute passes at once here, and whatever says that it is root is believed. */
    private static final String IN_PLACE = """
            need() { :; }
            id() { echo 0; }
            sleep() { :; }
            docker() { [ "$1" != version ]; }
            dockerd() { exec tail -f /dev/null; }
            """;

    @TempDir
    private Path work;

    /** It never came so far as to write down its number. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anEngineThatDoesNotComeUpIsEndedAndNotWaitedForForEver() throws Exception {
        Path folder = Files.createDirectory(work.resolve("engines"));
        String script = IN_PLACE
                + ". '" + Path.of("docker-engine.sh").toAbsolutePath() + "'\n"
                + "begin_engine\necho \"$engine_pid\"\nend_engine\n";

        Outcome outcome = new Keepsake(work.resolve("archive"), work.resolve("agent"))
                .run(List.of("env", "TMPDIR=" + folder, "sh", "-euc", script))
                .orThrow();

        assertThat(outcome.messages()).contains("dockerd does not come up here");
        assertThat(ProcessHandle.of(Long.parseLong(outcome.output().strip()))).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
