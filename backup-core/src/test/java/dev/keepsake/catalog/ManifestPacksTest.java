package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ManifestPacksTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Layout LAYOUT = new Layout("prod");

    private final MemoryStore store = new MemoryStore();
    private final Catalog catalog = new Catalog(store, "prod", new Random(4));
    private int made;

    private void backUp(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            BackupId id = BackupId.ofSlot(BEGIN.plusSeconds(60L * made++));
            Manifest manifest =
                    new Manifest("test", id, "prod", null, BEGIN, List.of("n1"), true, List.of(), null, null);
            store.putIfAbsent(LAYOUT.manifest(id), Json.write(manifest));
        }
    }

    private List<ObjectKey> packs() throws IOException {
        return store.list(LAYOUT.packs(), "").all().stream()
                .map(StoredObject::key)
                .toList();
    }

    @Test
    void aListIsTheSameWithPacksAndWithout() throws IOException {
        backUp(300);
        List<Catalog.Listed> before = catalog.list();

        catalog.tidy();

        assertThat(packs()).hasSize(1);
        assertThat(catalog.list()).isEqualTo(before).hasSize(300);
        store.delete(LAYOUT.manifest(before.get(7).id()));
        assertThat(catalog.list()).as("what is gone is not listed").hasSize(299);
    }

    @Test
    void aFewAreNotWorthAPackAndManySmallPacksBecomeOne() throws IOException {
        backUp(127);
        catalog.tidy();
        assertThat(packs()).isEmpty();

        for (int i = 0; i < 8; i++) {
            backUp(128);
            catalog.tidy();
        }
        assertThat(packs()).hasSize(8);

        backUp(128);
        catalog.tidy();

        assertThat(packs()).hasSize(1);
        assertThat(catalog.list()).hasSize(made).allMatch(one -> one.manifest().isPresent());
    }

    @Test
    void whatIsDamagedInAPackIsReadWhereItBelongs() throws IOException {
        backUp(200);
        catalog.tidy();
        ObjectKey pack = packs().get(0);
        byte[] bytes = store.open(pack, 0).readAllBytes();
        for (int at = 0; at < bytes.length; at += 97) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            store.delete(pack);
            store.putIfAbsent(pack, damaged);

            assertThat(catalog.list())
                    .hasSize(200)
                    .allMatch(one -> one.manifest().isPresent());
        }
    }
}
