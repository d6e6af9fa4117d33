package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Who did what that changes a cluster or what is kept of it. A record is never changed, and nothing here removes any. */
public final class Audit {

    private static final Pattern RECORD = Pattern.compile("[0-9A-Z]{26}\\.json");

    private final Vault store;
    private final String prefix;
    private final RandomGenerator random;

    Audit(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.prefix = prefix(layout);
        this.random = random;
    }

    /** Below it are the records of a cluster. */
    static String prefix(Layout layout) {
        return layout.cluster() + "/audit/";
    }

    /**
     * A record as it stands in the store.
     *
     * @param signed whether somebody who is trusted has signed it
     * @param problem why there is no record; empty when there is one
     */
    public record Listed(ObjectKey key, Optional<AuditRecord> entry, boolean signed, String problem) {}

    /** Notes what was done; signed where this process has a key to sign with. Repeating it makes another record. */
    public void note(String deed, String subject, String outcome, String words, String user, String host)
            throws IOException {
        AuditRecord record = new AuditRecord(deed, subject, outcome, words, user, host, store.now());
        ObjectKey key = new ObjectKey(prefix + Ulid.at(record.time(), random) + ".json");
        SurePut.putIfAbsent(store, key, store.json(key, record));
    }

    /** The newest records, the newest first. Whoever may restore may add some, so one that is unsigned is shown as that. */
    public List<Listed> list(int most) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (StoredObject object : store.list(prefix, "").all()) {
            if (RECORD.matcher(object.key().value().substring(prefix.length())).matches()) {
                keys.add(object.key());
            }
        }
        Collections.reverse(keys);
        List<Listed> listed = new ArrayList<>();
        for (ObjectKey key : keys.subList(0, Math.min(most, keys.size()))) {
            listed.add(read(key));
        }
        return listed;
    }

    private Listed read(ObjectKey key) throws IOException {
        try {
            byte[] bytes = Json.bytes(store, key);
            return new Listed(key, Optional.of(Json.read(key, bytes, AuditRecord.class)), isSigned(key, bytes), "");
        } catch (CorruptException | RefusedException | StoreException.NotFound unusable) {
            return new Listed(key, Optional.empty(), false, String.valueOf(unusable.getMessage()));
        }
    }

    private boolean isSigned(ObjectKey key, byte[] bytes) throws IOException {
        // who takes what anybody signed verifies nothing of strangers
        Optional<String> signer = HashedJson.signer(bytes);
        if (signer.isEmpty() || !store.trust().counts(signer.get())) {
            return false;
        }
        try {
            store.requireVouched(key, bytes);
            return true;
        } catch (CorruptException foreign) {
            return false;
        }
    }
}
