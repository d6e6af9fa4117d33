package dev.keepsake.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real datagram socket in the file system, with systemd's own command; a line of Perl listens where systemd would. */
@Timeout(60)
final class ServiceManagerTest {

    private static final long PID = 4711;

    /** Every Debian has a Perl; received without room for descriptors, the one in systemd's own message is closed at once. */
    private static final String LISTENER = "use Socket; $| = 1; socket(S, PF_UNIX, SOCK_DGRAM, 0) or die $!;"
            + " bind(S, sockaddr_un($ARGV[0])) or die $!; while (defined recv(S, $m, 65536, 0)) { print qq($m\n) }";

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> troubles = new LinkedBlockingQueue<>();
    private final Pulse pulse = new Pulse(System::nanoTime);
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Process> listener = Optional.empty();

    @BeforeEach
    void listen() throws Exception {
        assumeTrue(isInstalled("systemd-notify") && isInstalled("perl"), "systemd-notify or perl is not installed");
        Path socket = folder.resolve("notify");
        Process perl = new ProcessBuilder("perl", "-e", LISTENER, socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        listener = Optional.of(perl);
        Thread reader = new Thread(() -> read(perl), "reader");
        reader.setDaemon(true);
        reader.start();
        while (!Files.exists(socket)) {
            Thread.onSpinWait();
        }
        environment.put("NOTIFY_SOCKET", socket.toString());
    }

    @AfterEach
    void end() {
        listener.ifPresent(Process::destroy);
    }

    @Test
    void readinessStatusAndEndAreTold() throws Exception {
        try (ServiceManager manager = manager()) {
            manager.ready("all is\nwell");
            manager.status("ALARM stale");
            manager.stopping(Duration.ofSeconds(90));
        }

        assertThat(lines())
                .containsSubsequence(
                        "READY=1",
                        "STATUS=all is well",
                        "STATUS=ALARM stale",
                        "STOPPING=1",
                        "EXTEND_TIMEOUT_USEC=90000000",
                        "STATUS=stopping");
        assertThat(troubles).isEmpty();
    }

    @Test
    void theWatchdogIsToldAsLongAsAllThreadsGetOn() throws Exception {
        environment.put("WATCHDOG_USEC", "200000");
        environment.put("WATCHDOG_PID", Long.toString(PID));
        pulse.expect("slots", Duration.ofHours(1));
        try (ServiceManager manager = manager()) {
            manager.ready("well");
            awaitLine("WATCHDOG=1");
            awaitLine("WATCHDOG=1");

            pulse.expect("slots", Duration.ofNanos(-1));

            assertThat(troubles.poll(20, TimeUnit.SECONDS)).contains("thread 'slots' gets on no more");
            manager.status("a last word");
            awaitLine("STATUS=a last word");
            manager.status("after it");
            assertThat(until("STATUS=after it")).doesNotContain("WATCHDOG=1");
        }
    }

    @Test
    void aSocketThatNobodyListensAtIsToldOnce() throws Exception {
        environment.put("NOTIFY_SOCKET", folder.resolve("nobody").toString());
        try (ServiceManager manager = manager()) {
            manager.status("one");
            manager.status("two");
            manager.stopping(Duration.ZERO);
        }

        assertThat(troubles).hasSize(1).first().asString().contains("NotifyAccess=all");
    }

    @Test
    void readinessIsToldAgainSinceASenderThatHasEndedMayNotHaveBeenHeard() throws Exception {
        List<Duration> again = List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofHours(1));
        try (ServiceManager manager = new ServiceManager(
                String.valueOf(environment.get("NOTIFY_SOCKET")), Optional.empty(), pulse, troubles::add, again)) {
            manager.ready("well");
            awaitLine("READY=1");
            awaitLine("READY=1");
            awaitLine("READY=1");
            manager.stopping(Duration.ZERO);
        }

        assertThat(lines()).doesNotContain("READY=1");
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoeverEndsTheAgentDoesNotWaitForAServiceManagerThatDoesNot() throws Exception {
        signal("STOP");
        try (ServiceManager manager = manager()) {
            manager.ready("well");
            long begun = System.nanoTime();

            manager.stopping(Duration.ZERO);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            signal("CONT");
        }
        assertThat(lines()).contains("READY=1", "STOPPING=1");
    }

    private void signal(String name) throws Exception {
        String pid = Long.toString(listener.orElseThrow().pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    @Test
    void theWatchdogOfAnotherProcessIsNotOurs() {
        assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "30000000"), PID))
                .contains(Duration.ofSeconds(30));
        assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1"), PID))
                .isEmpty();
        assertThat(ServiceManager.interval(Map.of("WATCHDOG_USEC", "soon"), PID))
                .isEmpty();
        assertThat(ServiceManager.of(Map.of(), PID, pulse, troubles::add)).isEmpty();
    }

    private ServiceManager manager() {
        return ServiceManager.of(environment, PID, pulse, troubles::add).orElseThrow();
    }

    private void awaitLine(String wanted) throws InterruptedException {
        String line = "";
        while (!line.equals(wanted)) {
            line = String.valueOf(lines.poll(20, TimeUnit.SECONDS));
            assertThat(line).as("before " + wanted).isNotEqualTo("null");
        }
    }

    private String until(String last) throws InterruptedException {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(last) < 0) {
            String line = lines.poll(20, TimeUnit.SECONDS);
            assertThat(line).as("before " + last).isNotNull();
            all.append(line).append('\n');
        }
        return all.toString();
    }

    private List<String> lines() throws InterruptedException {
        return until("STATUS=stopping").lines().toList();
    }

    private void read(Process perl) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(perl.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add("ended");
        }
    }

    private static boolean isInstalled(String command) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
