package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed and encrypted objects: what their keys open, and that nothing else does. */
final class EncryptedSealTest {

    private static final String ARCHIVE = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final ObjectKey KEY = SealedObject.KEY;
    private static final byte[] SECRET = ArchiveKey.generate();
    private static final KeyText SIGNER = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);

    private final ArchiveKey pair = ArchiveKey.opening(ARCHIVE, 3, SECRET);
    private final Signer signer = Signer.of(SIGNER);
    private final Trust trust = Trust.in(List.of(SIGNER.publicHalf()));

    EncryptedSealTest() throws Exception {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39, 40, 41, 80, 1_000})
    void whatWasSealedIsOpenedWithItsKeys(int length) throws IOException {
        for (byte[] plain : List.of(SealedObject.text(length), SealedObject.random(length, length))) {
            byte[] stored = sealed(KEY, encrypting(), plain);

            assertThat(opened(stored, opening(true, trust))).isEqualTo(plain);
            assertThat(SealTrailer.read(KEY, stored).sha256())
                    .isEqualTo(SealReader.open(new ByteArrayInputStream(stored), KEY, opening(false, trust))
                            .readUnopened()
                            .sha256());
        }
    }

    @Test
    void whatIsOnlySignedIsReadByWhoeverTrustsTheSigner() throws IOException {
        byte[] plain = SealedObject.text(100);
        byte[] stored = sealed(KEY, Sealing.signed(ARCHIVE, signer), plain);

        assertThat(opened(stored, opening(false, trust))).isEqualTo(plain);
        assertThatThrownBy(() -> opened(stored, opening(false, Trust.NOBODY)))
                .isInstanceOf(UnvouchedException.class)
                .hasMessageContainingAll(KEY.value(), signer.fingerprint(), "--trust", "--allow-unsigned");
        assertThat(opened(stored, opening(false, Trust.NOBODY.allowingOthers())))
                .isEqualTo(plain);
    }

    @Test
    void withoutThePrivateKeyNothingIsHandedOut() throws IOException {
        byte[] stored = sealed(KEY, encrypting(), SealedObject.text(100));

        assertThatThrownBy(() -> opened(stored, opening(false, trust)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no key");
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("/zk/7");
    }

    @Test
    void unsignedObjectsAreRefusedWhereSomebodyIsTrusted() throws IOException {
        byte[] stored = SealedObject.seal(Codec.ZSTD, 40, SealedObject.text(100));

        assertThatThrownBy(() -> opened(stored, opening(true, trust)))
                .isInstanceOf(UnvouchedException.class)
                .hasMessageContainingAll(KEY.value(), "not signed", "--allow-unsigned");
        assertThat(opened(stored, opening(true, trust.allowingOthers()))).isEqualTo(SealedObject.text(100));
    }

    @Test
    void everyBitFlippedIsFound() throws IOException {
        byte[] plain = SealedObject.text(100);
        byte[] stored = sealed(KEY, encrypting(), plain);

        for (int i = 0; i < stored.length; i++) {
            byte[] changed = stored.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            assertThat(catchThrowable(() -> opened(changed, opening(true, trust))))
                    .as("byte %d", i)
                    .isInstanceOfAny(CorruptException.class, RefusedException.class);
        }
    }

    @Test
    void everyCutIsFound() throws IOException {
        byte[] stored = sealed(KEY, encrypting(), SealedObject.text(100));

        for (int length = 0; length < stored.length; length++) {
            byte[] cut = SealedObject.cut(stored, 0, length);
            assertThat(catchThrowable(() -> opened(cut, opening(true, trust))))
                    .as("cut at %d", length)
                    .isInstanceOf(CorruptException.class);
        }
    }

    @Test
    void blocksThatWereReorderedOrRepeatedDoNotOpenThoughChecksumsAndSignatureAreRight() throws IOException {
        // as a thief of the signing key could make it, who cannot read
        byte[] stored = sealed(KEY, encrypting(), SealedObject.random(7, 120));
        List<byte[]> blocks = Blocks.of(stored);

        assertThat(opened(Blocks.with(stored, blocks, signer), opening(true, trust)))
                .as("put together as it was")
                .isEqualTo(SealedObject.random(7, 120));
        for (List<byte[]> other : List.of(
                List.of(blocks.get(1), blocks.get(0), blocks.get(2)),
                List.of(blocks.get(0), blocks.get(0), blocks.get(2)),
                List.of(blocks.get(0), blocks.get(2), blocks.get(1)))) {
            byte[] forged = Blocks.with(stored, other, signer);
            assertThatThrownBy(() -> opened(forged, opening(true, trust)))
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("is not the one that was encrypted there");
        }
    }

    @Test
    void blocksOfAnotherObjectOfTheSameWriterDoNotOpen() throws IOException {
        byte[] stored = sealed(KEY, encrypting(), SealedObject.random(7, 120));
        byte[] another = sealed(KEY, encrypting(), SealedObject.random(8, 120));
        List<byte[]> mixed = List.of(
                Blocks.of(stored).get(0),
                Blocks.of(another).get(1),
                Blocks.of(stored).get(2));

        assertThatThrownBy(() -> opened(Blocks.with(stored, mixed, signer), opening(true, trust)))
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void anObjectUnderAnotherKeyOrOfAnotherArchiveIsFound() throws IOException {
        byte[] renamed = sealed(new ObjectKey("prod/zk/a/b/T/link/0000000100000009"), encrypting(), new byte[10]);
        byte[] moved = sealed(KEY, Sealing.signed("01BX5ZZKBKACTAV9WEVGEMMVRZ", signer), new byte[10]);

        assertThatThrownBy(() -> opened(renamed, opening(true, trust))).isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> opened(moved, opening(true, trust)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("01BX5ZZKBKACTAV9WEVGEMMVRZ");
    }

    @Test
    void aHeaderWithTheNameOfATrustedSignerAndASignatureOfSomebodyElseIsForged() throws Exception {
        Signer thief = Signer.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE));
        byte[] stored = sealed(KEY, encrypting(), SealedObject.random(7, 120));

        byte[] forged = Blocks.with(stored, Blocks.of(stored), thief);

        assertThatThrownBy(() -> opened(forged, opening(true, trust)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContainingAll("forged", signer.fingerprint());
        assertThatThrownBy(() -> SealReader.open(new ByteArrayInputStream(forged), KEY, opening(false, trust))
                        .requireVouched(SealTrailer.read(KEY, forged)))
                .as("by header and trailer alone")
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void segmentsOfOneBlockDoNotChangePlaces() throws IOException {
        byte[] plain = SealedObject.random(3, 3 * BlockCipher.SEGMENT_BYTES + 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealHeader header = SealedObject.header(KEY, Codec.ZSTD, plain.length);
        try (SealWriter writer = new SealWriter(out, header, encrypting())) {
            writer.write(plain);
            writer.finish();
        }
        byte[] stored = out.toByteArray();
        byte[] block = Blocks.of(stored).get(0);
        int segment = BlockCipher.SEGMENT_BYTES + BlockCipher.OVERHEAD;
        byte[] swapped = SealedObject.join(
                SealedObject.cut(block, 0, 8),
                SealedObject.cut(block, 8 + segment, 8 + 2 * segment),
                SealedObject.cut(block, 8, 8 + segment),
                SealedObject.cut(block, 8 + 2 * segment, block.length));

        assertThat(opened(stored, opening(true, trust))).isEqualTo(plain);
        assertThat(block).hasSize(8 + BlockCipher.encrypted(plain.length));
        assertThatThrownBy(() -> opened(Blocks.with(stored, List.of(swapped), signer), opening(true, trust)))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("is not the one that was encrypted there");
    }

    @Test
    void thePublicHalfOpensNothingAndASecondPairNeither() throws Exception {
        byte[] stored = sealed(KEY, encrypting(), new byte[10]);
        Protection protection = SealReader.open(new ByteArrayInputStream(stored), KEY, opening(false, trust))
                .header()
                .protection();

        assertThat(ArchiveKey.sealing(ARCHIVE, 3, pair.publicKey()).unwrap(protection, KEY))
                .isEmpty();
        assertThat(ArchiveKey.opening(ARCHIVE, 3, ArchiveKey.generate()).unwrap(protection, KEY))
                .isEmpty();
        assertThat(ArchiveKey.opening(ARCHIVE, 4, SECRET).unwrap(protection, KEY))
                .as("another number")
                .isEmpty();
        assertThat(pair.unwrap(protection, new ObjectKey("prod/another")))
                .as("another object")
                .isEmpty();
        assertThat(pair.unwrap(protection, KEY)).isPresent();
    }

    @Test
    void twoSealsOfOnePlaintextHaveNothingInCommonButTheirLength() throws IOException {
        byte[] one = sealed(KEY, encrypting(), SealedObject.text(40));
        byte[] other = sealed(KEY, encrypting(), SealedObject.text(40));

        assertThat(Blocks.of(one).get(0)).isNotEqualTo(Blocks.of(other).get(0));
        assertThat(one).hasSameSizeAs(other);
    }

    private Sealing encrypting() throws RefusedException {
        return Sealing.signed(ARCHIVE, signer).encryptedTo(ArchiveKey.sealing(ARCHIVE, 3, pair.publicKey()));
    }

    static byte[] sealed(ObjectKey key, Sealing sealing, byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SealHeader header = SealedObject.header(key, Codec.ZSTD, plain.length);
        try (SealWriter writer = new SealWriter(out, header, sealing, 40)) {
            writer.write(plain);
            writer.finish();
        }
        return out.toByteArray();
    }

    private static byte[] opened(byte[] stored, Opening opening) throws IOException {
        try (SealReader reader = SealReader.open(new ByteArrayInputStream(stored), KEY, opening)) {
            return reader.readAllBytes();
        }
    }

    private Opening opening(boolean withKey, Trust whom) {
        return new Opening() {
            @Override
            public Trust trust() {
                return whom;
            }

            @Override
            public void requireArchive(ObjectKey object, String archive) throws CorruptException {
                if (!archive.equals(ARCHIVE)) {
                    throw new CorruptException(object + " is of archive " + archive);
                }
            }

            @Override
            public byte[] dataKey(ObjectKey object, Protection protection) throws IOException {
                if (!withKey) {
                    throw new RefusedException("no key for " + object);
                }
                return pair.unwrap(protection, object).orElseThrow(() -> new CorruptException("not " + object));
            }
        };
    }

    /** Takes a signed object's blocks out and puts others in, with right checksums, hash and signature. */
    private static final class Blocks {

        private static int headerEnd(byte[] stored) {
            return 14 + ByteBuffer.wrap(stored).getInt(10) + 4;
        }

        /** Lengths and stored bytes of each block, without number and checksum. */
        static List<byte[]> of(byte[] stored) {
            List<byte[]> blocks = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(stored);
            in.position(headerEnd(stored));
            while (in.getInt() != -1) {
                int length = 8 + in.getInt(in.position() + 4);
                blocks.add(SealedObject.cut(stored, in.position(), in.position() + length));
                in.position(in.position() + length + 4);
            }
            return blocks;
        }

        static byte[] with(byte[] stored, List<byte[]> blocks, Signer signer) throws IOException {
            byte[] header = SealedObject.cut(stored, 0, headerEnd(stored));
            byte[] seed = SealedObject.cut(header, header.length - 4, header.length);
            byte[] bytes = header;
            for (int i = 0; i < blocks.size(); i++) {
                byte[] number = ByteBuffer.allocate(4).putInt(i).array();
                bytes = SealedObject.join(bytes, number, blocks.get(i), crc(seed, number, blocks.get(i)));
            }
            byte[] totals = SealedObject.cut(stored, stored.length - 125, stored.length - 109);
            bytes = SealedObject.join(bytes, totals);
            byte[] sha256 = Sha256.begin().digest(bytes);
            SealHeader parsed = SealReader.open(new ByteArrayInputStream(stored), KEY, new Anybody())
                    .header();
            byte[] message = SealTrailer.message(parsed, Sha256.begin().digest(header), totals, sha256);
            return SealedObject.join(bytes, SealTrailer.closing(sha256, signer.sign(message)));
        }

        private static byte[] crc(byte[]... pieces) {
            CRC32C crc = new CRC32C();
            for (byte[] piece : pieces) {
                crc.update(piece);
            }
            return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        }
    }

    private static final class Anybody implements Opening {

        @Override
        public Trust trust() {
            return Trust.NOBODY.allowingOthers();
        }

        @Override
        public void requireArchive(ObjectKey object, String archive) {}

        @Override
        public byte[] dataKey(ObjectKey object, Protection protection) {
            throw new AssertionError("nothing is to be opened");
        }
    }
}
