package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {

    @TempDir
    private Path work;

    @Test
    void everyActionIsReadAsMesosReadsIt() throws IOException {
        for (Fixture fixture : Fixture.all()) {
            Replica replica = fixture.replica(work);

            assertThat(Reports.actions(replica)).as(fixture.name()).isEqualTo(fixture.expected("expected.txt"));
            assertThat(Reports.read(replica)).as(fixture.name()).isEqualTo(fixture.unpacked("expected.read.txt.gz"));
        }
    }

    @Test
    void everyKeyAndValueIsReadAsLevelDbReadsIt() throws IOException {
        for (Fixture fixture : Fixture.all()) {
            assertThat(Reports.keys(fixture.replica(work)))
                    .as(fixture.name())
                    .isEqualTo(fixture.expected("expected.ldb.txt"));
        }
    }

    @Test
    void theRegistryIsDecodedAsTheMasterShowsIt() throws IOException {
        Fixture fixture = Fixture.of("registry");
        Replica replica = fixture.replica(work);

        Registry registry = LogRestore.registry(List.of(replica), 1, Set.of()).orElseThrow();
        byte[] stored = stored(replica);

        assertThat(Reports.operations(replica)).isEqualTo(fixture.expected("expected.ops.txt"));
        assertThat("names={ registry }\nregistry bytes=" + stored.length + " crc=" + Reports.crc(stored) + " agents="
                        + registry.agents() + "\n" + Reports.text(registry.json()) + "\n")
                .isEqualTo(fixture.expected("expected.registry.txt"));
        assertThat(registry.minimumCapabilities()).containsExactly("QUOTA_V2", "AGENT_DRAINING");
        assertThat(registry.gone()).isEqualTo(1);
        assertThat(registry.unreachable()).isEqualTo(1);
    }

    private static byte[] stored(Replica replica) throws IOException {
        Variables variables = new Variables();
        try (ReplicaReader reader = replica.open()) {
            for (Optional<Action> action = reader.next(); action.isPresent(); action = reader.next()) {
                variables.apply(action.get());
            }
        }
        return variables.registry().orElseThrow().value();
    }

    @Test
    void oneReplicaWithHolesIsMadeWholeByTheOthers() throws IOException {
        Replica whole = Fixture.of("quorum3-small/replica1").replica(work);
        Replica holed = Fixture.of("quorum3-small/replica2").replica(work);
        Replica stale = Fixture.of("quorum3-small/replica3").replica(work);

        for (List<Replica> some : List.of(
                List.of(whole, holed, stale), List.of(stale, holed), List.of(whole, stale), List.of(holed, whole))) {
            List<Action> united = Histories.actions(History.of(some, 3).unite());

            assertThat(Histories.values(united)).isEqualTo(Histories.values(Reports.learned(whole, 60)));
        }
    }
}
