package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tree takes of a small machine's memory, each in a JVM of its own. */
class TreeMemoryTest {

    private static final int NODES = 50_000;

    @TempDir
    Path work;

    @Test
    void aTreeNeedsLittleHeapAndIsRefusedWhereTheRestDoesNotFitEither() throws Exception {
        Files.createDirectories(work.resolve("version-2"));
        LargeHistory.write(NODES, work.resolve("version-2/snapshot." + Long.toHexString(LargeHistory.START.value())));

        Process fits = load("-Xmx12m", "-XX:MaxDirectMemorySize=32m");
        assertThat(fits.waitFor()).as(output(fits)).isZero();

        Process tooLarge = load("-Xmx12m", "-XX:MaxDirectMemorySize=8m");
        assertThat(output(tooLarge))
                .contains("RefusedException: not enough memory: the znodes take ")
                .contains("KEEPSAKE_JAVA_OPTS=-Xmx8g");
        assertThat(tooLarge.waitFor()).isNotZero();
    }

    private Process load(String heap, String beside) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                heap,
                beside,
                ReplayBenchmark.class.getName(),
                work.toString(),
                "load-ours");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
