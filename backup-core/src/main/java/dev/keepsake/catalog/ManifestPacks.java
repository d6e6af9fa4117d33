package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Many manifests in few objects, byte for byte as they stand in the store, so that a list of thousands takes a few requests.
 * A cache: which backups there are, the manifests' own keys say, and what a pack holds is checked as if it came from there.
 */
final class ManifestPacks {

    /** So many manifests that stand in no pack are put into one. */
    static final int WORTH_A_PACK = 128;

    /** What one pack holds at most. */
    static final int MOST_MANIFESTS = 4096;

    static final int MOST_BYTES = 64 << 20;

    /** So many small packs are made into one. */
    static final int MOST_SMALL = 8;

    private static final String KIND = "manifests";

    private final Vault store;
    private final Layout layout;

    ManifestPacks(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * What packs hold.
     *
     * @param manifests stored bytes by id
     * @param packs how many manifests each pack holds
     */
    record Held(Map<BackupId, byte[]> manifests, SortedMap<ObjectKey, Integer> packs) {}

    /** Reads all packs; what cannot be read of them is read elsewhere. */
    Held read() throws IOException {
        Map<BackupId, byte[]> manifests = new HashMap<>();
        SortedMap<ObjectKey, Integer> packs = new TreeMap<>();
        List<ObjectKey> keys = store.list(layout.packs(), "").all().stream()
                .map(StoredObject::key)
                .toList();
        AtOnce.each(keys, this::read, (key, answer) -> {
            try {
                Map<BackupId, byte[]> some = answer.get();
                packs.put(key, some.size());
                manifests.putAll(some);
            } catch (CorruptException | RefusedException | StoreException.NotFound unusable) {
                packs.put(key, 0);
            }
            return true;
        });
        return new Held(manifests, packs);
    }

    /** How many of so many manifests stand in no pack, as far as the packs' headers tell. */
    int lag(int manifests) throws IOException {
        int lag = manifests;
        if (manifests >= WORTH_A_PACK) {
            for (StoredObject pack : store.list(layout.packs(), "").all()) {
                lag -= count(pack.key());
            }
        }
        return lag;
    }

    private int count(ObjectKey key) throws IOException {
        try {
            return Integer.parseInt(SealedPiece.header(store, key).facts().getOrDefault("count", "0"));
        } catch (CorruptException | RefusedException | StoreException.NotFound | NumberFormatException unusable) {
            return 0;
        }
    }

    private Map<BackupId, byte[]> read(ObjectKey key) throws IOException {
        try (SealReader sealed = store.unseal(key)) {
            if (sealed.header().length() > MOST_BYTES) {
                throw new CorruptException(key + " has " + sealed.header().length() + " bytes, more than a pack may");
            }
            DataInputStream in = new DataInputStream(sealed);
            Map<BackupId, byte[]> manifests = new HashMap<>();
            for (int first = in.read(); first >= 0; first = in.read()) {
                String id = new String(bytes(in, first, key), StandardCharsets.US_ASCII);
                byte[] manifest = bytes(in, in.readInt(), key);
                if (!BackupId.isId(id)) {
                    throw new CorruptException(key + " names a backup '" + id + "'");
                }
                manifests.put(new BackupId(id), manifest);
                if (manifests.size() > MOST_MANIFESTS) {
                    throw new CorruptException(
                            key + " has more than " + MOST_MANIFESTS + " manifests, and no pack has");
                }
            }
            return manifests;
        } catch (EOFException cut) {
            throw new CorruptException(key + " ends within a manifest", cut);
        }
    }

    private static byte[] bytes(DataInputStream in, int length, ObjectKey key) throws IOException {
        if (length < 0 || length > HashedJson.MAX_BYTES) {
            throw new CorruptException(key + " says that something in it has " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    /**
     * Packs what stands in none, when it is worth it. Whatever fails leaves all that was there, or a pack more than needed.
     *
     * @param loose manifests that stand in no pack, or more
     */
    void tidy(Held held, SortedMap<BackupId, byte[]> loose, RandomGenerator random) throws IOException {
        SortedMap<BackupId, byte[]> some = new TreeMap<>(loose);
        List<ObjectKey> small = held.packs().entrySet().stream()
                .filter(pack -> pack.getValue() < MOST_MANIFESTS / 2)
                .map(Map.Entry::getKey)
                .toList();
        if (loose.size() < WORTH_A_PACK) {
            return;
        }
        boolean merge = small.size() >= MOST_SMALL;
        if (merge) {
            for (ObjectKey pack : small) {
                some.putAll(held.packs().getOrDefault(pack, 0) == 0 ? Map.of() : read(pack));
            }
        }
        write(new ArrayList<>(some.entrySet()), held, random);
        for (ObjectKey pack : merge ? small : List.<ObjectKey>of()) {
            store.delete(pack);
        }
    }

    private void write(List<Map.Entry<BackupId, byte[]>> manifests, Held held, RandomGenerator random)
            throws IOException {
        String before = held.packs().isEmpty() ? "" : ulid(held.packs().lastKey());
        int from = 0;
        while (from < manifests.size()) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(plain);
            int to = from;
            while (to < manifests.size() && to - from < MOST_MANIFESTS && fits(plain, manifests.get(to))) {
                byte[] id = manifests.get(to).getKey().value().getBytes(StandardCharsets.US_ASCII);
                out.write(id.length);
                out.write(id);
                out.writeInt(manifests.get(to).getValue().length);
                out.write(manifests.get(to).getValue());
                to++;
            }
            before = Ulid.after(before, store.now(), random);
            put(new ObjectKey(layout.packs() + before), plain.toByteArray(), to - from);
            from = to;
        }
    }

    private static boolean fits(ByteArrayOutputStream plain, Map.Entry<BackupId, byte[]> next) {
        return plain.size() == 0 || plain.size() + next.getValue().length + 64L < MOST_BYTES;
    }

    private String ulid(ObjectKey key) {
        String name = key.value().substring(layout.packs().length());
        return Ulid.isUlid(name) ? name : "";
    }

    private void put(ObjectKey key, byte[] plain, int count) throws IOException {
        Map<String, String> facts =
                Map.of("kind", KIND, "sealed", store.now().toString(), "count", Integer.toString(count));
        try (ObjectWrite out = store.write(key);
                SealWriter sealed = store.sealInTheClear(out, SealHeader.of(key, plain.length, facts))) {
            sealed.write(plain, 0, plain.length);
            sealed.finish();
            out.commit();
        }
    }

    /** The stored bytes of a manifest, if a pack has as many of it as the store. */
    static Optional<byte[]> held(Held held, BackupId id, StoredObject object) {
        return Optional.ofNullable(held.manifests().get(id)).filter(bytes -> bytes.length == object.size());
    }
}
