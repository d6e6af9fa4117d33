package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that fails at the first step of following, the second, and so on, once or for good. */
final class FollowCrashTest {

    private final Map<Zxid, String> truth = new HashMap<>();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void afterAStoreThatFailedOnceFollowingGoesOn(Fault fault) throws Exception {
        boolean struck = true;
        int failAt = 0;
        for (; struck; failAt++) {
            MemoryStore store = new MemoryStore();
            FaultyStore faulty = FaultyStore.once(store, failAt, fault);
            DiskServer server = server(failAt);
            Followed followed = new Followed(server, faulty);
            for (int turn = 0; turn < 4; turn++) {
                happens(turn, server, store);
                followed.turnsUntilOneWorks();
                assertThat(followed.through()).isEqualTo(server.last());
            }
            struck = faulty.struck();
            requireRestorable(store, server, fault);
        }
        assertThat(failAt).as("steps of the longest run").isGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anotherAgentGoesOnFromWhereOneDied(Fault fault) throws Exception {
        boolean struck = true;
        for (int failAt = 0; struck; failAt++) {
            MemoryStore store = new MemoryStore();
            FaultyStore faulty = new FaultyStore(store, failAt, fault);
            DiskServer server = server(1_000 + failAt);
            Followed dies = new Followed(server, faulty);
            for (int turn = 0; turn < 3; turn++) {
                happens(turn, server, store);
                try {
                    dies.turn();
                } catch (IOException planned) {
                    assertThat(planned).hasMessageNotContaining("null");
                }
            }
            struck = faulty.struck();
            Followed next = new Followed(server, store);
            happens(3, server, store);
            assertThat(next.turn().through()).isEqualTo(server.last());
            requireRestorable(store, server, fault);
        }
    }

    @Test
    void aStoreThatIsAwayForLongLosesNothing() throws Exception {
        MemoryStore store = new MemoryStore();
        DiskServer server = server(5_000);
        happens(0, server, store);
        int upToTheFirstLink = steps(server);
        Followed followed = new Followed(server, new FaultyStore(store, upToTheFirstLink, Fault.NOT_DONE));
        followed.turn();
        for (int turn = 0; turn < 20; turn++) {
            server.commits(3);
            try {
                followed.turn();
            } catch (IOException away) {
                assertThat(away).hasMessageContaining("failed as planned");
            }
        }

        Followed back = new Followed(server, store);

        assertThat(back.turn().through()).isEqualTo(server.last());
        assertThat(new Archive(store).count("/tape.json")).isEqualTo(1);
    }

    private static int steps(DiskServer server) throws IOException {
        FaultyStore counts = FaultyStore.never(new MemoryStore());
        new Followed(server, counts).turn();
        return counts.steps();
    }

    private DiskServer server(int number) throws IOException {
        DiskServer server = new DiskServer(Files.createDirectories(directory.resolve("at-" + number)));
        server.elects(1).snapshots();
        return server;
    }

    /** Writes; a roll; a new base is due; an election. */
    private void happens(int turn, DiskServer server, MemoryStore store) throws IOException {
        switch (turn) {
            case 1 -> server.rolls();
            case 2 -> {
                server.snapshots();
                server.rolls();
                store.advance(Duration.ofDays(8));
            }
            case 3 -> server.elects(2);
            default -> {}
        }
        server.commits(3);
        truth.put(
                server.last(),
                Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                        .hash());
    }

    /** No tape is begun without need, and the end is what the server has. */
    private void requireRestorable(MemoryStore store, DiskServer server, Fault fault) throws IOException {
        Archive archive = new Archive(store);
        if (fault != Fault.TORN) {
            // a tape whose base was never finished is another one
            assertThat(archive.objects("/link/").stream()
                            .map(link -> link.key().value().split("/", -1)[4])
                            .distinct())
                    .hasSize(1);
        }
        assertThat(archive.hashAt(archive.moments().at(server.last()))).isEqualTo(truth.get(server.last()));
    }
}
