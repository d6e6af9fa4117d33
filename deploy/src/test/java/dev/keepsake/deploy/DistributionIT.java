package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the distribution says it holds, and the tarball that brings its own Java. */
final class DistributionIT {

    /** All that the launcher may rely on, but no Java. */
    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "sed", "stty", "cut");

    @TempDir
    private Path work;

    @Test
    void everyJarIsInTheBillOfMaterialsAndEveryForeignOneIsInTheNotice() throws IOException {
        Path distribution = Folders.distribution();
        JsonNode bill =
                new ObjectMapper().readTree(distribution.resolve("bom.json").toFile());
        String notice = Files.readString(distribution.resolve("NOTICE"));
        List<Path> jars = new ArrayList<>(Folders.files(distribution.resolve("lib")));
        jars.addAll(Folders.files(distribution.resolve("lib/zookeeper")));
        jars.removeIf(path -> !path.toString().endsWith(".jar"));

        Set<String> hashes = new HashSet<>();
        bill.path("components")
                .forEach(component -> component.path("hashes").forEach(hash -> {
                    if (hash.path("alg").asText().equals("SHA-256")) {
                        hashes.add(hash.path("content").asText());
                    }
                }));

        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(jars).hasSizeGreaterThan(50);
        assertThat(bill.path("components")).hasSize(jars.size());
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            assertThat(hashes).as(name).contains(Hashes.sha256(jar));
            if (!name.matches("(backup-core|backup-agent|restore-cli)-.*")) {
                assertThat(notice).contains("\n" + name + " ");
            }
        }
        assertThat(notice).doesNotContain("see below").contains("logback-classic", "GNU General Public License 2");
    }

    @Test
    void theTarballWithItsOwnJavaBacksUpRestoresAndDrillsWhereThereIsNone() throws Exception {
        Path tarball = tarball();
        System.out.printf("%s: %.1f MB%n", tarball.getFileName(), Files.size(tarball) / 1e6);
        run(List.of("tar", "xzf", tarball.toString()), false);
        Path home = Folders.files(work).stream()
                .filter(path -> path.getFileName().toString().startsWith("keepsake-"))
                .findFirst()
                .orElseThrow();
        String agent = home.resolve("bin/keepsake-agent").toString();
        String keepsake = home.resolve("bin/keepsake").toString();
        Path config = Files.writeString(work.resolve("agent.yaml"), """
            cluster: prod
            node: master-1
            store: {url: "file://%1$s/archive"}
            state-dir: %1$s/state
            sources: [{name: zk, type: zookeeper, data-dir: %2$s}]
            """.formatted(work, server()));

        String version = run(List.of(keepsake, "--version"), true);
        String id = run(List.of(agent, "once", "--offline", "-c", config.toString()), true)
                .strip();
        run(List.of(keepsake, "-c", config.toString(), "drill", id, "--work-dir", work.toString()), true);
        run(
                List.of(
                        keepsake,
                        "-c",
                        config.toString(),
                        "restore",
                        "zookeeper",
                        "--backup",
                        id,
                        "--data-dir",
                        work.resolve("blank").toString(),
                        "--target-version",
                        "3.9.5",
                        "--extended-types",
                        "--yes"),
                true);

        assertThat(version).contains("in " + home.toRealPath().resolve("runtime"));
        // logins and tickets of Kerberos, which nothing names but configurations
        assertThat(run(List.of(home.resolve("runtime/bin/java").toString(), "--list-modules"), true))
                .contains("jdk.security.auth@", "jdk.security.jgss@");
        assertThat(home.resolve("runtime/lib/libzstd-jni.so")).isNotEmptyFile();
        assertThat(work.resolve("blank/version-2")).isNotEmptyDirectory();
    }

    private static Path server() {
        return Path.of("../backup-core/src/test/resources/golden/v1/server")
                .toAbsolutePath()
                .normalize();
    }

    private static Path tarball() {
        return Folders.files(Folders.distribution().resolve("..").normalize()).stream()
                .filter(path -> path.getFileName().toString().matches("keepsake-.*-linux-.*\\.tar\\.gz"))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("the build made no tarball with a runtime; -Dquick leaves it out"));
    }

    private String run(List<String> command, boolean bare) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        if (bare) {
            builder.environment().remove("JAVA_HOME");
            builder.environment().put("PATH", barePath().toString());
        }
        Path messages = work.resolve("stderr");
        Process process = Children.start(builder.redirectError(messages.toFile()));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = Children.join(process);
        return new Outcome(command, exitCode, output, Files.readString(messages))
                .orThrow()
                .output();
    }

    /** Links to the few programs that every machine has. */
    private Path barePath() throws IOException {
        Path bin = work.resolve("bare");
        if (!Files.exists(bin)) {
            Files.createDirectory(bin);
            for (String tool : TOOLS) {
                Path found = Arrays.stream(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder, tool))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow();
                Files.writeString(bin.resolve(tool), "#!" + shell() + "\nexec " + found + " \"$@\"\n");
                assertThat(bin.resolve(tool).toFile().setExecutable(true)).isTrue();
            }
        }
        return bin;
    }

    private static Path shell() throws IOException {
        return Path.of("/bin/sh").toRealPath();
    }
}
