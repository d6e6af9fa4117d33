package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as a user who may not do everything: what is closed to them is named, with the ways out. */
final class PermissionIT {
    private static final int NOBODY = 65534;
    private static final String READ_ALL = "+dac_read_search";

    @TempDir
    private Path work;

    private Keepsake keepsake;
    private Ensemble server;
    private Path agent;

    @BeforeEach
    void startServer() throws Exception {
        requires(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "needs root");
        open(work, "rwxr-xr-x");
        Path own = Files.createDirectories(work.resolve("agent"));
        Path archive = Files.createDirectories(work.resolve("archive"));
        give(own);
        give(archive);
        keepsake = new Keepsake(archive, own);
        requires(
                as(List.of(program("keepsake"), "--version")).exitCode() == 0,
                "needs setpriv, and a build that everybody may read");
        server = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard());
        try (Connection connection = Connection.anybody(server.addresses())) {
            connection.client().create("/written", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        agent = keepsake.configure(server.member(1));
        open(agent, "rw-r--r--");
        for (Path folder :
                List.of(work.resolve("source"), server.member(1).dataDir().getParent(), data(), version())) {
            open(folder, "rwxr-xr-x");
        }
        for (Path file : Folders.files(version())) {
            open(file, "rw-r--r--");
        }
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aClosedDirectoryIsNamedWithItsOwnerAndTheWaysOut() throws Exception {
        as(keepsake.agent(agent)).orThrow();
        open(version(), "rwx------");

        Outcome once = as(keepsake.agent(agent));
        Outcome check = as(List.of(program("keepsake-agent"), "check", "-c", agent.toString()));

        assertThat(once.exitCode()).as(once.toString()).isEqualTo(4);
        for (String said : List.of(once.messages(), check.output())) {
            assertThat(said)
                    .containsPattern("no permission to (enter|list) the directory " + version()
                            + " \\(owner root, group root, mode rwx------\\)")
                    .contains("the agent runs as user 'nobody' (uid 65534, groups 65534)")
                    .contains("run it as user 'root'")
                    .contains("add it to group 'root' and open it to that group (chmod g+rx " + version() + ")")
                    .contains("AmbientCapabilities=CAP_DAC_READ_SEARCH");
        }
        assertThat(check.exitCode()).isEqualTo(8);
        assertThat(check.output()).contains("FAIL  zk: snapshots in ", "FAIL  zk: logs in ", "ok    zk: server at");
    }

    @Test
    void aClosedDirectoryOnTheWayIsNamedInsteadOfTheOneBelowIt() throws Exception {
        open(data(), "rwx------");

        Outcome once = as(keepsake.agent(agent));

        assertThat(once.exitCode()).as(once.toString()).isEqualTo(4);
        assertThat(once.messages())
                .contains("no permission to enter the directory " + data()
                        + " (owner root, group root, mode rwx------)," + " which is on the way to " + version());
    }

    @Test
    void aClosedFileIsNamedWithTheUmaskThatKeepsTheNextOneOpen() throws Exception {
        for (Path file : Folders.files(version())) {
            if (file.getFileName().toString().startsWith("log.")) {
                open(file, "rw-------");
            }
        }

        Outcome check = as(List.of(program("keepsake-agent"), "check", "-c", agent.toString()));

        assertThat(check.exitCode()).as(check.toString()).isEqualTo(8);
        assertThat(check.output())
                .contains("no permission to read " + version().resolve("log."))
                .contains("mode rw-------", "UMask=0027")
                .contains("ok    zk: snapshots in ");
    }

    @Test
    void theCapabilityToReadEverythingIsEnough() throws Exception {
        open(data(), "rwx------");
        List<String> probe = List.of("grep", "-q", "CapEff.*4$", "/proc/self/status");
        requires(with(READ_ALL, probe).exitCode() == 0, "needs CAP_DAC_READ_SEARCH to give away");

        Outcome check = with(READ_ALL, List.of(program("keepsake-agent"), "check", "-c", agent.toString()));
        Outcome once = with(READ_ALL, keepsake.agent(agent));

        assertThat(check.exitCode()).as(check.toString()).isZero();
        assertThat(once.exitCode()).as(once.toString()).isZero();
    }

    @Test
    void aRestoreIntoADirectoryOfSomebodyElseIsRefusedAndLeavesItBlank() throws Exception {
        as(keepsake.agent(agent)).orThrow();
        Backup backup = keepsake.list().get(0);
        Ensemble targets = Ensemble.prepare(work.resolve("target"), 1, ServerSettings.standard());
        Path target = targets.member(1).dataDir();
        for (Path folder : List.of(work.resolve("target"), target.getParent(), target)) {
            open(folder, "rwxr-xr-x");
        }

        Outcome notWritable = as(keepsake.restore(backup, targets.member(1)));
        open(target, "rwx------");
        Outcome closed = as(keepsake.restore(backup, targets.member(1)));
        Outcome check = as(keepsake.check(targets));
        open(target, "rwxr-xr-x");
        Outcome asRoot = keepsake.run(keepsake.restore(backup, targets.member(1)));
        open(target.resolve("version-2"), "rwx------");
        Outcome closedCheck = as(keepsake.check(targets));

        assertThat(notWritable.exitCode()).as(notWritable.toString()).isEqualTo(4);
        assertThat(notWritable.messages())
                .contains("no permission to write into " + target + " (owner root, group root, mode rwxr-xr-x)")
                .contains("as user 'nobody'")
                .contains("run the restore as the user to whom it belongs or as root");
        assertThat(closed.exitCode()).as(closed.toString()).isEqualTo(4);
        assertThat(closed.messages()).contains("no permission to look into " + target, "nothing says that it is blank");
        assertThat(check.exitCode()).isEqualTo(8);
        assertThat(check.output()).contains("no permission to look into ").doesNotContain("blank: there is no");
        asRoot.orThrow();
        assertThat(closedCheck.exitCode()).as(closedCheck.toString()).isEqualTo(8);
        assertThat(closedCheck.output()).contains("no permission to ");
    }

    private Path data() {
        return server.member(1).dataDir();
    }

    private Path version() {
        return data().resolve("version-2");
    }

    private Outcome as(List<String> command) throws IOException {
        return with("-all", command);
    }

    /** Runs a command as nobody, who may do nothing more than anybody but for these capabilities. */
    private Outcome with(String capabilities, List<String> command) throws IOException {
        String id = Integer.toString(NOBODY);
        List<String> words = new ArrayList<>(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
        words.addAll(List.of("--inh-caps", capabilities, "--ambient-caps", capabilities));
        words.addAll(command);
        return keepsake.run(words);
    }

    private static String program(String name) {
        return Folders.distribution().resolve("bin").resolve(name).toString();
    }

    private static void open(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", NOBODY);
        Files.setAttribute(path, "unix:gid", NOBODY);
    }

    private static void requires(boolean met, String what) {
        if (!met) {
            System.out.println("skipped: " + what);
        }
        assumeTrue(met, what);
    }
}
