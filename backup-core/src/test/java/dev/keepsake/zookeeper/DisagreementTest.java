package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Disagreement;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.txn.DeleteTxn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest tapes of one ensemble tell one history, or whatever is the latest is refused. */
final class DisagreementTest {

    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer one;
    private DiskServer two;

    @BeforeEach
    void twoServersOfOneHistory() throws IOException {
        store.setNow(BEGIN);
        one = server("one");
        two = server("two");
        one.elects(1).snapshots();
        two.elects(1).snapshots();
    }

    @Test
    void tapesOfOneHistoryAgreeWhereverTheirLinksEnd() throws Exception {
        two.digests = false;
        for (int part = 1; part <= 4; part++) {
            archive.manifestOf(one.commits(3 + part), "node-1");
            archive.manifestOf(two.commits(7 - part), "node-2");
        }
        one.elects(2).commits(2);
        archive.manifestOf(one, "node-1");

        assertThat(look()).isEmpty();
        assertThat(archive.moments().latest().moment().zxid()).isEqualTo(Zxid.of(2, 2));
        assertThat(archive.moments().latest().notes()).isEmpty();
    }

    @Test
    void anotherBodyUnderTheSameHeaderIsADisagreement() throws Exception {
        archive.manifestOf(one.commits(5), "node-1");
        two.commits(3);
        two.values = "another ";
        archive.manifestOf(two.commits(4), "node-2");

        assertThat(look()).singleElement().satisfies(found -> {
            assertThat(found.zxid()).isEqualTo(Zxid.of(1, 4));
            assertThat(found.words())
                    .contains(
                            "tapes node-2/zk/", " and node-1/zk/", "at 0x100000004 node-2 holds 'create /n4' made at ")
                    .contains("node-1 holds the same with other content");
        });
        assertRefused(Zxid.of(1, 4));
        assertThat(latestOf("node-1")).isEqualTo(Zxid.of(1, 5));
        assertThat(latestOf("node-2/zk")).isEqualTo(Zxid.of(1, 7));
    }

    @Test
    void whoeverLooksForAChangeOrADeletionIsToldOfIt() throws Exception {
        archive.manifestOf(one.commits(5), "node-1");
        two.commits(3);
        two.values = "another ";
        two.commits(4).commits(ZooDefs.OpCode.delete, new DeleteTxn("/n7"));
        archive.manifestOf(two, "node-2");

        Chosen change = archive.moments().before("/n7", 2);
        Chosen deletion = archive.moments().beforeDeletion("/n7", 1);
        Chosen told = archive.moments("node-2").before("/n7", 2);

        assertThat(List.of(change, deletion))
                .allSatisfy(chosen -> assertThat(chosen.notes())
                        .anyMatch(note -> note.contains("at 0x100000004 node-2 holds")
                                && note.endsWith(
                                        "This moment may be of the one that is not true: say with --tape which is")));
        assertThat(told.notes()).noneMatch(note -> note.contains("not true"));
    }

    @Test
    void linksThatWereRolledUpAreComparedByTheirRuns() throws Exception {
        Followed followed = new Followed(one, store);
        two.commits(12);
        for (int hour = 0; hour < 25; hour++) {
            one.commits(1);
            followed.turn();
            one.commits(1);
            followed.turn();
            followed.passes(Duration.ofHours(1)).turn();
        }
        assertThat(archive.count("/run/")).isGreaterThan(20);
        archive.manifestOf(two, "node-2");
        assertThat(look()).isEmpty();

        two.values = "another ";
        archive.manifestOf(two.commits(3), "node-2");

        assertThat(look())
                .singleElement()
                .satisfies(found -> assertThat(found.zxid()).isEqualTo(Zxid.of(1, 13)));
        for (StoredObject link : archive.objects("/node-1/zk/")) {
            if (link.key().value().contains("/link/") && link.key().value().compareTo(last(50)) < 0) {
                archive.lose(link);
            }
        }
        assertThat(look())
                .singleElement()
                .satisfies(found -> assertThat(found.zxid()).isEqualTo(Zxid.of(1, 13)));
    }

