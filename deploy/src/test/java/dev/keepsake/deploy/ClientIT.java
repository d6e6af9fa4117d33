package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server says what is committed: on its client port in clear, through TLS, or by its AdminServer. */
final class ClientIT {
    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void aServerIsAskedThroughTlsWithACertificateOfOurOwn() throws Exception {
        Keytool keys = new Keytool(work.resolve("keys"));
        int port = Ports.free(1).remove();
        try (Ensemble server = started(ServerSettings.standard().withTls(keys.store("server"), keys.trust(), port))) {
            write(server);
            Path password = Files.writeString(work.resolve("password"), Keytool.PASSWORD + "\n");
            String trusting = "ca-file: " + keys.authority();
            String showing = ", key-store: " + keys.store("client") + ", key-store-password-file: " + password;

            Outcome whole = once(server, port, "tls: {" + trusting + showing + "}");
            Outcome certificateMissing = once(server, port, "tls: {" + trusting + "}");
            Outcome trustMissing = once(server, port, "tls: {client: true" + showing + "}");
            Outcome otherName = once(server, port, "tls: {" + trusting + showing + ", server-name: other.example.org}");
            Outcome inClear = once(server, port, "");

            whole.orThrow();
            assertThat(whole.messages()).contains("captured through 0x");
            assertRefused(certificateMissing, "set 'certificate-file' and 'key-file', or 'key-store', in 'tls:'");
            assertRefused(trustMissing, "does not lead to what is trusted: set 'ca-file' or 'trust-store'");
            assertRefused(otherName, "is for another name than 'server-name' in 'tls:' says");
            assertRefused(inClear, "no ZooKeeper server answers 'srvr'");
            assertThat(whole.messages() + inClear.messages()).doesNotContain(Keytool.PASSWORD);
        }
    }

    /** A client port that speaks TLS is as good as none for an agent that has no certificate to show. */
    @Test
    void theAdminServerIsAskedWhereTheClientPortGivesNoAnswerAndWithoutItTheRunFails() throws Exception {
        Keytool keys = new Keytool(work.resolve("keys"));
        Deque<Integer> ports = Ports.free(2);
        int port = ports.remove();
        int admin = ports.remove();
        ServerSettings settings = ServerSettings.standard()
                .withTls(keys.store("server"), keys.trust(), port)
                .withConfiguration(Map.of(
                        "admin.enableServer",
                        "true",
                        "admin.serverAddress",
                        "127.0.0.1",
                        "admin.serverPort",
                        Integer.toString(admin)));
        try (Ensemble server = started(settings)) {
            write(server);
            String url = "http://127.0.0.1:" + admin;

            Outcome asked = once(server, port, "admin: \"" + url + "/commands\"");
            Outcome notNamed = once(server, port, "");
            Outcome elsewhere = once(server, port, "admin: \"" + url + "/other\"");
            Outcome check = keepsake.run(List.of(
                    program(), "check", "-c", configuration(server, port, "").toString()));

            asked.orThrow();
            assertThat(asked.messages()).contains("captured through 0x");
            assertRefused(
                    notNamed,
                    "no ZooKeeper server answers 'srvr' at 127.0.0.1:" + port,
                    "a port that speaks TLS needs 'tls:'",
                    "asked only where 'admin:' names it, such as http://127.0.0.1:8080/commands");
            assertRefused(
                    elsewhere,
                    "no ZooKeeper server answers 'srvr' at 127.0.0.1:" + port,
                    "Its AdminServer gave no better answer: there is nothing at " + url + "/other/srvr");
            assertThat(check.exitCode()).isEqualTo(8);
            assertThat(check.output()).contains("FAIL  zk: server at 127.0.0.1:" + port);
            assertThat(keepsake.list()).hasSize(1);
        }
    }

    private Ensemble started(ServerSettings settings) throws IOException {
        return Ensemble.start(work.resolve("source"), 1, settings);
    }

    /** Waits until the server takes a write, so that it serves. */
    private static void write(Ensemble server) throws Exception {
        try (Connection connection = Connection.anybody(server.addresses())) {
            connection.client().create("/written", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    private Outcome once(Ensemble server, int port, String more) throws IOException {
        return keepsake.run(keepsake.agent(configuration(server, port, more)));
    }

    private Path configuration(Ensemble server, int port, String more) throws IOException {
        String written = Files.readString(keepsake.configure(server.member(1)));
        String client = "client: \"127.0.0.1:" + port + "\"" + (more.isEmpty() ? "" : ", " + more) + "}";
        return Files.writeString(
                work.resolve("agent.yaml"), written.replaceFirst("client: \"[^\"]*\"}", client.replace("$", "\\$")));
    }

    private static String program() {
        return Folders.distribution().resolve("bin/keepsake-agent").toString();
    }

    private static void assertRefused(Outcome outcome, String... messages) {
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(4);
        assertThat(outcome.messages()).contains(messages);
        assertThat(outcome.output()).isEmpty();
    }
}
