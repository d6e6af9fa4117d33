package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Stream;

/** The archive, or a key to it, is damaged, lost or out of reach. */
final class ArchiveDisasters {
    private ArchiveDisasters() {}

    /** A byte has changed in what the newest backup needs; a second copy is whole. */
    static void archiveDamaged(Stage stage) throws Exception {
        stage.backUp(1, 2, 3);
        Path archive = stage.work().resolve("archive");
        Path copy = stage.work().resolve("copy");
        Keepsake judge = stage.keepsake();
        judge.run(judge.cli("copy", "--to", copy.toUri().toString())).orThrow();
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        Path link = link(archive, "/zk-3/zk/");
        byte[] bytes = Files.readAllBytes(link);
        bytes[bytes.length / 2] ^= 1;
        Files.write(link, bytes);
        stage.set("CLUSTER", "lost-and-found").set("ARCHIVE", archive.toString());
        stage.set("ARCHIVE_URL", archive.toUri().toString())
                .set("COPY", copy.toUri().toString());

        stage.follow("archive-damaged");

        bytes[bytes.length / 2] ^= 1;
        assertThat(link).hasBinaryContent(bytes);
        requireRestorable(stage, judge, before);
    }

    private static Path link(Path archive, String tape) throws IOException {
        try (Stream<Path> files = Files.walk(archive)) {
            return files.filter(file -> file.toString().contains(tape))
                    .filter(file -> file.toString().contains("/link/"))
                    .filter(Files::isRegularFile)
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** The store refuses connections, and somebody mends it while the page waits. */
    static void storeUnreachable(Stage stage) throws Exception {
        try (S3Server server = S3Server.start(stage.work().resolve("s3"), 256);
                StoreFront front = StoreFront.before(server.endpoint())) {
            stage.keepIn(behind(front, server)).backUp(1, 2, 3);
            NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
            stage.set("SPARE", "spare").before("until ", front::open);
            front.shut();

            stage.follow("store-unreachable");

            requireRestorable(stage, stage.keepsake(), before);
        }
    }

    /** An archive in this server, reached through what stands before it. */
    static StoreAddress behind(StoreFront front, S3Server server) {
        StoreAddress address = server.archive("archive");
        Map<String, String> environment = new HashMap<>(address.environment());
        environment.put("KEEPSAKE_S3_ENDPOINT", front.endpoint().toString());
        return new StoreAddress(address.url(), environment);
    }

    /** One of two private keys is gone; the other one is in a safe. */
    static void keyLost(Stage stage) throws Exception {
        Keepsake judge = stage.keepsake();
        Path keys = Files.createDirectories(stage.work().resolve("keys"));
        for (String recipient : List.of("safe", "vault")) {
            generate(judge, keys, recipient, "opening");
        }
        for (String signer : List.of("agent-1", "agent-2", "agent-3", "ops")) {
            generate(judge, keys, signer, "signing");
        }
        stage.configure(member -> """
                signing-key: %1$s/agent-%2$d.key
                trusted-signers: [%1$s/agent-1.pub, %1$s/agent-2.pub, %1$s/agent-3.pub, %1$s/ops.pub]
                encryption: {recipients: [%1$s/safe.pub, %1$s/vault.pub], keyring-signers: [%1$s/ops.pub]}
                """.formatted(keys, member.id()), member -> "");
        stage.backUp(1, 2, 3);
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        Files.delete(keys.resolve("safe.key"));
        stage.set("KEYS", keys.toString())
                .set("OTHER", keys.resolve("vault.key").toString());
        stage.set("OPS", keys.resolve("ops.key").toString());
        stage.set("OTHER_PUBLIC", keys.resolve("vault.pub").toString());

        stage.follow("key-lost");

        requireRestorable(
                stage,
                judge,
                before,
                "--key",
                stage.desk().resolve("new.key").toString(),
                "--trust",
                keys.resolve("agent-1.pub").toString(),
                "--trust",
                keys.resolve("agent-2.pub").toString(),
                "--trust",
                keys.resolve("agent-3.pub").toString(),
                "--trust",
                keys.resolve("ops.pub").toString());
    }

    private static void generate(Keepsake judge, Path keys, String name, String purpose) throws IOException {
        judge.run(judge.cli(
                        "key",
                        "generate",
                        "--for",
                        purpose,
                        "--private",
                        keys.resolve(name + ".key").toString(),
                        "--public",
                        keys.resolve(name + ".pub").toString()))
                .orThrow();
    }

    /** The newest backup, on a real server, is what the ensemble had. */
    private static void requireRestorable(
            Stage stage, Keepsake judge, NavigableMap<String, Node> before, String... options) throws Exception {
        try (Ensemble blank = Ensemble.prepare(
                stage.work().resolve("judged"), 1, ServerSettings.standard().still())) {
            List<String> command = judge.restore(List.of("--backup", newest(judge, options)), blank.member(1));
            command.addAll(List.of(options));
            judge.run(command).orThrow();
            blank.start();
            Comparison comparison = Comparer.compare(
                    Sessions.drop(before), TreeDump.read(blank.member(1).address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
    }

    private static String newest(Keepsake judge, String... options) throws IOException {
        return judge.listWith(options).get(0).id();
    }
}
