package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Burial;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.CopyReport.Fate;
import dev.keepsake.catalog.CopyReport.Kind;
import dev.keepsake.catalog.Fence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.catalog.Rolling;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies of archives: what is listed there restores, whatever happens to stores and programs meanwhile. */
final class CopyTest {

    private static final Copier.Request ALL = new Copier.Request(Set.of(), false);

    /** Each step with {@code -Dkeepsake.long=true}, else some. */
    private static final int STRIDE = Boolean.getBoolean("keepsake.long") ? 1 : 4;

    private final MemoryStore source = new MemoryStore();
    private final MemoryStore target = new MemoryStore();
    private final Archive archive = new Archive(source);
    private final Archive copied = new Archive(target);
    private final Map<Zxid, String> truth = new HashMap<>();

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
    }

    private Manifest backUp(int transactions) throws IOException {
        server.commits(transactions);
        Manifest manifest = archive.manifestOf(server);
        truth.put(manifest.zxid(), hash());
        return manifest;
    }

    private String hash() throws IOException {
        return Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                .hash();
    }

    private CopyReport copy() throws IOException {
        return copy(source, target, ALL);
    }

    private static CopyReport copy(ObjectStore from, ObjectStore to, Copier.Request request) throws IOException {
        return new Catalog(from, SealKeys.ofRestorer(), "prod", new Random(1))
                .copier(to)
                .copy(request, Progress.NONE);
    }

    private void requireRestorable(Archive of) throws IOException {
        for (Catalog.Listed listed : of.catalog.list()) {
            Manifest manifest = listed.manifest().orElseThrow(() -> new AssertionError(listed.problem()));
            assertThat(of.target(manifest, directory.resolve("blank")).plan().hash())
                    .isEqualTo(truth.get(manifest.zxid()));
        }
    }

    private static List<BackupId> ids(Archive of) throws IOException {
        return of.catalog.list().stream().map(Catalog.Listed::id).toList();
    }

    @Test
    void aCopyRestoresWhatTheArchiveDoesAndIsNotSentTwice() throws IOException {
        for (int i = 0; i < 3; i++) {
            backUp(2);
        }
        server.commits(2);
        new Followed(server, source).turn(); // moments behind the last backup

        CopyReport first = copy();
        CopyReport second = copy();

        assertThat(first.count(Fate.COPIED)).isEqualTo(3);
        assertThat(ids(copied)).isEqualTo(ids(archive));
        requireRestorable(copied);
        assertThat(copied.hashAt(copied.moments().latest())).isEqualTo(hash());
        assertThat(copied.verify(ids(copied).get(0), Proof.Level.PROOF).good()).isTrue();
        assertThat(second.objects()).isZero();
        assertThat(second.count(Fate.PRESENT)).isEqualTo(3);
        assertThat(first.findings()).isEmpty();
        assertThat(second.findings()).isEmpty();
    }

    @Test
    void oneBackupTakesAlongWhatItNeedsAndNoMore() throws IOException {
        backUp(2);
        Manifest second = backUp(2);
        backUp(2);

        CopyReport report = copy(source, target, new Copier.Request(Set.of(second.id()), false));

        assertThat(report.findings()).isEmpty();
        assertThat(ids(copied)).containsExactly(second.id());
        requireRestorable(copied);
        assertThat(copied.count("/link/")).isEqualTo(2);
    }

    @Test
    void aPlanSaysWhatACopyThenDoes() throws IOException {
        backUp(2);
        backUp(3);

        CopyReport plan = copy(source, target, new Copier.Request(Set.of(), true));

        assertThat(target.list("", "").all()).isEmpty();
        CopyReport done = copy();
        assertThat(plan.objects()).isEqualTo(done.objects()).isPositive();
        assertThat(plan.bytes()).isEqualTo(done.bytes());
        assertThat(plan.backups()).isEqualTo(done.backups());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NOT_DONE", "DONE_BUT_ANSWER_LOST"})
    void aCopyThatDiesAtAnyStepLeavesOnlyWholeBackupsAndIsGoneOnWith(Fault fault) throws IOException {
        backUp(3);
        new Rolling(source);
        backUp(2);
        boolean struck = true;
        for (int failAt = 0; struck; failAt += STRIDE) {
            MemoryStore place = new MemoryStore();
            FaultyStore faulty = new FaultyStore(place, failAt, fault);
            attempt(faulty);
            struck = faulty.struck();
            requireRestorable(new Archive(place));

            assertThat(copy(source, place, ALL).findings()).isEmpty();
            assertThat(ids(new Archive(place))).hasSize(2);
            requireRestorable(new Archive(place));
        }
    }

    private void attempt(ObjectStore place) {
        try {
            copy(source, place, ALL);
        } catch (IOException planned) {
            assertThat(planned).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void sealedArchivesAreCopiedWithoutAPrivateKey() throws IOException {
        Archive sealed = new Archive(source, SealKeys.agent(), SealKeys.restorer());
        server.commits(3);
        Manifest manifest = sealed.manifestOf(server);
        Keys open = Keys.reading(List.of(), SealKeys.restorer().trust());

        CopyReport report =
                new Catalog(source, open, "prod", new Random(1)).copier(target).copy(ALL, Progress.NONE);

        assertThat(report.findings()).isEmpty();
        Archive there = new Archive(target, SealKeys.agent(), SealKeys.restorer());
        assertThat(there.target(there.catalog.read(manifest.id()), directory.resolve("blank"))
                        .plan()
                        .hash())
                .isEqualTo(hash());
        server.commits(2);
        there.manifestOf(server);
        assertThat(there.count("/tape.json"))
                .as("the agent goes on with the tape")
                .isEqualTo(1);
    }

    @Test
    void whatNobodyTrustedSignedIsLeftOut() throws IOException {
        new Archive(source, SealKeys.agent(), SealKeys.restorer()).manifestOf(server.commits(2));
        Keys others = Keys.reading(List.of(), Keys.NONE.trust());

        CopyReport report = new Catalog(source, others, "prod", new Random(1))
                .copier(target)
                .copy(ALL, Progress.NONE);

        assertThat(report.count(Fate.LEFT_OUT)).isEqualTo(1);
        assertThat(report.isDamaged()).isTrue();
        assertThat(target.list("prod/", "").all()).isEmpty();
    }

    @Test
    void whatIsDamagedIsNamedAndLeftOut() throws IOException {
        backUp(2);
        backUp(2);
        backUp(2);
        flip(archive.objects("/link/").get(1));

        CopyReport report = copy();

        assertThat(report.isDamaged()).isTrue();
        assertThat(report.count(Fate.COPIED)).isEqualTo(1);
        assertThat(report.count(Fate.LEFT_OUT)).isEqualTo(2);
        assertThat(report.findings())
                .anySatisfy(one -> assertThat(one.words())
                        .contains(archive.objects("/link/").get(1).key().value()));
        assertThat(copied.objects("/link/"))
                .doesNotContain(archive.objects("/link/").get(1));
        requireRestorable(copied);
    }

    @Test
    void linksStandInForADamagedRun() throws IOException {
        backUp(2);
        backUp(2);
        backUp(2);
        new Rolling(source).rollUp(0, 2);
        flip(archive.objects("/run/").get(0));

        CopyReport report = copy();

        assertThat(report.isDamaged()).isTrue();
        assertThat(report.count(Fate.COPIED)).isEqualTo(3);
        assertThat(copied.count("/run/")).isZero();
        assertThat(copied.count("/link/")).isEqualTo(3);
        requireRestorable(copied);
    }

    private void flip(StoredObject object) throws IOException {
        byte[] bytes = archive.bytes(object);
        bytes[bytes.length / 2] ^= 1;
        archive.replace(object, bytes);
    }

    @Test
    void anotherArchiveAndAnythingElseIsRefusedAndLeftAlone() throws IOException {
        backUp(2);
        new Archive(target).manifestOf(server);
        assertThatThrownBy(this::copy).isInstanceOf(RefusedException.class).hasMessageContaining("holds archive");

        MemoryStore used = new MemoryStore();
        used.putIfAbsent(new ObjectKey("holiday.jpg"), new byte[3]);
        assertThatThrownBy(() -> copy(source, used, ALL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("holiday.jpg");
        assertThat(used.list("", "").all()).hasSize(1);
    }

    @Test
    void agentsGoOnInACopyAndTheWayBackIsACopyToo() throws IOException {
        backUp(2);
        copy();
        server.commits(3);
        Manifest there = copied.manifestOf(server);
        truth.put(there.zxid(), hash());
        assertThat(copied.count("/tape.json")).isEqualTo(1);

        CopyReport back = copy(target, source, ALL);

        assertThat(back.findings()).isEmpty();
        assertThat(ids(archive)).hasSize(2);
        requireRestorable(archive);
    }

    @Test
    void whereBothWentOnNothingIsMixed() throws IOException {
        backUp(2);
        copy();
        server.commits(1);
        truth.put(copied.manifestOf(server).zxid(), hash());
        backUp(2); // with a link from where the copy was made to further than the copy's own one

        CopyReport report = copy();

        assertThat(report.isInPart()).isTrue();
        assertThat(report.findings()).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo(Kind.TAKEN);
            assertThat(one.words()).contains("went on in the target by itself");
        });
        assertThat(ids(copied)).hasSize(2);
        requireRestorable(copied);
    }

    @Test
    void whereBothStoredTheSameTransactionsNothingIsMixedEither() throws IOException {
        backUp(2);
        copy();
        server.commits(1);
        copied.manifestOf(server);
        archive.manifestOf(server); // the same link, sealed by another process
        truth.put(server.last(), hash());
        backUp(2);

        CopyReport report = copy();

        assertThat(report.isInPart()).isTrue();
        assertThat(report.findings()).anySatisfy(one -> assertThat(one.words()).contains("other bytes"));
        assertThat(copied.count("/link/")).isEqualTo(2);
        requireRestorable(copied);
    }

    @Test
    void whatTheTargetHoldsOtherwiseIsNamedAndNeverReplaced() throws IOException {
        backUp(2);
        copy();
        backUp(2);
        StoredObject base = copied.objects("/base/").get(0);
        byte[] cut = Arrays.copyOf(copied.bytes(base), 100);
        copied.replace(base, cut);

        CopyReport report = copy();

        assertThat(report.isInPart()).isTrue();
        assertThat(report.count(Fate.LEFT_OUT)).isEqualTo(1);
        assertThat(copied.bytes(base)).isEqualTo(cut);
        assertThat(ids(copied)).hasSize(1);
    }

    @Test
    void whatTheSourceIsAboutToRemoveIsNotBegun() throws IOException {
        backUp(2);
        for (int i = 0; i < 4; i++) {
            backUp(1);
        }
        RetentionRules rules = rules();
        Pruner pruner = archive.written.pruner(StoreTime.of(source));
        pruner.execute(pruner.plan(rules, false), "here");

        CopyReport report = copy();

        assertThat(report.count(Fate.CONDEMNED)).isPositive();
        assertThat(report.findings()).isEmpty();
        requireRestorable(copied);
        BackupId oldest = ids(archive).get(4);
        assertThat(ids(copied)).doesNotContain(oldest);
        assertThat(copy(source, target, new Copier.Request(Set.of(oldest), false))
                        .findings())
                .isEmpty();
        assertThat(ids(copied)).contains(oldest);
        requireRestorable(copied);
    }

    @Test
    void whatThePruneOfTheTargetIsAboutToRemoveIsNotNamedThere() throws IOException {
        BackupId older = backUp(2).id();
        backUp(2);
        copy();
        StoredObject manifest = copied.objects("/manifest/").get(1);
        target.delete(manifest.key());
        Burial.of(target, copied.objects("/link/").get(1).key());

        CopyReport report = copy();

        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).kind()).isEqualTo(Kind.REFUSED);
        assertThat(ids(copied)).containsExactly(older);
    }

    @Test
    void whatThePruneOfTheTargetHasRemovedIsNotBroughtBackAtOnce() throws IOException {
        backUp(2);
        BackupId newer = backUp(2).id();
        copy();
        ObjectKey oldest = copied.objects("/manifest/").get(0).key();
        Burial.of(target, oldest);
        target.delete(oldest);

        CopyReport report = copy();

        assertThat(report.findings()).isEmpty();
        assertThat(report.count(Fate.CONDEMNED)).isEqualTo(1);
        assertThat(ids(copied)).containsExactly(newer);
    }

    private static RetentionRules rules() {
        return new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);
    }

    @Test
    void aFenceOfThePastIsRaisedAboveWhatIsKnownByNow() throws IOException {
        Manifest past = backUp(2);
        copy();
        Fence fence = copied.catalog.fence(past);
        server.elects(9);
        backUp(1);

        assertThat(fence.epoch()).isEqualTo(1 + Fence.STEP);
        assertThat(archive.catalog.raised(fence, one -> true).epoch()).isEqualTo(9 + Fence.STEP);
        assertThat(copied.catalog.raised(fence, one -> true)).isEqualTo(fence);
        assertThat(new Archive(new MemoryStore()).catalog.raised(fence, one -> true))
                .isEqualTo(fence);
    }

    @Test
    void holdsAndProofsGoAlong() throws IOException {
        Manifest manifest = backUp(2);
        archive.written.holds().put(manifest.id(), "audit", null, "here");
        archive.written.proofs().put(archive.verify(manifest.id(), Proof.Level.PROOF));

        copy();

        assertThat(copied.catalog.holds().inForce()).containsKey(manifest.id());
        assertThat(copied.catalog.proofs().standing(manifest.id()).proven()).isPresent();
    }
}
