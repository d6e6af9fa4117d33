package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Overrides;
import dev.keepsake.testkit.ServerOnDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a single run, by the program as it is called. */
@Timeout(60)
final class OnceReportTest {

    @TempDir
    private Path directory;

    private final AtomicInteger beats = new AtomicInteger();
    private final HttpServer server;
    private Path config = Path.of("");
    private Path textfile = Path.of("");

    OnceReportTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void configure() throws IOException {
        server.createContext("/", exchange -> {
            beats.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        textfile = directory.resolve("keepsake.prom");
        config = Files.writeString(directory.resolve("agent.yaml"), """
                cluster: prod
                node: master-1
                store: {url: "%s"}
                state-dir: %s
                sources: [{name: zk, type: zookeeper, data-dir: %s}]
                metrics: {textfile: %s}
                notify: {heartbeat: {url: "http://127.0.0.1:%d/beat"}}
                """.formatted(
                        directory.resolve("store").toUri(),
                        directory.resolve("state"),
                        directory.resolve("zk"),
                        textfile,
                        server.getAddress().getPort()));
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void aRunThatWentWellIsToldWithWhatTheArchiveHolds() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);

        Run run = once();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(textfile))
                .contains(
                        "keepsake_once_exit_code{cluster=\"prod\",node=\"master-1\"} 0.0",
                        "keepsake_once_last_run_timestamp_seconds{",
                        "keepsake_backup_last_success_timestamp_seconds{",
                        "keepsake_node_last_success_timestamp_seconds{",
                        "keepsake_restorable_timestamp_seconds{cluster=\"prod\",node=\"master-1\",source=\"zk\"}",
                        "keepsake_exposure_seconds{cluster=\"prod\",node=\"master-1\",source=\"zk\"}",
                        "keepsake_backup_complete{cluster=\"prod\",node=\"master-1\"} 1.0",
                        "keepsake_restorable_gaps{cluster=\"prod\",node=\"master-1\"} 0.0",
                        "keepsake_archive_bytes{",
                        "keepsake_clock_skew_seconds{cluster=\"prod\",node=\"master-1\"} 0.0",
                        "kind=\"list\",node=\"master-1\",outcome=\"done\"}")
                .doesNotContain("keepsake_proof_last_success", "NaN");
        assertThat(beats).hasValue(1);
    }

    @Test
    void aRunThatFailedIsToldWithoutAHeartbeatAndWhatTheArchiveHoldsStays() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);
        once();
        Files.move(directory.resolve("zk"), directory.resolve("elsewhere"));

        Run run = once();

        assertThat(run.code()).isNotZero();
        assertThat(Files.readString(textfile))
                .contains(
                        "keepsake_once_exit_code{cluster=\"prod\",node=\"master-1\"} " + run.code() + ".0",
                        "keepsake_backup_last_success_timestamp_seconds{");
        assertThat(beats).hasValue(1);
    }

    @Test
    void aRunThatIsKilledHasSaidThatItBegan() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);
        once();
        String[] meanwhile = new String[1];

        new OnceReport(agent(), new PrintWriter(new StringWriter())).of(() -> {
            meanwhile[0] = Files.readString(textfile);
            return ExitCode.DONE;
        });

        assertThat(meanwhile[0])
                .contains(
                        "# TYPE keepsake_once_last_start_timestamp_seconds gauge",
                        "keepsake_once_last_run_timestamp_seconds{",
                        "keepsake_backup_last_success_timestamp_seconds{")
                .doesNotContain("keepsake_once_exit_code");
        assertThat(value(meanwhile[0], "keepsake_once_last_start_timestamp_seconds{"))
                .isGreaterThan(value(meanwhile[0], "keepsake_once_last_run_timestamp_seconds{"));
        assertThat(value(Files.readString(textfile), "keepsake_once_last_start_timestamp_seconds{"))
                .isEqualTo(value(meanwhile[0], "keepsake_once_last_start_timestamp_seconds{"))
                .isLessThanOrEqualTo(value(Files.readString(textfile), "keepsake_once_last_run_timestamp_seconds{"));
    }

    @Test
    void aRunThatDiesOfMemoryIsTold() throws IOException {
        OnceReport report = new OnceReport(agent(), new PrintWriter(new StringWriter()));

        assertThatThrownBy(() -> report.of(() -> {
                    throw new OutOfMemoryError("as planned");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(Files.readString(textfile))
                .contains("keepsake_once_exit_code{cluster=\"prod\",node=\"master-1\"} 1.0");
        assertThat(beats).hasValue(0);
    }

    private AgentConfig agent() throws IOException {
        return ConfigReader.agent(config, Map.of(), Overrides.NONE, () -> "host", CronSchedule::new)
                .config();
    }

    private static double value(String text, String line) {
        int at = text.indexOf("\n" + line);
        return Double.parseDouble(text.substring(text.indexOf("} ", at) + 2, text.indexOf('\n', at + 1)));
    }

    @Test
    void whereADaemonRunsTheFileIsItsOwn() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);

        int code = RunLock.ofDaemon(directory.resolve("state"), "prod", "master-1")
                .tryDuring(() -> once().code())
                .orElseThrow();

        assertThat(code).isZero();
        assertThat(textfile).doesNotExist();
        assertThat(beats).hasValue(1);
    }

    @Test
    void aFileThatCannotBeWrittenIsNoFailureOfTheRun() throws IOException {
        new ServerOnDisk(directory.resolve("zk")).creates(5);
        Files.createDirectory(textfile);
        Files.createFile(textfile.resolve("in-the-way"));

        Run run = once();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("note: the metrics cannot be written to " + textfile);
    }

    private Run once() {
        return Run.of("once", "-c", config.toString(), "--offline");
    }
}
