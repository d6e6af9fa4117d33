package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Debian package that the build made. What it does on a machine, {@code debian-test.sh} tries. */
final class DebianIT {
    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void itHoldsTheWholeDistribution() throws Exception {
        List<String> held = held();

        assertThat(names(Folders.distribution().resolve("lib")))
                .filteredOn(name -> name.endsWith(".jar"))
                .isNotEmpty()
                .allSatisfy(jar -> assertThat(held).anyMatch(line -> line.endsWith("./usr/share/keepsake/lib/" + jar)));
        assertThat(names(Folders.distribution().resolve("lib/zookeeper")))
                .isNotEmpty()
                .allSatisfy(jar ->
                        assertThat(held).anyMatch(line -> line.endsWith("./usr/share/keepsake/lib/zookeeper/" + jar)));
        assertThat(names(Folders.distribution().resolve("share/man/man1")))
                .isNotEmpty()
                .allSatisfy(page ->
                        assertThat(held).anyMatch(line -> line.endsWith("./usr/share/man/man1/" + page + ".gz")));
        assertThat(held).noneMatch(line -> line.contains(".jsa"));
        for (String named :
                List.of("NOTICE", "bom.json", "TROUBLESHOOTING.md", "runbooks/README.md", "examples/iam/writer.json")) {
            assertThat(held).anyMatch(line -> line.endsWith("./usr/share/doc/keepsake/" + named));
        }
    }

    @Test
    void whatMayRunAndWhatIsClosedIsMarkedSo() throws Exception {
        assertThat(held())
                .anyMatch(line ->
                        line.startsWith("-rwxr-xr-x root/root") && line.endsWith("./usr/share/keepsake/bin/keepsake"))
                .anyMatch(line ->
                        line.startsWith("l") && line.endsWith("./usr/bin/keepsake -> ../share/keepsake/bin/keepsake"))
                .anyMatch(line -> line.startsWith("l")
                        && line.endsWith("./usr/bin/keepsake-agent -> ../share/keepsake/bin/keepsake-agent"))
                .anyMatch(
                        line -> line.startsWith("-rw------- root/root") && line.endsWith("./etc/keepsake/environment"))
                .anyMatch(line -> line.startsWith("-rw-r--r-- root/root") && line.endsWith("./etc/keepsake/agent.yaml"))
                .anyMatch(line -> line.endsWith("./lib/systemd/system/keepsake-agent.service"));
    }

    @Test
    void itSaysWhatItIsAndNeeds() throws Exception {
        String control = ran("dpkg-deb", "--field", debian());

        assertThat(control)
                .contains(
                        "Package: keepsake\n",
                        "Architecture: all\n",
                        "openjdk-17-jre-headless | java17-runtime-headless")
                .doesNotContain("[[");
        for (String script : List.of("postinst", "prerm", "postrm")) {
            ran("sh", "-n", Path.of("debian/control", script).toAbsolutePath().toString());
        }
    }

