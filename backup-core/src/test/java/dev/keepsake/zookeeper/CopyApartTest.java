package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.CopyReport.Fate;
import dev.keepsake.catalog.CopyReport.Kind;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that are not what the source is any more: what is no copy is told, and what cannot be opened is not listed. */
final class CopyApartTest {

    private final MemoryStore source = new MemoryStore();
    private final MemoryStore target = new MemoryStore();
    private final KeyText signer = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private final KeyText recipient = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
    private final Archive archive = new Archive(source);
    private final Archive copied = new Archive(target);

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        server.commits(2);
    }

    private CopyReport copy(Keys keys, boolean onlyPlanned, BackupId... ids) throws IOException {
        return new Catalog(source, keys, "prod", new Random(1))
                .copier(target)
                .copy(new Copier.Request(Set.of(ids), onlyPlanned), Progress.NONE);
    }

    private CopyReport copy(BackupId... ids) throws IOException {
        return copy(SealKeys.ofRestorer(), false, ids);
    }

    private static List<BackupId> ids(Archive of) throws IOException {
        return of.catalog.list().stream().map(Catalog.Listed::id).toList();
    }

    @Test
    void whatNobodyCouldOpenThereIsNotListedThere() throws IOException {
        Keys agent = SealKeys.agent(signer, recipient);
        Keys copier =
                Keys.reading(List.of(), SealKeys.restorer(recipient, signer).trust());
        Archive here = new Archive(source, agent, SealKeys.restorer(recipient, signer));
        Archive there = new Archive(target, agent, SealKeys.restorer(recipient, signer));
        Manifest first = here.manifestOf(server);
        assertThat(copy(copier, true).count(Fate.COPIED)).isEqualTo(1);
        assertThat(copy(copier, false).findings()).isEmpty();
        for (Archive one : List.of(here, there)) {
            one.written.keychain().rotate(List.of(recipient(recipient)), signer(signer));
        }
        // a run that begins after that takes the new key
        Manifest second =
                new Archive(source, agent, SealKeys.restorer(recipient, signer)).manifestOf(server.commits(2));

        for (boolean onlyPlanned : new boolean[] {true, false, false}) {
            CopyReport report = copy(copier, onlyPlanned);

            assertThat(report.findings())
                    .anySatisfy(one -> assertThat(one.subject()).isEqualTo("keyring/0003.json"));
            assertThat(report.backups())
                    .filteredOn(one -> one.id().equals(second.id()))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.fate()).isEqualTo(Fate.LEFT_OUT);
                        assertThat(one.reason()).contains("archive key 3", "Copy to an empty place");
                    });
        }
        assertThat(ids(there)).containsExactly(first.id());
    }

    @Test
    void aKeyOfSomebodyWhomTheCopierDoesNotTrustIsLackedThere() throws IOException {
        KeyText operator = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        Keys restorer = SealKeys.restorer(recipient, signer);
        Keys agent = SealKeys.agent(signer, recipient).following(Trust.in(List.of(operator.publicHalf())));
        Archive here = new Archive(source, agent, restorer);
        Manifest first = here.manifestOf(server);
        new Catalog(source, restorer, "prod", new Random(1))
                .keychain()
                .rotate(List.of(recipient(recipient)), signer(operator));
        Manifest second = new Archive(source, agent, restorer).manifestOf(server.commits(2));

        CopyReport report = copy(Keys.reading(List.of(), restorer.trust()), false);

        assertThat(report.backups())
                .filteredOn(one -> one.id().equals(second.id()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.fate()).isEqualTo(Fate.LEFT_OUT);
                    assertThat(one.reason()).contains("archive key 3");
                });
        assertThat(ids(new Archive(target, agent, restorer))).containsExactly(first.id());
    }

    @Test
    void whatIsOpenedWithTheKeysThatBothHaveIsCopiedThoughOthersDiffer() throws IOException {
        Keys agent = SealKeys.agent(signer, recipient);
        KeyText another = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);
        Keys copier =
                Keys.reading(List.of(), SealKeys.restorer(recipient, signer).trust());
        Archive here = new Archive(source, agent, SealKeys.restorer(recipient, signer));
        Archive there = new Archive(target, agent, SealKeys.restorer(recipient, signer));
        here.manifestOf(server);
        copy(copier, false);
        for (Archive one : List.of(here, there)) {
            one.written.keychain().rotate(List.of(recipient(another)), signer(signer));
        }
        here.manifestOf(server.commits(2)); // by an agent that encrypts as before

        CopyReport report = copy(copier, false);

        assertThat(report.findings()).hasSize(2).allMatch(one -> one.kind() == Kind.TAKEN);
        assertThat(report.count(Fate.COPIED)).isEqualTo(1);
        assertThat(ids(there)).isEqualTo(ids(here));
    }

    private static Recipient recipient(KeyText key) {
        try {
            return Recipient.of(key.publicHalf());
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    private static Signer signer(KeyText key) {
        try {
            return Signer.of(key);
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherManifestOfTheSameNameAndSizeIsNoCopy() throws IOException {
        Manifest first = archive.manifestOf(server);
        Manifest second = archive.manifestOf(server.commits(1));
        copy();
        StoredObject manifest = copied.objects("/manifest/").get(0);
        byte[] other = copied.bytes(manifest);
        other[other.length / 2] ^= 1;
        copied.replace(manifest, other);

        for (BackupId[] which : new BackupId[][] {{}, {first.id()}}) {
            CopyReport report = copy(which);

            assertThat(report.count(Fate.LEFT_OUT)).isEqualTo(1);
            assertThat(report.findings()).singleElement().satisfies(one -> {
                assertThat(one.kind()).isEqualTo(Kind.TAKEN);
                assertThat(one.words()).contains("another backup of this name");
            });
        }
        assertThat(copied.bytes(manifest)).isEqualTo(other);
        assertThat(copy(second.id()).count(Fate.PRESENT)).isEqualTo(1);
    }

    @Test
    void anEndOfATapeThatTheSourceRemovedIsNoOtherTape() throws IOException {
        RetentionRules rules = new RetentionRules(Duration.ZERO, 0, 0, 0, 0, 3, 100);
        source.advance(Duration.ZERO);
        target.advance(Duration.ZERO);
        Manifest kept = archive.manifestOf(server);
        for (int link = 0; link < 3; link++) {
            server.commits(1);
            new Followed(server, source).turn();
        }
        copy();
        passes(Duration.ofDays(1));
        server.elects(2).misses(7).elects(3).snapshots();
        archive.written.holds().put(kept.id(), "for good", null, "here");
        for (int night = 0; night < 14; night++) {
            archive.manifestOf(server.commits(1));
            passes(Duration.ofDays(1));
            Pruner pruner = archive.written.pruner(StoreTime.of(source));
            pruner.execute(pruner.plan(rules, false), "here");
        }
        assertThat(archive.count("/tape.json")).isEqualTo(2);
        assertThat(archive.objects("/removed/")).isNotEmpty();
        // retention there is shorter: it has removed the beginning
        StoredObject first = copied.objects("/link/").get(0);
        copied.lose(first);
        copied.lose(copied.objects("/manifest/").get(0));

        CopyReport report = copy();

        assertThat(report.findings()).isEmpty();
        assertThat(ids(copied)).contains(kept.id());
        assertThat(copied.objects("/link/")).contains(first);
    }

    private void passes(Duration time) {
        source.advance(time);
        target.advance(time);
    }
}
