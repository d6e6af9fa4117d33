package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gives the archive keys of an archive to other recipients: all of them or none, by keyrings that were read once. */
final class Rewrapping {

    private final Keyrings keyrings;
    private final String archive;
    private final Collection<Unlocker> unlockers;
    private final ObjectStore store;

    /** With these private keys. */
    Rewrapping(ObjectStore store, String archive, Collection<Unlocker> unlockers) {
        this.store = store;
        this.keyrings = new Keyrings(store, archive);
        this.archive = archive;
        this.unlockers = unlockers;
    }

    /**
     * Puts a keyring with all archive keys that the private keys open, wrapped to these recipients.
     *
     * @param trust whose keyrings count: a key that somebody else put there must not be given to anybody
     */
    Keyring to(Collection<Recipient> recipients, Signer signer, Trust trust) throws IOException {
        keyrings.requireNoStrangers(trust, "the recipients named would not get them");
        List<Keyring> counted = keyrings.all(trust);
        SortedMap<Integer, List<Keyring.Entry>> known = known(counted);
        // a keyring that has the number of a key in it would say that whoever signs it has made that key
        int highest = known.lastKey();
        int number = keyrings.next(counted, highest);
        if (number <= highest) {
            throw new RefusedException("an archive key in " + Layout.KEYRINGS + " has number " + highest
                    + ", and no keyring behind it is free: find out who signed that with 'keepsake key list', and delete"
                    + " it");
        }
        List<Keyring.Entry> entries = new ArrayList<>();
        for (Map.Entry<Integer, List<Keyring.Entry>> one : known.entrySet()) {
            entries.addAll(wrappedAnew(one.getKey(), one.getValue(), recipients));
        }
        Keyring keyring = new Keyring(archive, number, store.now(), entries);
        keyrings.put(keyring, signer);
        keyrings.put(new Keyring(archive, keyrings.next(counted, number), store.now(), entries), signer);
        return keyring;
    }

    /** By number; whoever leaves one out, and then throws the old private keys away, cannot open what is sealed with it. */
    private static SortedMap<Integer, List<Keyring.Entry>> known(List<Keyring> counted) throws RefusedException {
        SortedMap<Integer, List<Keyring.Entry>> known = new TreeMap<>();
        for (Keyring keyring : counted) {
            keyring.keys()
                    .forEach(entry -> known.computeIfAbsent(entry.number(), none -> new ArrayList<>())
                            .add(entry));
        }
        if (known.isEmpty()) {
            throw new RefusedException(
                    "no keyring can be read that holds an archive key: nothing is encrypted yet, or all" + " below "
                            + Layout.KEYRINGS + " are damaged");
        }
        return known;
    }

    /** An archive key for other recipients; each one where somebody put another one under its number. */
    private List<Keyring.Entry> wrappedAnew(int number, List<Keyring.Entry> entries, Collection<Recipient> recipients)
            throws IOException {
        Map<String, byte[]> opened = new HashMap<>();
        for (byte[] secret : Unwrapping.of(entries, unlockers, Binding.ofArchiveKey(archive, number))) {
            pair(number, secret).ifPresent(key -> opened.put(key.fingerprint(), secret));
        }
        SortedMap<String, String> halves = new TreeMap<>();
        for (Keyring.Entry entry : entries) {
            ArchiveKey half = ArchiveKey.sealing(archive, number, entry.publicKey());
            halves.put(half.fingerprint(), entry.publicKey());
        }
        List<Keyring.Entry> anew = new ArrayList<>();
        for (Map.Entry<String, String> half : halves.entrySet()) {
            byte[] secret = opened.get(half.getKey());
            if (secret == null) {
                throw new RefusedException("archive key " + number + " cannot be given to other recipients: none of the"
                        + " private keys given opens it"
                        + (opened.isEmpty()
                                ? ""
                                : ", but another one that stands under its number: find out who signed which with"
                                        + " 'keepsake key list', and delete what is forged"));
            }
            anew.add(new Keyring.Entry(number, half.getValue(), keyrings.holders(number, secret, recipients)));
        }
        return anew;
    }

    /** What is no key nobody can use, and so nobody misses it. */
    private Optional<ArchiveKey> pair(int number, byte[] secret) {
        try {
            return Optional.of(ArchiveKey.opening(archive, number, secret));
        } catch (CorruptException noKey) {
            return Optional.empty();
        }
    }
}