    /** Whoever takes the comment signs away gets a configuration that is read without a complaint. */
    @Test
    void theExampleIsAConfiguration() throws Exception {
        String example = Files.readString(Path.of("debian/agent.yaml"));
        Path file = work.resolve("agent.yaml");
        Files.writeString(
                file,
                example.lines()
                                .filter(line -> !line.contains("sudo "))
                                // text has one space after the sign
                                .map(line -> line.matches("#(  |[^ ]).*") ? line.substring(1) : line)
                                .collect(Collectors.joining("\n"))
                                .replace("s3://bucket/prefix", "file://" + work.resolve("archive"))
                                .replace("  s3: {region: eu-west-1}\n", "")
                                .replace("/var/lib/", work + "/")
                        + "\n");

        Outcome outcome = keepsake.run(List.of(
                Folders.distribution().resolve("bin/keepsake-agent").toString(), "status", "-c", file.toString()));

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).contains("daemon    not running", "follow    zk");
    }

    @ParameterizedTest
    @CsvSource({
        "archive/keepsake.json, {}",
        "agent.key, anything",
        "mine, '{\"key\":[{\"keyData\":{\"typeUrl\":\"type.googleapis.com/google.crypto.tink.HpkePrivateKey\"}}]}'",
        "tls/page, -----BEGIN PRIVATE KEY-----"
    })
    void aPurgeLeavesBackupsAndKeysThatLieAmongTheAgentsOwnFiles(String name, String content) throws Exception {
        Path state = Files.createDirectories(work.resolve("var/lib/keepsake"));
        Files.writeString(state.resolve("prod.node.journal"), "made anew");
        Path found = state.resolve(name);
        Files.createDirectories(found.getParent());
        Files.writeString(found, content);

        Outcome kept = purge("");
        assertThat(found).exists();
        Files.delete(found);
        Outcome removed = purge("");

        assertThat(kept.orThrow().messages()).contains("since backups or keys are in it: " + found);
        assertThat(removed.orThrow().messages()).isEmpty();
        assertThat(state).doesNotExist();
    }

    @Test
    void aPurgeLeavesWhatItCannotSearch() throws Exception {
        Path state = Files.createDirectories(work.resolve("var/lib/keepsake/archive"));

        Outcome kept = purge("find() { return 1; }\n");

        assertThat(kept.orThrow().messages()).contains("stays, since it cannot be searched");
        assertThat(state).exists();
    }

    @Test
    void aPurgeLeavesAFolderWholeInWhichSomethingIsMounted() throws Exception {
        Path state = Files.createDirectories(work.resolve("var/lib/keepsake"));

        Outcome kept = purge("awk() { command awk \"$1\" \"$2\" \"$3\" " + mounts(state.resolve("disk")) + "; }\n");
        assertThat(state).exists();
        Outcome removed =
                purge("awk() { command awk \"$1\" \"$2\" \"$3\" " + mounts(Path.of(state + "-disk")) + "; }\n");

        assertThat(kept.orThrow().messages()).contains("since something is mounted there: " + state.resolve("disk"));
        assertThat(removed.orThrow().messages()).isEmpty();
        assertThat(state).doesNotExist();
    }

    /** As the kernel tells of one mount. */
    private Path mounts(Path at) throws IOException {
        return Files.writeString(
                work.resolve("mountinfo"), "36 35 98:0 /mnt " + at + " rw,noatime master:1 - ext3 /dev/root rw\n");
    }

    @Test
    void aPurgeGoesOnWhereADirectoryCannotBeRemovedWhole() throws Exception {
        Files.createDirectories(work.resolve("var/lib/keepsake"));
        Path link = Files.createDirectories(work.resolve("etc/systemd/system/multi-user.target.wants"))
                .resolve("keepsake-agent.service");
        Files.writeString(link, "");

        Outcome purged = purge("rm() { [ \"$1\" != -rf ] && command rm \"$@\"; }\n");

        assertThat(purged.orThrow().messages()).contains("could not be removed whole");
        assertThat(link).doesNotExist();
    }

    @Test
    @Tag("long")
    void itIsInstalledStartedUpgradedRemovedAndPurged() throws Exception {
        Outcome outcome = keepsake.run(List.of(
                Path.of("debian-test.sh").toAbsolutePath().toString(),
                Path.of(debian()).toAbsolutePath().toString()));

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).endsWith("all of it held\n");
    }

    /** Runs the script as dpkg does, in this test's folder in the place of the root, after these lines of a shell. */
    private Outcome purge(String before) throws IOException {
        Path script = Files.writeString(
                work.resolve("postrm"),
                before
                        + Files.readString(Path.of("debian/control/postrm"))
                                .replaceAll("(?m)(?<=[ !\"])/(var|etc|run)/", work + "/$1/"));
        return keepsake.run(List.of("sh", script.toString(), "purge"));
    }

    private List<String> held() throws IOException {
        return ran("dpkg-deb", "--contents", debian()).lines().toList();
    }

    private String ran(String... command) throws IOException {
        return keepsake.run(List.of(command)).orThrow().output();
    }

    private static String debian() throws IOException {
        return Folders.files(Path.of("target")).stream()
                .map(file -> file.toAbsolutePath().toString())
                .filter(file -> file.endsWith("_all.deb"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the build has made no Debian package"));
    }

    private static List<String> names(Path folder) throws IOException {
        return Folders.files(folder).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }
}
