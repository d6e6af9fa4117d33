package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Burial;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.Copier.Mended.Kind;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Resealing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.Retouched;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged in a copy, or gone from it, is brought back from where the copy was made, and nothing else is. */
final class MendTest {

    private final MemoryStore source = new MemoryStore();
    private final MemoryStore target = new MemoryStore();
    private final Archive archive = new Archive(source);
    private final Archive copied = new Archive(target);

    @TempDir
    private Path directory;

    private DiskServer server;

    @BeforeEach
    void aCopyOfTwoBackups() throws IOException {
        server = new DiskServer(directory);
        server.elects(1).snapshots();
        backUp(2);
        backUp(2);
        copy();
    }

    private Manifest backUp(int transactions) throws IOException {
        return archive.manifestOf(server.commits(transactions));
    }

    private void copy() throws IOException {
        copier().copy(new Copier.Request(Set.of(), false), Progress.NONE);
    }

    private Copier copier() {
        return new Catalog(source, SealKeys.ofRestorer(), "prod", new Random(1)).copier(target);
    }

    private List<Copier.Mended> mend() throws IOException {
        return copier().mend(false, Progress.NONE);
    }

    private StoredObject first(String part) throws IOException {
        return copied.objects(part).get(0);
    }

    private void damage(Archive of, StoredObject object) throws IOException {
        byte[] bytes = of.bytes(object);
        bytes[bytes.length / 2] ^= 1;
        of.replace(object, bytes);
    }

    private static void reseal(MemoryStore store, StoredObject object) throws IOException {
        Resealing.of(store, object.key(), SealKeys.ofRestorer(), SealKeys.ofAgent());
    }

    private static Keys writer(KeyText signer) throws IOException {
        return Keys.writing(Signer.of(signer), List.of(), Trust.NOBODY);
    }

    private static List<BackupId> sound(Archive of) throws IOException {
        return of.catalog.list().stream()
                .filter(one -> one.manifest().isPresent())
                .map(Catalog.Listed::id)
                .toList();
    }

