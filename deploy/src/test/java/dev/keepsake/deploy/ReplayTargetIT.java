package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup comes back in running servers that know less than the source's, through TLS, and with a login. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplayTargetIT {

    @TempDir
    private static Path work;

    private Keepsake keepsake;
    private NavigableMap<String, Node> truth;
    private String plain;
    private String special;

    /** A backup that every version can take, and one with kinds of znodes that not every server knows. */
    @BeforeAll
    void twoBackups() throws Exception {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        try (Ensemble source = Ensemble.start(
                work.resolve("source"), 1, ServerSettings.standard().still())) {
            Path configuration = keepsake.configure(source.member(1));
            try (Connection connection = Connection.superuser(source.addresses())) {
                ZooKeeper client = connection.client();
                fill(client);
                plain = keepsake.once(configuration);
                truth = TreeDump.read(source.addresses());
                client.create("/lease", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 60_000);
                special = keepsake.once(configuration);
            }
        }
    }

    private static void fill(ZooKeeper client) throws Exception {
        List<ACL> locked =
                new ArrayList<>(List.of(new ACL(31, new Id("digest", "app:" + Connection.digest("app:secret")))));
        client.create("/app", "a".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/app/null", null, Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/app/large", new byte[Population.LARGEST], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        client.create("/vault", null, locked, CreateMode.PERSISTENT);
        client.create("/vault/queue", null, locked, CreateMode.PERSISTENT);
        for (int i = 0; i < 20; i++) {
            client.create("/vault/queue/n-", null, locked, CreateMode.PERSISTENT_SEQUENTIAL);
            client.delete("/vault/queue/n-%010d".formatted(i), -1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V3_4_14", "V3_5_10"})
    void olderServersTakeWhatTheyKnowAndAreNotTroubledWithTheRest(ServerVersion version) throws Exception {
        ServerSettings old = ServerSettings.of(version).with("zookeeper.extendedTypesEnabled", "false");
        try (Ensemble target = Ensemble.start(work.resolve(version.number()), 1, old)) {
            Outcome refused = keepsake.run(keepsake.replayAsAnybody(
                    List.of("--backup", special), target.addresses(), "--connect-timeout", "60"));
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(4);
            assertThat(refused.messages()).contains("1 znodes with a time to live (/lease)", "nothing was written");
            assertThat(TreeDump.read(target.addresses())).doesNotContainKeys("/app", "/vault");

            Outcome done = keepsake.run(keepsake.replay(List.of("--backup", plain), target.addresses()));
            assertThat(done.exitCode()).as(done.toString()).isZero();
            assertThat(done.output()).contains("children and sequence counters compared, all equal. zxids");
            assertThat(notedFor(target)).isEqualTo(1);
            Comparison comparison = Comparer.compareSettable(truth, TreeDump.read(target.addresses()));
            // servers of 3.4 have no /zookeeper/config
            assertThat(comparison.differences())
                    .as(comparison.report())
                    .allMatch(difference -> difference.startsWith("/zookeeper: "));
        }
    }

    /** How many records in the archive say that this ensemble was restored. */
    private long notedFor(Ensemble target) throws IOException {
        Path records = work.resolve("archive/lost-and-found/restored/00000000").resolve(plain);
        long noted = 0;
        for (Path record : Folders.files(records)) {
            noted += Files.readString(record).contains("\"target\":\"" + target.addresses() + "\"") ? 1 : 0;
        }
        return noted;
    }

    @Test
    void serversThatSpeakTlsAloneAreReachedWithACertificate() throws Exception {
        Path keys = work.resolve("keys.p12");
        Path trusted = work.resolve("trusted.pem");
        Keytool.selfSigned(keys, trusted);
        int port = Ports.free(1).remove();
        try (Ensemble target = Ensemble.start(
                work.resolve("secure"), 1, ServerSettings.standard().withTls(keys, trusted, port))) {
            String secure = "127.0.0.1:" + port;
            Outcome inClear =
                    keepsake.run(keepsake.replay(List.of("--backup", special), secure, "--connect-timeout", "2"));
            assertThat(inClear.exitCode()).as(inClear.toString()).isEqualTo(4);
            assertThat(inClear.messages()).contains("a port that speaks TLS only", "zookeeper.client.secure=true");

            Outcome done = keepsake.run(keepsake.replay(
                    List.of("--backup", plain),
                    secure,
                    "--client-config",
                    properties(keys, trusted).toString()));
            assertThat(done.exitCode()).as(done.toString()).isZero();
            assertThat(done.output()).doesNotContain("super user");
            assertThat(done.toString()).doesNotContain(Keytool.PASSWORD);
            Comparison comparison = Comparer.compareSettable(truth, TreeDump.read(target.addresses()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
    }

    @Test
    void serversThatAskForALoginAreReachedWithOne() throws Exception {
        Path users = Files.writeString(
                work.resolve("server.jaas"), login("Server", "user_keeper=\"" + Keytool.PASSWORD + "\""));
        ServerSettings asking = ServerSettings.standard()
                .with("java.security.auth.login.config", users.toString())
                .with("zookeeper.sessionRequireClientSASLAuth", "true")
                .withConfiguration(
                        Map.of("authProvider.1", "org.apache.zookeeper.server.auth.SASLAuthenticationProvider"));
        try (Ensemble target = Ensemble.start(work.resolve("asking"), 1, asking)) {
            Outcome stranger = keepsake.run(
                    keepsake.replay(List.of("--backup", special), target.addresses(), "--connect-timeout", "2"));
            assertThat(stranger.exitCode()).as(stranger.toString()).isEqualTo(4);
            assertThat(stranger.messages()).contains("java.security.auth.login.config");
            Outcome wrong = keepsake.run(replayAs("wrong", "2", target));
            assertThat(wrong.exitCode()).as(wrong.toString()).isEqualTo(4);

            Outcome done = keepsake.run(replayAs(Keytool.PASSWORD, "30", target));
            assertThat(done.exitCode()).as(done.toString()).isZero();
            assertThat(done.toString()).doesNotContain(Keytool.PASSWORD);
            assertThat(done.output()).contains("children and sequence counters compared, all equal. zxids");
        }
    }

    private List<String> replayAs(String password, String seconds, Ensemble target) throws IOException {
        Path user = Files.writeString(
                work.resolve("client.jaas"), login("Client", "username=\"keeper\" password=\"" + password + "\""));
        Path properties = Files.writeString(
                work.resolve("login.properties"),
                "java.security.auth.login.config=" + user + "\nzookeeper.fips-mode=false\n");
        return keepsake.replay(
                List.of("--backup", plain),
                target.addresses(),
                "--connect-timeout",
                seconds,
                "--client-config",
                properties.toString());
    }

    private static String login(String section, String words) {
        return section + " {\n  org.apache.zookeeper.server.auth.DigestLoginModule required " + words + ";\n};\n";
    }

    private static Path properties(Path keys, Path trusted) throws IOException {
        return Files.writeString(work.resolve("client.properties"), """
                zookeeper.client.secure=true
                zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
                zookeeper.ssl.keyStore.location=%s
                zookeeper.ssl.keyStore.password=%s
                zookeeper.ssl.trustStore.location=%s
                zookeeper.ssl.hostnameVerification=false
                """.formatted(keys, Keytool.PASSWORD, trusted));
    }
}
