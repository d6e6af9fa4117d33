package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart.Reason;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.HoleNote;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tapes tell of the moments they hold, whole or damaged. */
final class CoverageTest {

    private final MemoryStore store = new MemoryStore();
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
    }

    @Test
    void aTapeIsRestorableFromBehindItsFirstWindowToItsEnd() throws Exception {
        archive.backUp(server.commits(3));
        archive.backUp(server.commits(2));

        TapeCoverage tape = tape();

        assertThat(tape.name().node()).isEqualTo("node-1");
        assertThat(tape.reason()).contains(Reason.FIRST);
        assertThat(tape.explanation()).isEqualTo("there is no tape of this server to go on from");
        assertThat(tape.ranges()).containsExactly(range(1, 5));
        assertThat(tape.gaps()).isEmpty();
        assertThat(tape.problems()).isEmpty();
    }

    @Test
    void theStepToAnotherTapeIsAGapWithItsReason() throws Exception {
        archive.backUp(server.commits(3));
        server.syncsBySnapTo(Zxid.of(1, 6));
        archive.backUp(server.rolls().commits(2));

        List<TapeCoverage> tapes = archive.coverage().tapes();

        assertThat(tapes).hasSize(2);
        assertThat(tapes.get(0).gaps()).isEmpty();
        assertThat(tapes.get(1).ranges()).containsExactly(range(7, 8));
        Gap gap = tapes.get(1).gaps().get(0);
        assertThat(gap.after()).isEqualTo(moment(3));
        assertThat(gap.before()).isEqualTo(moment(7));
        assertThat(gap.damage()).isFalse();
        assertThat(gap.removed()).as("the history itself broke").isFalse();
        assertThat(gap.reason()).isEqualTo("GAP: " + tapes.get(1).explanation());
    }

    @Test
    void aLinkMissingInTheMiddleIsAGapUntilTheNextBase() throws Exception {
        fourLinksAndASecondBase();
        archive.lose(archive.objects("/link/").get(1));

        TapeCoverage tape = tape();

        assertThat(tape.ranges()).containsExactly(range(1, 2), range(7, 9));
        assertThat(tape.gaps()).hasSize(1);
        Gap gap = tape.gaps().get(0);
        assertThat(gap.after()).isEqualTo(moment(2));
        assertThat(gap.before()).isEqualTo(moment(7));
        assertThat(gap.damage()).isTrue();
        assertThat(gap.removed()).isFalse();
        assertThat(gap.reason())
                .isEqualTo("the link after 0x100000002 is missing; the next one begins after 0x100000004");
        requireEachRestores(tape);
    }

    @Test
    void whatRetentionRemovedIsAGapAndNoDamage() throws Exception {
        fourLinksAndASecondBase();
        StoredObject link = archive.objects("/link/").get(1);
        archive.lose(link);
        String tape = link.key().value().replaceAll("link/.*", "");
        HoleNote.put(store, SealKeys.ofAgent(), hole(tape));

        assertThat(tape().ranges()).containsExactly(range(1, 2), range(7, 9));
        Gap gap = tape().gaps().get(0);
        assertThat(gap.damage()).isFalse();
        assertThat(gap.removed()).isTrue();
        assertThat(gap.reason()).isEqualTo("retention removed what was in between");
        assertThat(tape().problems()).isEmpty();
    }

    @Test
    void whatIsLostBehindWhatRetentionRemovedIsDamage() throws Exception {
        fourLinksAndASecondBase();
        StoredObject link = archive.objects("/link/").get(1);
        archive.lose(link);
        String tape = link.key().value().replaceAll("link/.*", "");
        HoleNote.put(store, SealKeys.ofAgent(), hole(tape, 2, 3));

        Gap gap = tape().gaps().get(0);

        assertThat(gap.damage()).isTrue();
        assertThat(gap.removed()).isFalse();
        assertThat(gap.reason()).contains("is missing", "retention removed what came first, through 0x100000003");
        HoleNote.put(store, SealKeys.ofAgent(), hole(tape, 3, 4));
        assertThat(tape().gaps().get(0).removed())
                .as("two notes together cover it")
                .isTrue();
    }

    private static ObjectKey hole(String tape) {
        return hole(tape, 2, 4);
    }

    private static ObjectKey hole(String tape, int after, int last) {
        return new ObjectKey(tape + "removed/" + Zxid.of(1, after).inKey() + "-"
                + Zxid.of(1, last).inKey() + ".json");
    }

    @Test
    void aLinkDoesNotStandInForALostOneOfTheSameLength() throws Exception {
        for (int i = 0; i < 20; i++) {
            archive.backUp(server.commits(2));
            archive.backUp(server.commits(2));
            server.snapshots();
        }
        List<StoredObject> links = archive.objects("/link/");
        int alike = 0;
        for (int base = 8; base < 80; base += 4) {
            // the replay over a base begins in the middle of the link before it, with the record of its own end
            StoredObject lost = links.get(base / 2 - 1);
            StoredObject earlier = links.get(base / 2 - 3);
            byte[] bytes = archive.bytes(lost);
            byte[] earlierBytes = archive.bytes(earlier);
            archive.lose(lost);
            archive.lose(earlier);
            Zxid reached = Zxid.of(1, base - 2);
            Zxid next = Zxid.of(1, base + 1);
            assertThat(tape().ranges())
                    .as("without the link after %s", reached)
                    .noneMatch(range -> range.from().zxid().compareTo(next) <= 0
                            && range.through().zxid().compareTo(reached) > 0);
            archive.replace(lost, bytes);
            archive.replace(earlier, earlierBytes);
            alike += links.get(base / 2 - 2).size() == lost.size() ? 1 : 0;
        }
        assertThat(alike).as("links as long as the one before").isPositive();
    }

    @Test
    void aCutLinkAForeignOneAndASwappedOneAreNamed() throws Exception {
        fourLinksAndASecondBase();
        List<StoredObject> links = archive.objects("/link/");
        byte[] whole = archive.bytes(links.get(1));
        String key = links.get(1).key().toString();
        String unusable = "the link after 0x100000002 cannot be used: ";

        archive.replace(links.get(1), Arrays.copyOf(whole, whole.length - 9));
        assertThat(tape().ranges()).containsExactly(range(1, 2), range(7, 9));
        assertThat(tape().gaps().get(0).reason()).startsWith(unusable + "object " + key + " is cut or damaged");

        archive.replace(links.get(1), archive.bytes(links.get(2)));
        assertThat(tape().ranges()).containsExactly(range(1, 2), range(7, 9));
        assertThat(tape().gaps().get(0).reason())
                .startsWith(unusable + "object " + key + ", offset 0: expected the object of this key, found that of "
                        + links.get(2).key());
    }

    @Test
    void twoLinksInEachOthersPlaceAreFoundThoughNothingIsMissing() throws Exception {
        archive.backUp(server.commits(2));
        archive.backUp(server.commits(2));
        archive.backUp(server.commits(3));
        archive.backUp(server.commits(2));
        List<StoredObject> links = archive.objects("/link/");
        byte[] one = archive.bytes(links.get(1));
        byte[] two = archive.bytes(links.get(2));
        assertThat(one.length).isNotEqualTo(two.length);

        archive.replace(links.get(1), two);
        archive.replace(links.get(2), one);

        assertThat(tape().ranges()).containsExactly(range(1, 2));
        assertThat(tape().gaps().get(0).reason())
                .contains("the link after 0x100000002 cannot be used", "the link after 0x100000004 cannot be used");
    }

    @Test
    void theLinksAtTheEndAreMissedBecauseABackupNamesThem() throws Exception {
        fourLinksAndASecondBase();
        archive.lose(archive.objects("/link/").get(3));

        TapeCoverage tape = tape();

        assertThat(tape.ranges()).containsExactly(range(1, 7));
        assertThat(tape.gaps().get(0).after()).isEqualTo(moment(7));
        assertThat(tape.gaps().get(0).before()).isNull();
        assertThat(tape.gaps().get(0).reason())
                .matches("backup .* goes on through 0x100000009, but the links end at 0x100000007");
    }

    @Test
    void aBaseThatIsGoneOrCutLeavesTheOthers() throws Exception {
        fourLinksAndASecondBase();
        StoredObject first = archive.objects("/base/").get(0);
        byte[] whole = archive.bytes(first);

        archive.replace(first, Arrays.copyOf(whole, whole.length / 2));
        assertThat(tape().ranges()).containsExactly(range(7, 9));
        assertThat(tape().gaps().get(0).reason())
                .startsWith("a base cannot be used: ")
                .contains(first.key().value());

        archive.lose(first);
        assertThat(tape().ranges()).containsExactly(range(7, 9));
        assertThat(tape().gaps().get(0).after()).isNull();
        assertThat(tape().gaps().get(0).reason()).matches("the base .* is gone, which backup .* names");

        archive.lose(archive.objects("/base/").get(0));
        assertThat(tape().ranges()).isEmpty();
        assertThat(tape().gaps().get(0).reason())
                .contains("no base that is left leads to the transactions after 0x100000000 through 0x100000009");
        assertThatThrownBy(archive::moments)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no moment can be restored from the tapes alone: ");
    }

    @Test
    void aDamagedBaseThatAnOlderOneStandsInForIsNamedAndNoGap() throws Exception {
        fourLinksAndASecondBase();
        StoredObject second = archive.objects("/base/").get(1);
        byte[] whole = archive.bytes(second);

        archive.replace(second, Arrays.copyOf(whole, whole.length / 2));

        assertThat(tape().ranges()).containsExactly(range(1, 9));
        assertThat(tape().gaps()).isEmpty();
        assertThat(tape().problems()).hasSize(1);
        assertThat(tape().problems().get(0))
                .startsWith("a base cannot be used: ")
                .contains(second.key().value());
        assertThat(archive.moments().at(Zxid.of(1, 8)).shares()).hasSize(1);
    }

    @Test
    void aTapeWhoseObjectsAreAllGoneIsStillNamed() throws Exception {
        archive.backUp(server.commits(3));
        for (StoredObject object : archive.objects("prod/zk/")) {
            archive.lose(object);
        }

        TapeCoverage tape = tape();

        assertThat(tape.ranges()).isEmpty();
        assertThat(tape.begun()).isEmpty();
        assertThat(tape.gaps().get(0).damage()).isTrue();
        assertThat(tape.explanation()).contains("tape.json");
    }

    @Test
    void aDamagedTapeRecordHidesNothingElse() throws Exception {
        archive.backUp(server.commits(3));
        StoredObject record = archive.objects("/tape.json").get(0);
        byte[] bytes = archive.bytes(record);
        bytes[bytes.length / 2] ^= 1;
        archive.replace(record, bytes);

        assertThat(tape().ranges()).containsExactly(range(1, 3));
        assertThat(tape().reason()).isEmpty();
        assertThat(tape().explanation()).contains("tape.json");
    }

    @Test
    void aTapeWithABaseAloneIsRestorableOnceABackupWasMade() throws Exception {
        archive.backUp(server);
        assertThat(tape().ranges())
                .containsExactly(new Range(new Moment(Zxid.of(1, 0), 0), new Moment(Zxid.of(1, 0), 0)));
        assertThat(archive.hashAt(archive.moments().latest())).isNotEmpty();

        archive.lose(archive.objects("/manifest/").get(0));
        assertThat(tape().ranges()).isEmpty();
    }

    @Test
    void whatBackupsVouchForIsNotLookedAtAgain() throws Exception {
        int links = 40;
        for (int i = 0; i < links; i++) {
            archive.backUp(server.commits(1));
        }
        CountingStore counting = new CountingStore(store);
        Catalog catalog = new Catalog(counting, SealKeys.ofRestorer(), "prod", new Random(1));

        TapeCoverage tape = catalog.coverage(new LogHistory()).tapes().get(0);

        assertThat(tape.ranges()).containsExactly(range(1, links));
        assertThat(counting.reads("/manifest/")).isEqualTo(links);
        assertThat(counting.reads("/tape.json")).isEqualTo(1);
        assertThat(counting.reads("/link/")).isEqualTo(1);
        assertThat(counting.reads("/base/")).isZero();
        assertThat(counting.lists())
                .as("keyrings, manifests, tapes, and this one's runs")
                .isEqualTo(SealKeys.ENCRYPTED ? 5 : 4);
    }

    @Test
    void withoutAnyBackupLeftTheTapesTellTheSame() throws Exception {
        fourLinksAndASecondBase();
        TapeCoverage vouched = tape();
        for (StoredObject manifest : archive.objects("/manifest/")) {
            archive.lose(manifest);
        }

        assertThat(tape()).isEqualTo(vouched);
        archive.lose(archive.objects("/link/").get(1));
        assertThat(tape().ranges()).containsExactly(range(1, 2), range(7, 9));
    }

    /** Links of two transactions each, the third of them of three; the second base is (1,6). */
    private void fourLinksAndASecondBase() throws IOException {
        archive.backUp(server.commits(2));
        archive.backUp(server.commits(2));
        server.commits(2).snapshots();
        archive.backUp(server.commits(1));
        archive.backUp(server.commits(2));
        assertThat(archive.count("/link/")).isEqualTo(4);
        assertThat(archive.count("/base/")).isEqualTo(2);
    }

    private void requireEachRestores(TapeCoverage tape) throws IOException {
        for (Range range : tape.ranges()) {
            for (long zxid = range.from().zxid().value();
                    zxid <= range.through().zxid().value();
                    zxid++) {
                assertThat(archive.hashAt(archive.moments().at(new Zxid(zxid)))).isNotEmpty();
            }
        }
    }

    private TapeCoverage tape() throws IOException {
        List<TapeCoverage> tapes = archive.coverage().tapes();
        assertThat(tapes).hasSize(1);
        return tapes.get(0);
    }

    private static Range range(int from, int through) {
        return new Range(moment(from), moment(through));
    }

    private static Moment moment(int counter) {
        return new Moment(Zxid.of(1, counter), 1_700_000_000_000L + counter);
    }
}
