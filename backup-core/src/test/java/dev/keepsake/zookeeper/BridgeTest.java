package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.Helped;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.HistoryRequest;
import dev.keepsake.catalog.Leg;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one tape lacks another one lends, where both hold the same record; who served what is always said. */
final class BridgeTest {

    private final Archive archive = new Archive(new MemoryStore());

    @TempDir
    private Path directory;

    private DiskServer one;
    private DiskServer two;

    @BeforeEach
    void twoServersOfOneHistory() throws IOException {
        one = server("one");
        two = server("two");
    }

    @Test
    void aHoleIsBridgedByATapeWhoseOwnBaseIsGone() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);

        Chosen chosen = archive.moments().at(Zxid.of(1, 6));

        assertThat(words(chosen)).containsExactly("node-1 0x100000000..0x100000004", "node-2 0x100000004..0x100000006");
        assertThat(chosen.next().orElseThrow().moment().zxid()).isEqualTo(Zxid.of(1, 7));
        assertThat(chosen.notes())
                .singleElement()
                .asString()
                .contains("no tape alone leads to this moment", "node-1/zk/", " through 0x100000004, then node-2/zk/");
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(6));
        assertThat(archive.hashAt(archive.moments().at(Zxid.of(1, 10)))).isEqualTo(hashOfCreates(10));
        assertThat(archive.moments().at(Zxid.of(1, 4)).legs())
                .as("one tape does")
                .isEmpty();
        assertThat(archive.moments("node-1").at(Zxid.of(1, 6)).legs()).hasSize(2);
    }

    @Test
    void theWayLeadsBackToTheFirstTape() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 3);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);

        Chosen chosen = archive.moments().at(Zxid.of(1, 10));

        assertThat(words(chosen))
                .containsExactly(
                        "node-1 0x100000000..0x100000004",
                        "node-2 0x100000004..0x100000008",
                        "node-1 0x100000008..0x10000000a");
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(10));
    }

    @Test
    void rangesShowWhatStandsByAnotherTapesHelp() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        assertThat(helped()).as("nothing is missing").isEmpty();
        archive.lose("node-1", "/link/", 1);
        assertThat(helped()).as("the other tape alone leads there").isEmpty();
        archive.lose("node-2", "/base/", 0);

        TapeCoverage first = archive.coverage().tapes().get(0);

        assertThat(first.ranges())
                .singleElement()
                .satisfies(range -> assertThat(range.through().zxid()).isEqualTo(Zxid.of(1, 4)));
        assertThat(first.helped()).singleElement().satisfies(helped -> {
            assertThat(helped.after().zxid()).isEqualTo(Zxid.of(1, 4));
            assertThat(helped.through()).isEqualTo(Zxid.of(1, 10));
            assertThat(helped.legs().get(1).tape().node()).isEqualTo("node-2");
        });
        assertThat(first.problems()).as("the damage is named all the same").isNotEmpty();
    }

    @Test
    void anotherRecordAtTheJointIsNoBridge() throws Exception {
        links(one, "node-1", 4, 3, 3);
        two.values = "another ";
        links(two, "node-2", 5, 5);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);

        assertThat(helped()).isEmpty();
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 6)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0x100000006 cannot be restored");
    }

    @Test
    void aTapeThatOnlyTouchesTheJointIsNoBridge() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 4, 6);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);
        archive.lose("node-2", "/link/", 0);

        assertThat(helped()).as("it does not hold 0x100000004 itself").isEmpty();
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 6))).isInstanceOf(RefusedException.class);
    }

    @Test
    void damageThatOnlyReadingShowsIsBridgedToo() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-2", "/base/", 0);
        StoredObject damaged = archive.object("node-1", "/link/", 1);
        byte[] bytes = archive.bytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        archive.replace(damaged, bytes);

        Chosen within = archive.moments().at(Zxid.of(1, 6));
        assertThat(words(within)).containsExactly("node-1 0x100000000..0x100000004", "node-2 0x100000004..0x100000006");
        assertThat(within.notes().get(0)).contains("is damaged");
        assertThat(archive.hashAt(within)).isEqualTo(hashOfCreates(6));

        Chosen behind = archive.moments().at(Zxid.of(1, 9));
        assertThat(behind.legs()).isEmpty();
        assertThatThrownBy(() -> archive.hashAt(behind)).isInstanceOf(CorruptException.class);
        Chosen around = archive.moments().aroundDamage(Zxid.of(1, 9)).orElseThrow();
        assertThat(words(around)).containsExactly("node-1 0x100000000..0x100000004", "node-2 0x100000004..0x100000009");
        assertThat(archive.hashAt(around)).isEqualTo(hashOfCreates(9));
    }

    @Test
    void aBaseIsLentOverAnEpoch() throws Exception {
        links(one, "node-1", 4);
        two.elects(1).snapshots();
        archive.manifestOf(two.commits(4), "node-2");
        two.elects(2).commits(3);
        archive.manifestOf(two, "node-2");
        archive.lose("node-2", "/base/", 0);

        Chosen chosen = archive.moments().at(Zxid.of(2, 2));

        assertThat(chosen.legs())
                .as("0x100000004 is the last record of both tapes' first link")
                .hasSize(2);
        DiskServer truth = server("truth");
        truth.elects(1).commits(4);
        truth.elects(2).commits(2);
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOf(truth));
        assertThat(archive.moments().at(Zxid.of(2, 0)).moment().zxid())
                .as("between the epochs it is what one tape holds")
                .isEqualTo(Zxid.of(1, 4));
    }

    @Test
    void whateverIsLostWhatIsRestoredIsTheTruthAndNothingIsRefusedThatOneTapeHolds() throws Exception {
        long seed = Seeds.seed("whateverIsLostWhatIsRestoredIsTheTruthAndNothingIsRefusedThatOneTapeHolds");
        Random random = new Random(seed);
        Map<Integer, String> truth = new HashMap<>();
        int bridged = 0;
        for (int round = 0; round < 25; round++) {
            Archive random3 = new Archive(new MemoryStore());
            for (int node = 1; node <= 3; node++) {
                DiskServer server = server("round" + round + "-" + node);
                server.elects(1).snapshots();
                for (int done = 0; done < 16; ) {
                    int more = Math.min(1 + random.nextInt(5), 16 - done);
                    random3.manifestOf(server.commits(more), "node-" + node);
                    done += more;
                    if (random.nextInt(4) == 0) {
                        server.snapshots();
                    }
                }
            }
            List<StoredObject> pieces = new ArrayList<>(random3.objects("/link/"));
            pieces.addAll(random3.objects("/base/"));
            for (StoredObject piece : pieces) {
                if (random.nextInt(3) == 0) {
                    random3.lose(piece);
                }
            }
            bridged += assertTrue(random3, truth, "seed " + seed + ", round " + round);
            assertToldWhereverOneCanRestore(random3, "seed " + seed + ", round " + round);
        }
        assertThat(bridged).as("moments that took several tapes").isPositive();
    }

    @Test
    void aTimeIsFoundWhereSeveralTapesLeadToIt() throws Exception {
        aWayOverTwoTapes();

        Chosen chosen = archive.moments().at(time(8));

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 8));
        assertThat(chosen.next().orElseThrow().moment().zxid()).isEqualTo(Zxid.of(1, 9));
        assertThat(words(chosen)).containsExactly("node-1 0x100000000..0x100000004", "node-2 0x100000004..0x100000008");
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(8));
        assertThat(archive.moments().at(time(3)).legs()).isEmpty();
        assertThat(archive.moments().lastUpTo(time(8))).isEqualTo(Zxid.of(1, 8));
    }

    @Test
    void aChangeIsFoundWhereSeveralTapesLeadToIt() throws Exception {
        aWayOverTwoTapes();

        Chosen chosen = archive.moments().before("/n9", 1);

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 8));
        assertThat(chosen.legs()).hasSize(2);
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(8));
        assertThat(archive.moments().changes("/n6", 5))
                .as("read of a link that is entered in its middle")
                .singleElement()
                .satisfies(change -> assertThat(change.moment().zxid()).isEqualTo(Zxid.of(1, 6)));
        assertThat(archive.moments().changes("/n3", 5)).as("told once").hasSize(1);
    }

    @Test
    void aHistoryIsToldWithoutAGapWhereSeveralTapesLeadOn() throws Exception {
        aWayOverTwoTapes();

        for (boolean oldestFirst : List.of(true, false)) {
            assertThat(history(oldestFirst))
                    .as("oldest first: %b", oldestFirst)
                    .containsExactlyElementsOf(counters(10, oldestFirst));
        }
    }

    @Test
    void aHistoryGoesAroundDamageThatOnlyReadingShows() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-2", "/base/", 0);
        StoredObject damaged = archive.object("node-1", "/link/", 1);
        byte[] bytes = archive.bytes(damaged);
        bytes[bytes.length - 80] ^= 1;
        archive.replace(damaged, bytes);

        for (boolean oldestFirst : List.of(true, false)) {
            assertThat(history(oldestFirst))
                    .as("oldest first: %b", oldestFirst)
                    .containsExactlyElementsOf(counters(10, oldestFirst));
        }
    }

    private static List<Zxid> counters(int last, boolean oldestFirst) {
        List<Zxid> counters = new ArrayList<>();
        for (int counter = 1; counter <= last; counter++) {
            counters.add(oldestFirst ? counters.size() : 0, Zxid.of(1, counter));
        }
        return counters;
    }

    /** The zxids of all that happened; fails where a part of it is said to be missing or is not told exactly. */
    private List<Zxid> history(boolean oldestFirst) throws IOException {
        HistoryPage page = archive.moments()
                .history(new HistoryRequest(new Scope("/", 1), new Zxid(0), new Zxid(-1), 100, oldestFirst));
        return page.entries().stream()
                .map(entry -> {
                    assertThat(entry).isInstanceOf(Happening.class);
                    assertThat(((Happening) entry).exact()).isTrue();
                    return ((Happening) entry).moment().zxid();
                })
                .toList();
    }

    @Test
    void theLatestIsWhatAnyWayLeadsTo() throws Exception {
        aWayOverTwoTapes();

        Chosen chosen = archive.moments().latest();

        assertThat(chosen.moment().zxid()).isEqualTo(Zxid.of(1, 10));
        assertThat(chosen.legs()).hasSize(2);
        assertThat(chosen.notes()).anySatisfy(note -> assertThat(note).contains("no tape alone leads to this moment"));
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(10));
    }

    @Test
    void theLatestIsRefusedWhereATapeWithoutABaseHoldsAnotherHistory() throws Exception {
        aWayOverTwoTapes();
        DiskServer three = server("three");
        three.elects(1).snapshots();
        archive.manifestOf(three.commits(5), "node-3");
        three.values = "another ";
        archive.manifestOf(three.commits(5), "node-3");
        archive.lose("node-3", "/base/", 0);

        assertThatThrownBy(() -> archive.moments().latest())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("node-3")
                .hasMessageContaining("hold different transactions");
        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 8)))
                .as("either may be the true one")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("They are not of one history");
        assertThat(archive.hashAt(archive.moments().at(Zxid.of(1, 4)))).isEqualTo(hashOfCreates(4));
        HistoryRequest everything = new HistoryRequest(new Scope("/", 1), new Zxid(0), new Zxid(-1), 100, true);
        assertThat(archive.moments().history(everything).notes())
                .singleElement()
                .asString()
                .contains("node-3", "They are not of one history", "--tape");
        assertThat(archive.moments("node-1").history(everything).notes()).isEmpty();
    }

    @Test
    void aSearchGoesAroundDamageThatOnlyReadingShows() throws Exception {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-2", "/base/", 0);
        StoredObject damaged = archive.object("node-1", "/link/", 1);
        byte[] bytes = archive.bytes(damaged);
        bytes[bytes.length - 140] ^= 1;
        archive.replace(damaged, bytes);

        Chosen chosen = archive.moments().at(time(6));

        assertThat(words(chosen)).containsExactly("node-1 0x100000000..0x100000004", "node-2 0x100000004..0x100000006");
        assertThat(chosen.damage())
                .isNotEmpty()
                .allSatisfy(note -> assertThat(note).contains("is damaged"));
        assertThat(archive.hashAt(chosen)).isEqualTo(hashOfCreates(6));
        assertThat(archive.moments().changes("/n6", 1)).hasSize(1);
    }

    /** A transaction between two moments that can be restored is told, once, and no other than those that there were. */
    private static void assertToldWhereverOneCanRestore(Archive lossy, String what) throws IOException {
        if (lossy.coverage().tapes().stream().allMatch(tape -> tape.ranges().isEmpty())) {
            return;
        }
        List<Zxid> told = lossy
                .moments()
                .history(new HistoryRequest(new Scope("/", 1), new Zxid(0), new Zxid(-1), 100, true))
                .entries()
                .stream()
                .flatMap(entry -> entry instanceof Happening happening ? Stream.of(happening) : Stream.empty())
                .map(happening -> happening.moment().zxid())
                .toList();
        assertThat(told).as(what).doesNotHaveDuplicates().isSorted().isSubsetOf(counters(16, true));
        for (int counter = 2; counter <= 16; counter++) {
            if (canRestore(lossy, counter - 1) && canRestore(lossy, counter)) {
                assertThat(told).as(what).contains(Zxid.of(1, counter));
            }
        }
    }

    private static boolean canRestore(Archive lossy, int counter) throws IOException {
        try {
            lossy.moments().at(Zxid.of(1, counter));
            return true;
        } catch (RefusedException refused) {
            return false;
        }
    }

    /** The first tape ends at 4 in a hole, the second one has lost its base; both together lead to 10. */
    private void aWayOverTwoTapes() throws IOException {
        links(one, "node-1", 4, 3, 3);
        links(two, "node-2", 5, 5);
        archive.lose("node-1", "/link/", 1);
        archive.lose("node-2", "/base/", 0);
    }

    /** Every moment that is restored is the truth; how many of them took several tapes. */
    private int assertTrue(Archive lossy, Map<Integer, String> truth, String what) throws IOException {
        int bridged = 0;
        List<TapeCoverage> tapes = lossy.coverage().tapes();
        boolean any = tapes.stream().anyMatch(tape -> !tape.ranges().isEmpty());
        for (int counter = 1; any && counter <= 16; counter++) {
            Zxid zxid = Zxid.of(1, counter);
            boolean alone = tapes.stream()
                    .flatMap(tape -> tape.ranges().stream())
                    .anyMatch(range -> range.from().zxid().compareTo(zxid) <= 0
                            && zxid.compareTo(range.through().zxid()) <= 0);
            boolean told = tapes.stream()
                    .flatMap(tape -> tape.helped().stream())
                    .anyMatch(helped ->
                            helped.after().zxid().compareTo(zxid) < 0 && zxid.compareTo(helped.through()) <= 0);
            try {
                Chosen chosen = lossy.moments().at(zxid);
                assertThat(lossy.hashAt(chosen)).as("%s, %s", what, zxid).isEqualTo(truth(truth, counter));
                assertThat(alone || told)
                        .as("%s: %s is told in the ranges", what, zxid)
                        .isTrue();
                assertThat(chosen.legs().isEmpty()).isEqualTo(alone);
                requireNothingElseAt(lossy, counter, what);
                bridged += chosen.legs().isEmpty() ? 0 : 1;
            } catch (RefusedException refused) {
                assertThat(alone || told)
                        .as("%s: %s is refused: %s", what, zxid, refused.getMessage())
                        .isFalse();
            }
        }
        return bridged;
    }

    /** A time whose transaction stands in no link, but in a base alone, is refused. */
    private static void requireNothingElseAt(Archive lossy, int counter, String what) throws IOException {
        try {
            assertThat(lossy.moments().at(time(counter)).moment().zxid())
                    .as("%s: at the time of %s", what, counter)
                    .isEqualTo(Zxid.of(1, counter));
        } catch (RefusedException refused) {
            assertThat(refused).hasMessageContaining("The nearest moments that can be restored");
        }
    }

    private String truth(Map<Integer, String> known, int counter) throws IOException {
        if (!known.containsKey(counter)) {
            known.put(counter, hashOfCreates(counter));
        }
        return known.get(counter);
    }

    /** When a server commits its nth transaction. */
    private static Instant time(int nth) {
        return Instant.ofEpochMilli(1_700_000_000_000L + nth);
    }

    private DiskServer server(String name) throws IOException {
        return new DiskServer(directory.resolve(name));
    }

    /** A tape with a base at its beginning and links of so many transactions each. */
    private void links(DiskServer server, String node, int... transactions) throws IOException {
        server.elects(1).snapshots();
        for (int more : transactions) {
            archive.manifestOf(server.commits(more), node);
        }
    }

    private List<Helped> helped() throws IOException {
        return archive.coverage().tapes().stream()
                .flatMap(tape -> tape.helped().stream())
                .toList();
    }

    private static List<String> words(Chosen chosen) {
        List<String> words = new ArrayList<>();
        for (Leg leg : chosen.legs()) {
            words.add(leg.tape().node() + " " + leg.after() + ".." + leg.through());
        }
        return words;
    }

    /** Of a server that created so many znodes since it began. */
    private String hashOfCreates(int transactions) throws IOException {
        DiskServer alone = new DiskServer(Files.createTempDirectory(directory, "alone"));
        alone.elects(1);
        alone.commits(transactions);
        return hashOf(alone);
    }

    private static String hashOf(DiskServer server) throws IOException {
        return Seed.of(ServerTree.copyOf(server.tree, new HashMap<>()), SessionPolicy.DROP)
                .hash();
    }
}
