package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in for {@code ssh} at the desk of {@code compose.yaml}: it does what it is told, or nothing of it. */
final class DeskTest {
    @TempDir
    private Path work;

    private Keepsake shell;
    private Path ssh;

    /** The desk's own script, beside one that says what it was asked for in the place of an engine. */
    @BeforeEach
    void sitDown() throws IOException {
        shell = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        ssh = Files.copy(Path.of("docker/desk/ssh"), work.resolve("ssh"));
        Path compose = Files.writeString(work.resolve("compose"), "#!/bin/sh\necho \"asked: $*\"\n");
        Files.setPosixFilePermissions(compose, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({
        "systemctl start zookeeper, up -d --no-deps zk-2",
        "systemctl stop zookeeper, stop zk-2",
        "systemctl restart zookeeper, restart zk-2",
        "systemctl restart keepsake-agent, restart agent-2",
        "ls -l /var/lib/zookeeper, exec -T -w /tmp machine-2 sh -c ls -l /var/lib/zookeeper"
    })
    void whatPagesSayIsDone(String command, String asked) throws Exception {
        assertThat(typed(command).orThrow().output()).isEqualTo("asked: " + asked + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl stop zookeeper; rm -rf /var/lib/zookeeper/version-2",
                "systemctl stop zookeeper; systemctl start zookeeper",
                "systemctl stop zookeeper keepsake-agent",
                "cd /tmp && systemctl stop zookeeper",
                "systemctl status zookeeper",
                "systemctl stop mesos-master"
            })
    void whatCannotBeDoneIsRefusedAndNothingOfItIsDone(String command) throws Exception {
        Outcome outcome = typed(command);

        assertThat(outcome.exitCode()).as(outcome.toString()).isOne();
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.messages()).contains("nothing was done", "not '" + command + "'");
    }

    @Test
    void aMachineThatIsNotThereIsNamed() throws Exception {
        Outcome outcome = shell.run(List.of("sh", ssh.toString(), "zk-4", "true"));

        assertThat(outcome.exitCode()).isEqualTo(255);
        assertThat(outcome.messages()).contains("no 'zk-4'");
    }

    private Outcome typed(String command) throws IOException {
        return shell.run(List.of("sh", ssh.toString(), "zk-2", command));
    }
}
