package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Who did what that changes a cluster or what is kept of it. A record is never changed, and nothing here removes any. */
public final class Audit {

    private static final String ENDING = ".json";
    private static final Pattern RECORD = Pattern.compile("[0-9A-Z]{26}\\.json");

    /** A name is made of a record's own time; machines that only read have clocks of their own. */
    private static final Duration TOLERANCE = Duration.ofMinutes(10);

    private final Vault store;
    private final String cluster;
    private final String prefix;
    private final RandomGenerator random;

    Audit(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.cluster = layout.cluster();
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

    /** Refuses where nothing is kept of the cluster: its name is wrong then, and a record would make it look like one. */
    public void requireCluster() throws StoreException {
        if (store.list(cluster + "/", "").next().isEmpty()) {
            throw new StoreException.NotFound("nothing is kept of a cluster '" + cluster + "' in " + store.location()
                    + "; is --cluster the name that the agent writes under?");
        }
    }

    /** The newest records, the newest first. Whoever may restore may add some, so one that is unsigned is shown as that. */
    public List<Listed> list(int most) throws IOException {
        return list(most, false);
    }

    /** The newest that somebody who is trusted has signed: no strangers' records keep them from being seen. */
    public List<Listed> signed(int most) throws IOException {
        return list(most, true);
    }

    private List<Listed> list(int most, boolean signedOnly) throws IOException {
        List<Listed> listed = new ArrayList<>();
        for (ObjectKey key : keys()) {
            if (listed.size() == most) {
                break;
            }
            Listed one = read(key);
            if (one.signed() || !signedOnly) {
                listed.add(one);
            }
        }
        return listed;
    }

    /** The newest first. Whoever makes a name for the years to come does not get before the others by that. */
    private List<ObjectKey> keys() throws IOException {
        Instant now = store.now().plus(TOLERANCE);
        List<ObjectKey> past = new ArrayList<>();
        List<ObjectKey> future = new ArrayList<>();
        for (StoredObject object : store.list(prefix, "").all()) {
            String name = object.key().value().substring(prefix.length());
            if (RECORD.matcher(name).matches()) {
                (timeOf(name).isAfter(now) ? future : past).add(object.key());
            }
        }
        Collections.reverse(past);
        past.addAll(future);
        return past;
    }

    private static Instant timeOf(String name) {
        String ulid = name.substring(0, name.length() - ENDING.length());
        return Ulid.isUlid(ulid) ? Ulid.timeOf(ulid) : Instant.MAX;
    }

    private Listed read(ObjectKey key) throws IOException {
        try {
            byte[] bytes = Json.bytes(store, key);
            AuditRecord record = Json.read(key, bytes, AuditRecord.class);
            Duration off = Duration.between(timeOf(key.value().substring(prefix.length())), record.time());
            return off.abs().compareTo(TOLERANCE) > 0
                    ? new Listed(
                            key, Optional.empty(), false, "its name says another time than it does: " + record.time())
                    : new Listed(key, Optional.of(record), isSigned(key, bytes), "");
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
