package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Document;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a manifest tells of a document to whoever cannot open it. */
final class DocumentFactsTest {

    private static final Map<String, String> FACTS =
            Map.of("status", "200", "content-sha256", "e32f0d62", "header.etag", "\"9a0364b9\"");

    @Test
    void whereContentIsEncryptedNoHashOfItStandsInTheClear() throws IOException {
        assertThat(stored(SealKeys.agent()).facts()).containsOnlyKeys("status");
        assertThat(stored(Keys.NONE).facts()).isEqualTo(FACTS);
    }

    private static StoredDocument stored(Keys keys) throws IOException {
        MemoryStore store = new MemoryStore();
        Catalog catalog = new Catalog(store, keys, "prod", new Random(1));
        catalog.create("test");
        DocumentWriter writer = catalog.documents().writer(new BackupId("20261123T030000Z"), "n1", "web");
        writer.receive(
                new Document("info", 2, new TreeMap<>(FACTS), () -> new ByteArrayInputStream(new byte[] {'{', '}'})));
        return writer.share("http").documents().get(0);
    }
}