    @Test
    void aDamagedBackupIsListedAgainWithAllThatItNeeds() throws IOException {
        for (String part : List.of("/manifest/", "/base/", "/link/", ".part.json")) {
            damage(copied, first(part));
        }

        List<Copier.Mended> mended = mend();

        assertThat(mended).hasSize(4).allSatisfy(one -> {
            assertThat(one.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(one.trouble()).isEmpty();
        });
        assertThat(mended.get(3).key().value()).as("the manifest last").contains("/manifest/");
        assertThat(sound(copied)).isEqualTo(sound(archive));
        assertThat(mend()).isEmpty();
    }

    @Test
    void anotherObjectThanTheCopyNamesIsNotPutThere() throws IOException {
        StoredObject base = first("/base/");
        reseal(source, base);
        damage(copied, base);
        byte[] before = copied.bytes(base);

        List<Copier.Mended> mended = mend();

        assertThat(mended).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(base.key());
            assertThat(one.trouble()).contains("is whole, but another object", "that the backup names");
        });
        assertThat(copied.bytes(base)).isEqualTo(before);
    }

    @Test
    void aLinkThatABackupStoredIsHeldAgainstItsManifestToo() throws IOException {
        StoredObject link = first("/link/");
        reseal(source, link);
        damage(copied, link);

        assertThat(mend())
                .singleElement()
                .satisfies(one -> assertThat(one.trouble()).contains("is whole, but another object"));
    }

    @Test
    void aLinkThatNoRecordNamesMustJoinTheNextOneThere() throws IOException {
        server.commits(1);
        new Followed(server, source).turn();
        server.commits(1);
        new Followed(server, source).turn();
        copy();
        List<StoredObject> links = copied.objects("/link/");
        StoredObject link = links.get(links.size() - 2);
        server.commits(1);
        source.delete(links.get(links.size() - 1).key());
        source.delete(link.key());
        new Followed(server, source).turn(); // as if the copy's two links had never been here
        damage(copied, link);

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(link.key());
            assertThat(one.trouble()).contains("somebody went on with the tape there");
        });
    }

    @Test
    void aManifestIsNotMendedWhereSomethingItNamesIsNot() throws IOException {
        StoredObject base = first("/base/");
        damage(copied, base);
        damage(archive, base);
        damage(copied, first("/manifest/"));

        List<Copier.Mended> mended = mend();

        assertThat(mended).hasSize(2).noneMatch(one -> one.trouble().isEmpty());
        assertThat(mended.get(1).trouble())
                .contains("is not all there and whole", base.key().value());
        assertThat(sound(copied)).isEqualTo(sound(archive).subList(0, 1));
    }

    @Test
    void aManifestIsNotMendedWhereItsTapeIsNot() throws IOException {
        StoredObject link = first("/link/");
        damage(copied, link);
        damage(archive, link);
        damage(copied, first("/manifest/"));

        List<Copier.Mended> mended = mend();

        assertThat(mended.get(1).trouble())
                .contains("is not all there and whole", link.key().value());
        assertThat(sound(copied)).hasSize(1);
    }

    @Test
    void aManifestIsNotMendedWhereAPruneIsAboutToRemoveWhatItNeeds() throws IOException {
        damage(copied, first("/manifest/"));
        Burial.of(target, first("/base/").key());

        assertThat(mend())
                .singleElement()
                .satisfies(one -> assertThat(one.trouble()).contains("no backup may be made"));
        assertThat(sound(copied)).hasSize(1);
    }

    @Test
    void whatIsGoneThereIsBroughtBack() throws IOException {
        StoredObject base = first("/base/");
        target.delete(base.key());

        List<Copier.Mended> planned = copier().mend(true, Progress.NONE);
        List<Copier.Mended> mended = mend();

        assertThat(planned).isEqualTo(mended);
        assertThat(mended).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.GONE);
            assertThat(one.damage()).contains("/manifest/", "needs it");
            assertThat(one.trouble()).isEmpty();
        });
        assertThat(copied.bytes(base)).isEqualTo(archive.bytes(base));
    }

    @Test
    void whatIsGoneInBothPlacesIsSaid() throws IOException {
        StoredObject base = first("/base/");
        target.delete(base.key());
        source.delete(base.key());

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.GONE);
            assertThat(one.trouble()).contains(base.key().value());
        });
    }

    @Test
    void whatIsWholeAndNotWhatACopysManifestNamesIsSaidAndStays() throws IOException {
        StoredObject base = first("/base/");
        reseal(target, base);
        byte[] other = copied.bytes(base);

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.OTHER);
            assertThat(one.trouble()).contains("delete this one there");
        });
        assertThat(copied.bytes(base)).isEqualTo(other);
    }

    @Test
    void whatAStrangerSignedIsSaidAndStays() throws IOException {
        KeyText agent = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        Keys stranger = writer(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
        Keys reader = Keys.reading(List.of(), Trust.in(List.of(agent.publicHalf())));
        MemoryStore here = new MemoryStore();
        MemoryStore there = new MemoryStore();
        new Archive(here, writer(agent), reader).manifestOf(server);
        Copier copier = new Catalog(here, reader, "prod", new Random(1)).copier(there);
        copier.copy(new Copier.Request(Set.of(), false), Progress.NONE);
        Archive copy = new Archive(there);
        StoredObject base = copy.objects("/base/").get(0);
        Resealing.of(there, base.key(), reader, stranger);
        byte[] rewritten = copy.bytes(base);

        List<Copier.Mended> mended = copier.mend(false, Progress.NONE);

        assertThat(mended).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(base.key());
            assertThat(one.kind()).isEqualTo(Kind.FOREIGN);
            assertThat(one.trouble()).contains("only what is damaged is replaced", "delete this one there");
        });
        assertThat(copy.bytes(base)).isEqualTo(rewritten);
    }

    @Test
    void nobodyIsToldToDeleteWhatIsTheSameInBothPlacesWhoeverSignedIt() throws IOException {
        KeyText retired = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        KeyText agent = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
        Keys all = Keys.reading(List.of(), Trust.in(List.of(retired.publicHalf(), agent.publicHalf())));
        Keys forgetful = Keys.reading(List.of(), Trust.in(List.of(agent.publicHalf())));
        MemoryStore here = new MemoryStore();
        MemoryStore there = new MemoryStore();
        new Archive(here, writer(retired), all).manifestOf(server);
        new Archive(here, writer(agent), all).manifestOf(server.commits(1));
        copier(here, there, all).copy(new Copier.Request(Set.of(), false), Progress.NONE);

        List<Copier.Mended> mended = copier(here, there, forgetful).mend(false, Progress.NONE);

        assertThat(mended).extracting(one -> one.key().value()).anyMatch(key -> key.contains("/base/"));
        assertThat(mended).allSatisfy(one -> {
            assertThat(one.kind()).isEqualTo(Kind.FOREIGN);
            assertThat(one.trouble()).contains("same bytes", "--trust").doesNotContain("delete");
        });
        assertThat(copier(here, there, all).mend(false, Progress.NONE)).isEmpty();
    }

    @Test
    void nobodyIsToldToDeleteWhatTheSourceHasNothingBetterFor() throws IOException {
        StoredObject base = first("/base/");
        reseal(target, base);
        archive.replace(base, copied.bytes(base));

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.OTHER);
            assertThat(one.trouble())
                    .contains("leave it there", "is whole, but another object")
                    .doesNotContain("delete");
        });
    }

    @Test
    void aLinkThatIsGoneThereComesBackBeforeTheManifestThatNeedsIt() throws IOException {
        server.commits(1);
        new Followed(server, source).turn();
        backUp(1);
        backUp(1);
        copy();
        List<StoredObject> links = copied.objects("/link/");
        assertThat(links).hasSizeGreaterThan(4);
        for (int gone : List.of(1, 2, links.size() - 1)) {
            target.delete(links.get(gone).key());
        }
        List<StoredObject> manifests = copied.objects("/manifest/");
        damage(copied, manifests.get(manifests.size() - 1));

        List<Copier.Mended> planned = copier().mend(true, Progress.NONE);
        List<Copier.Mended> mended = mend();

        assertThat(planned).isEqualTo(mended);
        assertThat(mended).extracting(Copier.Mended::trouble).containsOnly("");
        assertThat(mended)
                .extracting(Copier.Mended::kind)
                .containsExactly(Kind.GONE, Kind.GONE, Kind.GONE, Kind.DAMAGED);
        assertThat(copied.objects("/link/")).isEqualTo(links);
        assertThat(sound(copied)).isEqualTo(sound(archive));
        assertThat(mend()).isEmpty();
    }

    @Test
    void aLinkThatIsGoneInBothPlacesIsSaid() throws IOException {
        StoredObject link = first("/link/");
        target.delete(link.key());
        source.delete(link.key());

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(link.key());
            assertThat(one.kind()).isEqualTo(Kind.GONE);
            assertThat(one.trouble()).isEqualTo("the source has none either");
        });
    }

    @Test
    void noLinkIsBroughtBackToATapeThatSomebodyWentOnWithThere() throws IOException {
        StoredObject link = first("/link/");
        copied.manifestOf(server.commits(1));
        target.delete(link.key());

        assertThat(mend()).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(link.key());
            assertThat(one.trouble()).contains("went on in the target by itself");
        });
        assertThat(copied.objects(link.key().value())).isEmpty();
    }

    @Test
    void aTombThatIsPutWhileAllIsReadKeepsAManifestFromBeingListedAgain() throws IOException {
        damage(copied, first("/manifest/"));
        ObjectKey base = first("/base/").key();
        Opened opened = new Opened(target, base, 2, () -> Burial.of(target, base));

        List<Copier.Mended> mended =
                copier(source, opened, SealKeys.ofRestorer()).mend(false, Progress.NONE);

        assertThat(mended)
                .singleElement()
                .satisfies(one -> assertThat(one.trouble()).contains("no backup may be made"));
        assertThat(sound(copied)).hasSize(1);
    }

    @Test
    void aManifestIsNotMendedWhereNobodyHereCanReadWhatItNeeds() throws IOException {
        StoredObject base = first("/base/");
        byte[] later = Retouched.header(copied.bytes(base), "\"zstd\"", "\"zstx\"");
        archive.replace(base, later);
        copied.replace(base, later);
        damage(copied, first("/manifest/"));

        assertThat(mend())
                .singleElement()
                .satisfies(one -> assertThat(one.trouble()).contains("codec 'zstx'", "Install that version"));
        assertThat(sound(copied)).hasSize(1);
    }

    private static Copier copier(MemoryStore from, ObjectStore to, Keys reader) {
        return new Catalog(from, reader, "prod", new Random(1)).copier(to);
    }
}
