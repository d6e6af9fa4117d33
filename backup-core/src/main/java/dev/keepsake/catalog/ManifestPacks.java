package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    static final String KIND = "manifests";

    /** The fact that whoever made a pack verified the signature of each manifest in it, as whoever takes nothing unsigned. */
    private static final String VERIFIED = "verified";

    private static final Map<String, String> VERIFIED_EACH = Map.of(VERIFIED, "each");

    private final Vault store;
    private final Layout layout;
    private final Word word;

    ManifestPacks(Vault store, Layout layout, Word word) {
        this.store = store;
        this.layout = layout;
        this.word = word;
    }

    /** Whose word that manifests were verified counts. */
    enum Word {
        /** That of anybody whose signature on a manifest would: for showing what there is. */
        OF_THE_TRUSTED {
            @Override
            boolean counts(Vault store, String signer) throws IOException {
                return store.trust().counts(signer);
            }
        },

        /** Only one's own: for removing, where a stolen key must not say of another's backup that it needs nothing. */
        OWN {
            @Override
            boolean counts(Vault store, String signer) {
                return store.keys()
                        .signer()
                        .filter(own -> own.fingerprint().equals(signer))
                        .isPresent();
            }
        };

        abstract boolean counts(Vault store, String signer) throws IOException;
    }

    /** A manifest in a pack, and whether somebody who is trusted says that its signature is good: it need not be computed again. */
    static final class Packed {
        private final byte[] stored;
        private final boolean verified;

        Packed(byte[] stored, boolean verified) {
            this.stored = stored.clone();
            this.verified = verified;
        }

        byte[] bytes() {
            return stored.clone();
        }

        int length() {
            return stored.length;
        }

        boolean verified() {
            return verified;
        }
    }

    /**
     * What packs hold.
     *
     * @param manifests by id
     * @param packs how many manifests each pack holds
     */
    record Held(Map<BackupId, Packed> manifests, SortedMap<ObjectKey, Integer> packs) {}

    /** Reads all packs; what cannot be read of them is read elsewhere. */
    Held read() throws IOException {
        Map<BackupId, Packed> manifests = new HashMap<>();
        SortedMap<ObjectKey, Integer> packs = new TreeMap<>();
        List<ObjectKey> keys = store.list(layout.packs(), "").all().stream()
                .map(StoredObject::key)
                .toList();
        AtOnce.each(keys, this::read, (key, answer) -> {
            try {
                Map<BackupId, Packed> some = answer.get();
                packs.put(key, some.size());
                some.forEach((id, one) -> manifests.merge(id, one, (had, more) -> had.verified() ? had : more));
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

    private Map<BackupId, Packed> read(ObjectKey key) throws IOException {
        try (SealReader sealed = store.unseal(key)) {
            if (sealed.header().length() > MOST_BYTES) {
                throw new CorruptException(key + " has " + sealed.header().length() + " bytes, more than a pack may");
            }
            DataInputStream in = new DataInputStream(sealed);
            boolean verified = isVerified(sealed.header());
            Map<BackupId, Packed> manifests = new HashMap<>();
            for (int first = in.read(); first >= 0; first = in.read()) {
                String id = new String(bytes(in, first, key), StandardCharsets.US_ASCII);
                byte[] manifest = bytes(in, in.readInt(), key);
                if (!BackupId.isId(id)) {
                    throw new CorruptException(key + " names a backup '" + id + "'");
                }
                manifests.put(new BackupId(id), new Packed(manifest, verified));
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

    private boolean isVerified(SealHeader header) throws IOException {
        return header.facts().entrySet().containsAll(VERIFIED_EACH.entrySet())
                && word.counts(store, header.protection().signer());
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
                Map<BackupId, Packed> more = held.packs().getOrDefault(pack, 0) == 0 ? Map.of() : read(pack);
                more.forEach((id, one) -> some.put(id, one.bytes()));
            }
        }
        SortedMap<BackupId, byte[]> verified = new TreeMap<>();
        for (Map.Entry<BackupId, byte[]> one : List.copyOf(some.entrySet())) {
            if (verifies(one.getKey(), one.getValue())) {
                verified.put(one.getKey(), one.getValue());
                some.remove(one.getKey());
            }
        }
        String last = held.packs().isEmpty() ? "" : ulid(held.packs().lastKey());
        PackWriter writer = new PackWriter(store, layout, random, last);
        writer.write(verified, VERIFIED_EACH);
        writer.write(some, Map.of());
        for (ObjectKey pack : merge ? small : List.<ObjectKey>of()) {
            store.delete(pack);
        }
    }

    /** Whether this process can say that a manifest's signature is good. */
    private boolean verifies(BackupId id, byte[] bytes) throws IOException {
        if (store.keys().signer().isEmpty() || store.trust().takesOthers()) {
            return false;
        }
        try {
            Manifest.own(store, id, layout.cluster(), layout.manifest(id), bytes);
            return true;
        } catch (CorruptException | RefusedException unusable) {
            return false;
        }
    }

    private String ulid(ObjectKey key) {
        String name = key.value().substring(layout.packs().length());
        return Ulid.isUlid(name) ? name : "";
    }

    /** The stored bytes of a manifest, if a pack has as many of it as the store. */
    static Optional<Packed> held(Held held, BackupId id, StoredObject object) {
        return Optional.ofNullable(held.manifests().get(id)).filter(one -> one.length() == object.size());
    }
}
