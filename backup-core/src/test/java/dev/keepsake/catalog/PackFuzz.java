package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.testkit.FuzzTarget;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.util.Map;

/** What a pack of manifests holds: never a complaint, since it is a cache, and never more than the pack itself has. */
final class PackFuzz implements FuzzTarget {

    private static final Layout LAYOUT = new Layout("prod");
    private static final ObjectKey KEY = new ObjectKey(LAYOUT.packs() + "01HQ0000000000000000000000");

    @Override
    public void take(byte[] input) throws IOException {
        MemoryStore store = new MemoryStore();
        Vault vault = Vault.clear(store);
        SealHeader header = SealHeader.of(KEY, input.length, Map.of("kind", "manifests", "count", "1"));
        try (ObjectWrite out = store.write(KEY);
                SealWriter sealed = vault.seal(out, header)) {
            sealed.write(input, 0, input.length);
            sealed.finish();
            out.commit();
        }

        ManifestPacks.Held held = new ManifestPacks(vault, LAYOUT, ManifestPacks.Word.OF_THE_TRUSTED).read();

        assertThat(held.manifests().values().stream()
                        .mapToInt(ManifestPacks.Packed::length)
                        .sum())
                .isLessThanOrEqualTo(input.length);
        assertThat(held.packs()).containsOnlyKeys(KEY);
    }
}
