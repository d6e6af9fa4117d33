package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.Protection;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The archive keys that this process's private keys open, each looked for once. May be shared between threads. */
final class OpenedKeys {

    private final ObjectStore store;
    private final List<Unlocker> unlockers;
    private final Map<Integer, List<ArchiveKey>> vouched = new ConcurrentHashMap<>();
    private final Map<Integer, List<ArchiveKey>> opened = new ConcurrentHashMap<>();

    OpenedKeys(ObjectStore store, List<Unlocker> unlockers) {
        this.store = store;
        this.unlockers = List.copyOf(unlockers);
    }

    /**
     * The key of an object, which says which archive key that is wrapped to. Keyrings of those who are trusted come first; what
     * anybody may have put beside them is only tried where none of theirs opens the object.
     */
    byte[] dataKey(ObjectKey object, Protection protection, String archive, Trust trust) throws IOException {
        int number = protection.keyring();
        Keyrings keyrings = new Keyrings(store, archive);
        List<ArchiveKey> tried = ofTrusted(keyrings, number, trust);
        Optional<byte[]> dataKey = unwrapped(tried, protection, object);
        if (dataKey.isEmpty()) {
            tried = ofAnybody(keyrings, number);
            dataKey = unwrapped(tried, protection, object);
        }
        if (tried.isEmpty()) {
            throw locked(object, number, keyrings.holders(number));
        }
        return dataKey.orElseThrow(() -> new CorruptException(object + " does not open with archive key " + number
                + ": its key was wrapped for another object, or by somebody who did not know the archive's"));
    }

    /** That there are none is worth keeping, too: it is asked for every object. */
    private List<ArchiveKey> ofTrusted(Keyrings keyrings, int number, Trust trust) throws IOException {
        List<ArchiveKey> known = vouched.get(number);
        if (known == null) {
            known = keyrings.toOpen(number, unlockers, trust);
            vouched.put(number, known);
        }
        return known;
    }

    private List<ArchiveKey> ofAnybody(Keyrings keyrings, int number) throws IOException {
        List<ArchiveKey> known = opened.get(number);
        if (known == null) {
            known = keyrings.toOpen(number, unlockers, Trust.NOBODY.allowingOthers());
            if (!known.isEmpty()) {
                opened.put(number, known);
            }
        }
        return known;
    }

    private static Optional<byte[]> unwrapped(List<ArchiveKey> keys, Protection protection, ObjectKey object)
            throws IOException {
        for (ArchiveKey key : keys) {
            Optional<byte[]> dataKey = key.unwrap(protection, object);
            if (dataKey.isPresent()) {
                return dataKey;
            }
        }
        return Optional.empty();
    }

    private IOException locked(ObjectKey object, int number, String holders) {
        if (holders.isEmpty()) {
            return new CorruptException(object + " is encrypted with archive key " + number
                    + ", which stands in no keyring that can be read: all below " + Layout.KEYRINGS
                    + " that held it are gone or damaged");
        }
        String given = unlockers.isEmpty()
                ? "and no private key was given"
                : "and none of the private keys given is one of these";
        return new RefusedException(object + " is encrypted with archive key " + number
                + ", which the private key of any of these opens: " + holders + "; " + given
                + ". Give one with --key FILE"
                + (holders.contains("aws-kms://") ? ", or one in AWS KMS with --key and its name" : ""));
    }
}
