package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownEnsembleTest {

    private static final String REST = """
            cluster: prod
            store: {url: "file:///backups"}
            sources:
              - {name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}
              - {name: hbase, type: zookeeper-client, servers: ["10.1.0.1:2181", "10.1.0.2:2181"]}
              - {name: apps, type: marathon, urls: ["http://10.0.0.1:8080"]}
            """;

    @TempDir
    private Path folder;

    @Test
    void eachSourceThatIsAnEnsembleIsOneByItself() throws IOException {
        assertThat(read(REST)).containsExactly("zk of [zk][]", "hbase of [hbase][]");
    }

    @Test
    void sourcesThatShareAMemberAreOfOne() throws IOException {
        assertThat(read(REST.replace("10.1.0.2", "127.0.0.1"))).containsExactly("zk of [zk, hbase][]");
    }

    @Test
    void aSourceThatSharesMembersWithTwoMakesThemOne() throws IOException {
        String bridge = "  - {name: all, type: zookeeper-client, servers: [\"127.0.0.1:2181\", \"10.1.0.2:2181\"]}\n";

        assertThat(read(REST + bridge)).containsExactly("zk of [zk, hbase, all][]");
    }

    @Test
    void membersAreOfTheFirstUnlessTheySayOtherwise() throws IOException {
        String members = """
            doctor:
              members:
                - {client: "10.0.0.1:2181"}
                - {client: "10.0.0.2:2181", admin: "http://10.0.0.2:8080/commands"}
                - {client: "10.1.0.3:2181", ensemble: hbase}
            """;

        assertThat(read(REST + members))
                .containsExactly("zk of [zk][10.0.0.1, 10.0.0.2]", "hbase of [hbase][10.1.0.3]");
    }

    @Test
    void aSourceThatIsAMemberOfTheFirstIsOfIt() throws IOException {
        String members = "doctor: {members: [{client: \"10.0.0.1:2181\"}, {client: \"10.1.0.1:2181\"}]}\n";

        assertThat(read(REST + members)).containsExactly("zk of [zk, hbase][10.0.0.1, 10.1.0.1]");
    }

    @Test
    void membersAloneAreAnEnsemble() throws IOException {
        assertThat(read("""
                    cluster: prod
                    store: {url: "file:///backups"}
                    doctor: {members: [{client: "10.0.0.1:2181"}]}
                    """)).containsExactly("zk of [][10.0.0.1]");
    }

    @Test
    void anEnsembleThatIsNoneIsNamed() {
        String wrong = REST + "doctor: {members: [{client: \"10.0.0.1:2181\", ensemble: hbas}]}\n";

        assertThat(catchThrowableOfType(ConfigException.class, () -> read(wrong))
                        .problems())
                .singleElement()
                .asString()
                .contains("doctor.members[0].ensemble: 'hbas'", "did you mean 'hbase'?");
    }

    private List<String> read(String text) throws IOException {
        DoctorConfig config = ConfigReader.doctor(
                        Files.writeString(folder.resolve("agent.yaml"), text), Map.of(), Overrides.NONE)
                .config();
        return KnownEnsemble.of(config).stream()
                .map(ensemble -> ensemble.name() + " of "
                        + ensemble.config().sources().stream()
                                .map(SourceConfig::name)
                                .toList()
                        + ensemble.config().members().stream()
                                .map(DoctorConfig.Member::host)
                                .toList())
                .toList();
    }
}
