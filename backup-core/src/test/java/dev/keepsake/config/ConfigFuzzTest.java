package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFuzzTest {

    private static final String GOOD = """
            cluster: prod
            node: a
            nodes: [a, b]
            store: {url: "s3://bucket/prefix", s3: {endpoint: "http://127.0.0.1:9000", region: r, path-style: true}}
            schedule: {cron: "0 0 3 * * ?", time-zone: UTC}
            state-dir: /var/lib/keepsake
            sources:
              - name: zk
                type: zookeeper
                data-dir: /var/lib/zookeeper
                client: "127.0.0.1:2181"
            """;

    private static final List<String> PIECES = List.of(
            "cluster",
            "node",
            "nodes",
            "store",
            "url",
            "s3",
            "sources",
            "name",
            "type",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            "\"",
            "|",
            ">",
            "&a ",
            "*a",
            "!!str ",
            "!x",
            "? ",
            "<<",
            "%YAML 1.2",
            "---",
            "...",
            "#",
            "\t",
            "~",
            "\\x",
            "@",
            "`",
            "zk",
            "zookeeper",
            "/a",
            "s3://b",
            "\u0000",
            "\u0085",
            "\u2028",
            "\ud83d\ude00");

    @TempDir
    Path folder;

    private int accepted;

    @Test
    void whateverTheFileHoldsItIsReadOrRefusedInWords() throws IOException {
        long seed = System.nanoTime();
        System.out.println("ConfigFuzzTest seed " + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 2_000; i++) {
            read(content(random, i % 3));
        }

        assertThat(accepted).isPositive();
    }

    private byte[] content(Random random, int kind) {
        if (kind == 0) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            return noise;
        }
        if (kind == 1) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(GOOD);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length());
            text.replace(
                    at, Math.min(text.length(), at + random.nextInt(3)), PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void read(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("agent.yaml"), content);
        try {
            ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS);
            accepted++;
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty().allMatch(line -> line.startsWith(file.toString()));
        } catch (RuntimeException broken) {
            throw new AssertionError("content " + Arrays.toString(content), broken);
        }
        try {
            ConfigReader.archive(Optional.of(file), Map.of(), Overrides.NONE);
        } catch (ConfigException refused) {
            assertThat(refused.problems()).isNotEmpty();
        } catch (RuntimeException broken) {
            throw new AssertionError("content " + Arrays.toString(content), broken);
        }
    }
}
