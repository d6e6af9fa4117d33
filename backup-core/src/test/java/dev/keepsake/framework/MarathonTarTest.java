package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.ZnodeView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarathonTarTest {

    private static final ZnodeView NOTHING = new MadeTree("/marathon", new TreeMap<>(), none());

    /** What Marathon stores of its storage's version 1.5.8: a name and, within, three numbers and a form. */
    private static final byte[] VERSION =
            HexFormat.of().parseHex("0a18" + hex("internal:storage:version") + "1a08" + "0801100518082001" + "2000");

    @TempDir
    private Path work;

    @Test
    void theTreeComesBackAsItWas() throws IOException {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            String root = random.nextBoolean() ? "/marathon" : "/a/b";
            SortedMap<String, byte[]> data = state(random, root);
            ZnodeView tree = new MadeTree(root, data, NOTHING);

            byte[] tar = written(tree, root);

            assertThat(shown(read(tar, root))).isEqualTo(shown(tree));
            assertThat(written(read(tar, root), root)).isEqualTo(tar);
        }
    }

    @Test
    void entriesAreCalledAsMarathonCallsThem() throws Exception {
        SortedMap<String, byte[]> data = new TreeMap<>();
        put(data, "internal:storage:version", VERSION);
        put(data, "apps/" + bucket("prod_web") + "/prod_web", bytes("app"));
        put(data, "apps/" + bucket("prod_web") + "/prod_web/2026-11-22T10:15:00Z", bytes("old app"));
        put(data, "group/2/root", bytes("group"));
        put(data, "apps/" + bucket("gone") + "/gone/2026-11-22T10:15:02.12Z", bytes("gone app"));
        String name = "x".repeat(120);
        put(data, "instance/" + bucket(name) + "/" + name, bytes("{}"));
        Path file = Files.write(work.resolve("m.tar"), written(new MadeTree("/marathon", data, NOTHING), "/marathon"));

        // by another program
        Process tar = new ProcessBuilder("tar", "-tf", file.toString()).start();
        assertThat(tar.inputReader().lines())
                .containsExactlyInAnyOrder(
                        "internal:storage:version/items/internal:storage:version",
                        "apps/items/prod_web",
                        "apps/versions/prod_web/2026-11-22T10:15Z",
                        "apps/versions/gone/2026-11-22T10:15:02.120Z",
                        "group/items/root",
                        "instance/items/" + name);
        Process version = new ProcessBuilder(
                        "tar", "-xOf", file.toString(), "internal:storage:version/items/internal:storage:version")
                .start();
        assertThat(version.getInputStream().readAllBytes())
                .isEqualTo(HexFormat.of().parseHex("0801100518082001"));
    }

    @Test
    void whatIsCutIsRefused() throws IOException {
        SortedMap<String, byte[]> data = new TreeMap<>();
        put(data, "internal:storage:version", VERSION);
        put(data, "group/2/root", new byte[700]);
        byte[] tar = written(new MadeTree("/marathon", data, NOTHING), "/marathon");

        for (int length = 0; length < tar.length - 512; length += 64) {
            byte[] cut = Arrays.copyOf(tar, length);
            assertThatThrownBy(() -> read(cut, "/marathon"))
                    .as("cut to %s", length)
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("it was cut");
        }
        for (int at = 0; at < 263; at++) {
            if (at == 154 || at == 155) {
                continue; // behind the number of the checksum
            }
            byte[] changed = tar.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> read(changed, "/marathon"))
                    .as("changed at %s", at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNotMarathonsIsRefused() throws IOException {
        assertThatThrownBy(() -> written(new MadeTree("/marathon", new TreeMap<>(), NOTHING), "/marathon"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("internal:storage:version");
        for (String name : List.of("apps/x", "../items/x", "apps/items/..", "apps/versions/x/yesterday", "a/b/c/d")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TarWriter tar = new TarWriter(out);
            tar.write(name, new byte[3], 0);
            tar.finish();
            assertThatThrownBy(() -> read(out.toByteArray(), "/marathon"))
                    .as(name)
                    .isInstanceOf(CorruptException.class);
        }
        SortedMap<String, byte[]> elsewhere = new TreeMap<>();
        put(elsewhere, "internal:storage:version", VERSION);
        put(elsewhere, "group/3/root", bytes("in another bucket"));
        assertThatThrownBy(() -> written(new MadeTree("/marathon", elsewhere, NOTHING), "/marathon"))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("group/3/root");
    }

    private static SortedMap<String, byte[]> state(Random random, String root) {
        SortedMap<String, byte[]> state = new TreeMap<>();
        SortedMap<String, byte[]> data = new TreeMap<>();
        put(data, "internal:storage:version", VERSION);
        for (int i = random.nextInt(40); i >= 0; i--) {
            String category =
                    List.of("apps", "pods", "instance", "taskFailures").get(random.nextInt(4));
            String key = "prod_" + "ä".repeat(random.nextInt(70)) + random.nextInt(1000);
            byte[] value = new byte[1 + random.nextInt(1500)];
            random.nextBytes(value);
            put(data, category + "/" + bucket(key) + "/" + key, value);
            for (int k = random.nextInt(3); k > 0; k--) {
                String time = String.format("2026-11-22T10:%02d:%02dZ", random.nextInt(60), random.nextInt(2));
                put(data, category + "/" + bucket(key) + "/" + key + "/" + time, value);
            }
        }
        data.forEach((path, value) -> state.put(path.replaceFirst("/marathon", root), value));
        return state;
    }

    private static String bucket(String key) {
        return Integer.toHexString(Math.abs(key.hashCode() % 16));
    }

    private static void put(SortedMap<String, byte[]> data, String path, byte[] value) {
        data.put("/marathon/state/" + path, value);
    }

    private static byte[] written(ZnodeView tree, String root) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MarathonTar.write(tree, root, out);
        return out.toByteArray();
    }

    private static ZnodeView read(byte[] tar, String root) throws IOException {
        return MarathonTar.read(new ByteArrayInputStream(tar), "the tar", root, NOTHING);
    }

    private static List<String> shown(ZnodeView tree) throws IOException {
        List<String> lines = new ArrayList<>();
        tree.walk("/", znode -> lines.add(znode + " " + HexFormat.of().formatHex(znode.data())));
        return lines;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(bytes(text));
    }

    private static ZnodeView none() {
        return new ZnodeView() {
            @Override
            public Optional<PastZnode> znode(String path) {
                return Optional.empty();
            }

            @Override
            public List<String> children(String path) {
                return List.of();
            }

            @Override
            public void walk(String path, Step step) {
                // nothing
            }
        };
    }
}