    /** The key of a link behind a zxid of the first epoch, by its end. */
    private String last(long counter) throws IOException {
        return archive.objects("/node-1/zk/").stream()
                .map(object -> object.key().value())
                .filter(key -> key.endsWith("/link/" + Zxid.of(1, counter - 1).inKey()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aServerThatWentOnInTheOldEpochDisagreesWithOneInTheNewOne() throws Exception {
        one.commits(5);
        two.commits(5);
        archive.manifestOf(two.commits(3), "node-2");
        one.elects(2).commits(3);
        archive.manifestOf(one, "node-1");

        assertThat(look()).singleElement().satisfies(found -> {
            assertThat(found.zxid()).isEqualTo(Zxid.of(1, 6));
            assertThat(found.words())
                    .contains("at 0x100000006 node-2 holds 'create /n6'")
                    .contains("node-1 goes on from 0x100000005 to 0x200000001 without it");
        });
        assertRefused(Zxid.of(1, 6));
    }

    @Test
    void ofTapesThatPartedLongAgoTheNewestCommonPartIsCompared() throws Exception {
        two.session = 99;
        for (int part = 0; part < 300; part++) {
            archive.manifestOf(one.commits(1), "node-1");
        }
        archive.manifestOf(two.commits(299), "node-2");

        assertThat(look())
                .singleElement()
                .satisfies(found -> assertThat(found.zxid())
                        .as("no more than 256 links are read")
                        .isEqualTo(Zxid.of(1, 44)));
    }

    @Test
    void aTapeThatGotNothingForAWeekIsOfNoConcernUnlessItGoesFurthest() throws Exception {
        two.session = 99;
        archive.manifestOf(two.commits(4), "node-2");
        store.advance(Duration.ofDays(8));
        archive.manifestOf(one.commits(5), "node-1");

        assertThat(look()).isEmpty();
        assertThat(archive.moments().latest().moment().zxid()).isEqualTo(Zxid.of(1, 5));

        store.setNow(BEGIN);
        archive.manifestOf(two.commits(4), "node-2");

        assertThat(look()).hasSize(1);
        assertRefused(Zxid.of(1, 1));
    }

    @Test
    void anEnsembleThatWasRestoredIsNotHeldAgainstTheTapesFromBefore() throws Exception {
        archive.manifestOf(one.commits(5), "node-1");
        archive.manifestOf(two.commits(6), "node-2");
        DiskServer restored = server("restored");
        restored.session = 99;
        restored.elects(1001).snapshots();
        archive.manifestOf(restored.commits(3), "node-1");

        assertThat(look()).isEmpty();
        assertThat(archive.moments().latest().moment().zxid()).isEqualTo(Zxid.of(1001, 3));
    }

    @Test
    void whatCannotBeReadIsSaidAndIsNoDisagreement() throws Exception {
        archive.manifestOf(one.commits(5), "node-1");
        archive.manifestOf(two.commits(5), "node-2");
        byte[] bytes = archive.bytes(archive.objects("node-2/zk/").stream()
                .filter(object -> object.key().value().contains("/link/"))
                .findFirst()
                .orElseThrow());
        bytes[bytes.length / 2] ^= 1;
        archive.replace(
                archive.objects("/link/").stream()
                        .filter(object -> object.key().value().contains("node-2"))
                        .findFirst()
                        .orElseThrow(),
                bytes);

        Chosen latest = archive.moments().latest();

        assertThat(look()).isEmpty();
        assertThat(latest.moment().zxid()).isEqualTo(Zxid.of(1, 5));
        assertThat(latest.notes().get(0)).contains(" compared", "node-2/zk/", "/link/");
        assertThat(archive.moments().before("/n5", 1).notes())
                .as("whoever looks for a change is told, too")
                .contains(latest.notes().get(0));
    }

    private DiskServer server(String name) throws IOException {
        return new DiskServer(directory.resolve(name));
    }

    private List<Disagreement> look() throws IOException {
        return archive.catalog.concord(new LogHistory()).look();
    }

    private Zxid latestOf(String tape) throws IOException {
        return archive.moments(tape).latest().moment().zxid();
    }

    private void assertRefused(Zxid zxid) throws IOException {
        assertThatThrownBy(() -> archive.moments().latest())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("hold different transactions: at " + zxid)
                .hasMessageContaining("--tape node-1/zk")
                .hasMessageContaining("--tape node-2/zk");
    }
}
