package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Writes packs of manifests behind those that there are. */
final class PackWriter {

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;
    private String last;

    /** Behind the pack with this ULID; an empty text where there is none. */
    PackWriter(Vault store, Layout layout, RandomGenerator random, String last) {
        this.store = store;
        this.layout = layout;
        this.random = random;
        this.last = last;
    }

    /** Puts these into as many packs as it takes, with these facts of all of them. */
    void write(SortedMap<BackupId, byte[]> some, Map<String, String> facts) throws IOException {
        List<Map.Entry<BackupId, byte[]>> manifests = new ArrayList<>(some.entrySet());
        int from = 0;
        while (from < manifests.size()) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(plain);
            int to = from;
            while (to < manifests.size()
                    && to - from < ManifestPacks.MOST_MANIFESTS
                    && fits(plain, manifests.get(to))) {
                byte[] id = manifests.get(to).getKey().value().getBytes(StandardCharsets.US_ASCII);
                out.write(id.length);
                out.write(id);
                out.writeInt(manifests.get(to).getValue().length);
                out.write(manifests.get(to).getValue());
                to++;
            }
            put(plain.toByteArray(), to - from, facts);
            from = to;
        }
    }

    private static boolean fits(ByteArrayOutputStream plain, Map.Entry<BackupId, byte[]> next) {
        return plain.size() == 0 || plain.size() + next.getValue().length + 64L < ManifestPacks.MOST_BYTES;
    }

    private void put(byte[] plain, int count, Map<String, String> more) throws IOException {
        last = Ulid.after(last, store.now(), random);
        ObjectKey key = new ObjectKey(layout.packs() + last);
        Map<String, String> facts = new TreeMap<>(more);
        facts.putAll(
                Map.of("kind", ManifestPacks.KIND, "sealed", store.now().toString(), "count", Integer.toString(count)));
        try (ObjectWrite out = store.write(key);
                SealWriter sealed = store.sealInTheClear(out, SealHeader.of(key, plain.length, facts))) {
            sealed.write(plain, 0, plain.length);
            sealed.finish();
            out.commit();
        }
    }
}
