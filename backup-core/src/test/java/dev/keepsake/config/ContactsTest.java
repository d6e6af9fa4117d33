package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.checkup.MemberContact;
import dev.keepsake.zookeeper.ServerContact;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContactsTest {

    private static final TlsConfig TLS = TlsConfig.trusting(Path.of("/ca.pem"));
    private static final URI ADMIN = URI.create("https://127.0.0.1:8080/commands");

    @Test
    void aServersOwnAdminServerIsAskedAndNobodyElses() {
        ZooKeeperSource server = server(TLS);

        MemberContact same = Contacts.other(server, new HostAndPort("zk1", 2182));
        MemberContact other = Contacts.other(server, new HostAndPort("zk2", 2182));

        assertThat(same.admin()).contains(ADMIN);
        assertThat(other.admin()).isEmpty();
        assertThat(other.address()).isEqualTo("zk2:2182");
    }

    @Test
    void othersAreSpokenWithLikeTheOneThatIsConfigured() {
        TlsConfig adminAlone = new TlsConfig(false, Optional.of("zk"), TLS.trusted(), Optional.empty());

        MemberContact spoken = Contacts.other(server(TLS), new HostAndPort("zk2", 2182));
        MemberContact clear = Contacts.other(server(adminAlone), new HostAndPort("zk2", 2182));

        assertThat(spoken.clientSpeaksTls()).isTrue();
        assertThat(clear.clientSpeaksTls()).isFalse();
        assertThat(clear.tls().orElseThrow().serverName()).contains("zk");
    }

    @Test
    void whoCapturesAServerAsksItAsWhoLooksAtIt() {
        ServerContact captured = Contacts.capturing(server(TLS));

        assertThat(captured.host()).isEqualTo("zk1");
        assertThat(captured.port()).isEqualTo(2182);
        assertThat(captured.clientSpeaksTls()).isTrue();
        assertThat(captured.admin()).contains(ADMIN);
        assertThat(captured.tls()).isPresent();
    }

    @Test
    void eachKindOfEnsembleNamesItsMembers() {
        ClientConfig client = new ClientConfig(
                "zk", List.of("a:1", "[::1]:2"), "/", Optional.empty(), Optional.of(TLS), Optional.empty(), false);

        assertThat(Contacts.named(server(TLS)))
                .extracting(MemberContact::address)
                .containsExactly("zk1:2182");
        assertThat(Contacts.named(observer())).containsExactly(MemberContact.plain("zk1", 2181));
        assertThat(Contacts.named(client)).extracting(MemberContact::address).containsExactly("a:1", "[::1]:2");
        assertThat(Contacts.named(client)).allMatch(MemberContact::clientSpeaksTls);
        assertThat(Contacts.named(new MesosLogConfig("log", Path.of("/log"), Path.of("/work"))))
                .isEmpty();
    }

    @Test
    void aConnectStringHasAPortForEachServerAndMayHaveAPath() throws RefusedException {
        assertThat(HostAndPort.ofConnect("zk1, zk2:2182,[::1],[::2]:2183/a/b:7"))
                .containsExactly(
                        new HostAndPort("zk1", 2181),
                        new HostAndPort("zk2", 2182),
                        new HostAndPort("::1", 2181),
                        new HostAndPort("::2", 2183));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk1:x", "zk1:99999", "zk1,,zk2", "zk 1"})
    void whatNamesNoServerIsRefused(String connect) {
        assertThatThrownBy(() -> HostAndPort.ofConnect(connect))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("of '" + connect + "' ");
    }

    private static ZooKeeperSource server(TlsConfig tls) {
        return new ZooKeeperSource(
                "zk", Path.of("/zk"), Path.of("/zk"), "zk1", 2182, Optional.of(tls), Optional.of(ADMIN));
    }

    private static ObserverConfig observer() {
        return new ObserverConfig(
                "zk",
                List.of(new ObserverConfig.Server(1, "zk1", 2888, 3888, true)),
                Path.of("/work"),
                200,
                64,
                Duration.ofMinutes(1),
                Map.of(),
                Optional.empty());
    }
}
