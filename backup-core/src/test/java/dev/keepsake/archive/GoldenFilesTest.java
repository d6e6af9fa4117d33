package dev.keepsake.archive;

import static dev.keepsake.archive.SealedObject.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What version 1 wrote stays readable for ever; these files are never changed, only joined by others. */
final class GoldenFilesTest {

    private static final ObjectKey JSON_KEY = new ObjectKey("prod/manifest/2026/11/20261122T030000Z.json");
    private static final String ARCHIVE = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final Map<String, Object> BODY = Map.of("cluster", "prod", "nodes", List.of("node1", "node2"));

    private final Trust signer =
            Trust.in(List.of(KeyText.parse("golden", new String(golden("../v2/signer.json"), StandardCharsets.UTF_8))));

    GoldenFilesTest() throws IOException {}

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aSealedObjectOfVersion1IsRead(Codec codec) throws IOException {
        byte[] plain = SealedObject.text(100);

        SealReader reader = SealReader.open(new ByteArrayInputStream(golden(codec)), KEY);

        assertThat(reader.header()).isEqualTo(SealedObject.header(KEY, codec, plain.length));
        assertThat(reader.readAllBytes()).isEqualTo(plain);
        assertThat(SealTrailer.read(KEY, golden(codec)))
                .isEqualTo(new SealTrailer(3, 100, reader.seal().sha256()));
    }

    @Test
    void aSealedObjectIsWrittenAsInVersion1() throws IOException {
        // not compressed: another version of zstd may choose other, equally good bytes
        assertThat(SealedObject.seal(Codec.NONE, 40, SealedObject.text(100))).isEqualTo(golden(Codec.NONE));
    }

    @Test
    void aHashedObjectOfVersion1IsReadAndWrittenAsItWas() throws IOException {
        assertThat(HashedJson.read(JSON_KEY, golden("hashed.json"))).isEqualTo(StrictJson.tree(BODY));
        assertThat(HashedJson.write(BODY)).isEqualTo(golden("hashed.json"));
    }

    @Test
    void anEncryptedObjectOfFormat2IsRead() throws IOException {
        ArchiveKey key = ArchiveKey.opening(ARCHIVE, 1, golden("../v2/archive-key"));
        Opening opening = new Opening() {
            @Override
            public Trust trust() {
                return signer;
            }

            @Override
            public void requireArchive(ObjectKey object, String archive) {
                assertThat(archive).isEqualTo(ARCHIVE);
            }

            @Override
            public byte[] dataKey(ObjectKey object, Protection protection) {
                return key.unwrap(protection, object).orElseThrow();
            }
        };

        SealReader reader = SealReader.open(new ByteArrayInputStream(golden("../v2/sealed-encrypted")), KEY, opening);

        assertThat(reader.header().with(Protection.NONE)).isEqualTo(SealedObject.header(KEY, Codec.ZSTD, 100));
        assertThat(reader.readAllBytes()).isEqualTo(SealedObject.text(100));
    }

    @Test
    void aSignedRecordIsReadByWhoeverTrustsItsSigner() throws IOException {
        byte[] record = golden("../v2/signed.json");

        HashedJson.requireVouched(JSON_KEY, record, ARCHIVE, signer);

        assertThat(HashedJson.read(JSON_KEY, record).path("cluster").asText()).isEqualTo("prod");
        assertThat(SignedBody.of(SealedObject.cut(record, 84, record.length - 2))
                        .orElseThrow()
                        .unsigned())
                .isEqualTo(StrictJson.bytes(StrictJson.tree(BODY)));
    }

    private static byte[] golden(Codec codec) throws IOException {
        return golden("sealed-" + codec.label());
    }

    private static byte[] golden(String name) throws IOException {
        try (var in = Objects.requireNonNull(
                GoldenFilesTest.class.getResourceAsStream(
                        Path.of("/golden/v1", name).normalize().toString()),
                name)) {
            return in.readAllBytes();
        }
    }
}
