package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Opening;
import dev.keepsake.archive.Protection;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.archive.Sealing;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.HistoryRequest;
import dev.keepsake.catalog.HoleNote;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.Retouched;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that a backup counted, with something else in them that has the same size, by somebody who may only write to the store. */
final class ForgedPieceTest {

    private static final Instant BEGIN = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final KeyText SIGNER = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText THIEF = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText SAFE = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);

    private static final Opening TRUSTING = new Opening() {
        @Override
        public Trust trust() {
            return Trust.NOBODY.allowingOthers();
        }

        @Override
        public void requireArchive(ObjectKey object, String archive) {}

        @Override
        public byte[] dataKey(ObjectKey object, Protection protection) {
            throw new AssertionError("it is not encrypted");
        }
    };

    private final MemoryStore store = new MemoryStore();

    @TempDir
    private Path directory;

    @Test
    void aTimeIsNotMovedByAHeaderThatNobodySigned() throws Exception {
        Archive archive = new Archive(store, SealKeys.agent(SIGNER, SAFE), SealKeys.restorer(SAFE, SIGNER));
        DiskServer older = new DiskServer(directory.resolve("older"));
        DiskServer newer = new DiskServer(directory.resolve("newer"));
        older.elects(1).snapshots();
        archive.manifestOf(older.commits(6), "node-1");
        newer.elects(1).commits(3).snapshots();
        archive.manifestOf(newer.commits(6), "node-2");
        assertThat(archive.moments().at(BEGIN.plusMillis(8)).moment().zxid()).isEqualTo(Zxid.of(1, 8));

        StoredObject link = archive.object("node-2", "/link/", 0);
        byte[] genuine = archive.bytes(link);
        String header = new String(genuine, StandardCharsets.ISO_8859_1);
        String time = header.replaceAll("(?s).*(\"first-time\":\"[0-9]+\").*", "$1");
        archive.replace(link, Retouched.header(genuine, time, "\"first-time\":\"1700000000999\""));

        assertThatThrownBy(() -> archive.moments().at(BEGIN.plusMillis(8)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("forged, or was moved here");
    }

    @Test
    void nothingIsToldOfALinkBeforeItsSealWasReached() throws Exception {
        Archive archive = forged();
        HistoryRequest first = new HistoryRequest(new Scope("/n5", 0), new Zxid(0), new Zxid(-1), 1, true);
        HistoryRequest early = new HistoryRequest(new Scope("/n5", 0), new Zxid(0), Zxid.of(1, 5), 10, false);

        for (HistoryRequest request : List.of(first, early)) {
            assertThatThrownBy(() -> archive.moments().history(request))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("forged, or was moved here");
        }
    }

    @Test
    void noMomentIsFoundInALinkBeforeItsSealWasReached() throws Exception {
        Archive archive = forged();

        assertThatThrownBy(() -> archive.moments().at(Zxid.of(1, 5))).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> archive.moments().at(BEGIN.plusMillis(5))).isInstanceOf(CorruptException.class);
    }

    @Test
    void aWitnessWhoIsHeardInPartMustBeSealedToo() throws Exception {
        Archive archive = signed();
        DiskServer one = new DiskServer(directory.resolve("one"));
        DiskServer other = new DiskServer(directory.resolve("other"));
        one.elects(1).snapshots();
        other.elects(1).snapshots();
        Manifest backup = archive.manifestOf(one.commits(5), "node-1");
        archive.manifestOf(other.commits(9), "node-2");
        assertThat(seen(archive, backup)).contains("agreed by 2 of 2").doesNotContain("could not be compared");

        StoredObject link = archive.object("node-2", "/link/", 0);
        archive.replace(link, forgery(link.key(), archive.bytes(link), "value of 9", "VALUE OF 9"));

        assertThat(seen(archive, backup)).contains("could not be compared to its end: ", "forged, or was moved here");
    }

    private static String seen(Archive archive, Manifest backup) throws IOException {
        return archive.verify(backup.id(), Proof.Level.PROOF).findings().stream()
                .map(finding -> finding.subject() + ": " + finding.seen())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aLinkThatIsWholeMayBeLeftEarly() throws Exception {
        Archive archive = signed();
        DiskServer server = new DiskServer(directory.resolve("whole"));
        server.elects(1).snapshots();
        archive.backUp(server.commits(9));

        HistoryPage page =
                archive.moments().history(new HistoryRequest(new Scope("/n5", 0), new Zxid(0), new Zxid(-1), 1, true));

        assertThat(page.entries())
                .singleElement()
                .isInstanceOfSatisfying(
                        Happening.class, one -> assertThat(one.moment().zxid()).isEqualTo(Zxid.of(1, 5)));
    }

    @Test
    void aHoleThatNobodyWhoIsTrustedExplainsIsDamage() throws Exception {
        Archive archive = signed();
        DiskServer server = new DiskServer(directory.resolve("hole"));
        server.elects(1).snapshots();
        for (int i = 0; i < 4; i++) {
            archive.backUp(server.commits(2));
        }
        StoredObject link = archive.objects("/link/").get(1);
        archive.lose(link);
        ObjectKey hole = new ObjectKey(link.key().value().replaceAll("link/.*", "") + "removed/"
                + Zxid.of(1, 2).inKey() + "-" + Zxid.of(1, 4).inKey() + ".json");

        for (Keys stranger : List.of(Keys.NONE, SealKeys.agent(THIEF))) {
            HoleNote.put(store, stranger, hole);
            TapeCoverage tape = archive.coverage().tapes().get(0);
            assertThat(tape.problems())
                    .anySatisfy(problem -> assertThat(problem)
                            .contains("the link after 0x100000002 is missing", hole.value(), "does not count"));
            store.delete(hole);
        }
        HoleNote.put(store, SealKeys.agent(SIGNER), hole);
        assertThat(archive.coverage().tapes().get(0).problems())
                .noneSatisfy(problem -> assertThat(problem).contains("0x100000002"));
    }

    private Archive signed() {
        return new Archive(store, SealKeys.agent(SIGNER), SealKeys.restorer(SAFE, SIGNER));
    }

    /** One whose only link has made-up values, and the size that the backup counted. */
    private Archive forged() throws IOException {
        Archive archive = signed();
        DiskServer server = new DiskServer(directory.resolve("forged"));
        server.elects(1).snapshots();
        archive.backUp(server.commits(9));
        StoredObject link = archive.objects("/link/").get(0);
        archive.replace(link, forgery(link.key(), archive.bytes(link), "value of", "VALUE OF"));
        assertThat(archive.objects("/link/").get(0).size()).isEqualTo(link.size());
        return archive;
    }

    private static byte[] forgery(ObjectKey key, byte[] genuine, String from, String to) throws IOException {
        try (SealReader reader = SealReader.open(new ByteArrayInputStream(genuine), key, TRUSTING)) {
            byte[] records = madeUp(reader.readAllBytes(), from, to);
            for (int pad = 1; pad <= SealHeader.MAX_NAME; pad++) {
                byte[] forged = sealed(reader.header(), "x".repeat(pad), records);
                if (forged.length == genuine.length) {
                    return forged;
                }
            }
        }
        throw new AssertionError("no forgery of " + genuine.length + " bytes");
    }

    private static byte[] sealed(SealHeader as, String writer, byte[] records) throws IOException {
        SealHeader header = new SealHeader(as.key(), as.codec(), records.length, as.nonce(), writer, as.facts());
        Signer thief = Signer.of(THIEF);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter seal =
                new SealWriter(out, header, Sealing.signed(as.protection().archive(), thief))) {
            seal.write(records);
            seal.finish();
        }
        return Retouched.header(
                out.toByteArray(), thief.fingerprint(), as.protection().signer());
    }

    /** The same records with other values, and checksums that fit. */
    private static byte[] madeUp(byte[] records, String from, String to) {
        byte[] changed = new String(records, StandardCharsets.ISO_8859_1)
                .replace(from, to)
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(changed);
        while (in.hasRemaining()) {
            int at = in.position();
            int length = in.getInt(at + Long.BYTES);
            Adler32 adler = new Adler32();
            adler.update(changed, at + Long.BYTES + Integer.BYTES, length);
            in.putLong(at, adler.getValue());
            in.position(at + Long.BYTES + Integer.BYTES + length + 1);
        }
        return changed;
    }
}
