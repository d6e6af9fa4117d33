package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keyrings of an archive. None is ever changed: whatever becomes of a key or of a recipient is another one. */
final class Keyrings {

    /** For opening: what was encrypted to a wrong key does not open with the right one, and objects are signed besides. */
    private static final Trust ANYBODY = Trust.NOBODY.allowingOthers();

    private static final int TRIES = 16;

    /** What four digits can say. */
    private static final int LAST = 9_999;

    private final ObjectStore store;
    private final String archive;

    Keyrings(ObjectStore store, String archive) {
        this.store = store;
        this.archive = archive;
    }

    /** Whether there are any, which whoever does not encrypt must not add to. */
    static boolean exist(ObjectStore store) throws IOException {
        return store.list(Layout.KEYRINGS, "").next().isPresent();
    }

    /** Which archive this is by what somebody who is trusted has signed. */
    static Optional<String> archive(ObjectStore store, Trust trust) throws IOException {
        if (!trust.isGiven()) {
            return Optional.empty();
        }
        for (ObjectKey key : new Keyrings(store, "").keys()) {
            Optional<String> claimed = claimed(store, key, trust);
            if (claimed.isPresent()) {
                return claimed;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> claimed(ObjectStore store, ObjectKey key, Trust trust) throws IOException {
        try {
            byte[] bytes = Json.bytes(store, key);
            String claimed = Json.read(key, bytes, Keyring.class).archive();
            HashedJson.requireVouched(key, bytes, claimed, trust);
            return Optional.of(claimed);
        } catch (CorruptException | RefusedException unusable) {
            return Optional.empty();
        }
    }

    /**
     * Those that somebody put, newest first.
     *
     * @param trust whose count; damaged ones never do, since others may hold the same key
     */
    List<Keyring> all(Trust trust) throws IOException {
        List<Keyring> keyrings = new ArrayList<>();
        for (ObjectKey key : keys()) {
            usable(key, trust).ifPresent(keyrings::add);
        }
        Collections.reverse(keyrings);
        return keyrings;
    }

    /** A keyring, unless it is damaged or nobody who counts vouches for it. */
    Optional<Keyring> usable(ObjectKey key, Trust trust) throws IOException {
        try {
            return Optional.of(read(key, trust));
        } catch (CorruptException | RefusedException unusable) {
            return Optional.empty();
        }
    }

    private Keyring read(ObjectKey key, Trust trust) throws IOException {
        byte[] bytes = Json.bytes(store, key);
        HashedJson.requireVouched(key, bytes, archive, trust);
        Keyring keyring = Json.read(key, bytes, Keyring.class);
        if (!keyring.archive().equals(archive)
                || !Layout.keyring(keyring.number()).equals(key)) {
            throw new CorruptException(key + " is keyring " + keyring.number() + " of archive " + keyring.archive()
                    + ": it was moved here from elsewhere");
        }
        return keyring;
    }

    List<ObjectKey> keys() throws IOException {
        return store.list(Layout.KEYRINGS, "").all().stream()
                .map(StoredObject::key)
                .filter(key -> Layout.keyringNumber(key).isPresent())
                .toList();
    }

    /** The archive key for just these recipients; introduces one where there is none that can be relied on. */
    ArchiveKey toSeal(Collection<Recipient> recipients, Signer signer, Trust trust) throws IOException {
        Set<String> wanted = recipients.stream().map(Recipient::fingerprint).collect(Collectors.toSet());
        for (int tries = 1; ; tries++) {
            List<Keyring> keyrings = all(trust);
            Optional<Keyring.Entry> entry = keyrings.stream()
                    .flatMap(keyring -> newest(keyring, wanted).stream())
                    .findFirst();
            try {
                if (entry.isPresent()) {
                    requireTwice(keyrings, entry.get(), signer);
                    return ArchiveKey.sealing(
                            archive, entry.get().number(), entry.get().publicKey());
                }
                return introduce(recipients, signer);
            } catch (StoreException.AlreadyExists another) {
                if (tries == TRIES) {
                    throw another;
                }
            }
        }
    }

    private static Optional<Keyring.Entry> newest(Keyring keyring, Set<String> recipients) {
        return keyring.keys().stream()
                .filter(key -> key.fingerprints().equals(recipients))
                .reduce((older, newer) -> newer);
    }

    /** One damaged object must not be the end of an archive; to put it again takes no private key. */
    private void requireTwice(List<Keyring> keyrings, Keyring.Entry entry, Signer signer) throws IOException {
        long copies = keyrings.stream()
                .filter(keyring -> keyring.keys().contains(entry))
                .count();
        if (copies < 2) {
            put(new Keyring(archive, next(), store.now(), List.of(entry)), signer);
        }
    }

    /**
     * Puts a keyring with an archive key that nobody has used yet, and a second one; its private half is known to the
     * recipients alone.
     */
    ArchiveKey introduce(Collection<Recipient> recipients, Signer signer) throws IOException {
        int number = next();
        byte[] secret = ArchiveKey.generate();
        ArchiveKey made = ArchiveKey.opening(archive, number, secret);
        Keyring.Entry entry = new Keyring.Entry(number, made.publicKey(), holders(number, secret, recipients));
        Keyring keyring = new Keyring(archive, number, store.now(), List.of(entry));
        put(keyring, signer);
        requireTwice(List.of(keyring), entry, signer);
        return ArchiveKey.sealing(archive, number, entry.publicKey());
    }

    /**
     * Puts a keyring with all archive keys that these private keys open, wrapped to other recipients.
     *
     * @param trust whose keyrings count: a key that somebody else put there must not be given to anybody
     */
    Keyring rewrap(Collection<Recipient> recipients, Collection<Unlocker> unlockers, Signer signer, Trust trust)
            throws IOException {
        requireAllKnown(trust);
        int number = next();
        List<Keyring.Entry> entries = new ArrayList<>();
        for (int known : numbers(trust)) {
            byte[] secret = secrets(known, unlockers, trust).stream()
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("archive key " + known
                            + " cannot be given to other recipients: none of the private keys given opens it"));
            ArchiveKey key = ArchiveKey.opening(archive, known, secret);
            entries.add(new Keyring.Entry(known, key.publicKey(), holders(known, secret, recipients)));
        }
        Keyring keyring = new Keyring(archive, number, store.now(), entries);
        put(keyring, signer);
        put(new Keyring(archive, next(), store.now(), entries), signer);
        return keyring;
    }

    /** Whoever leaves an archive key out, and then throws the old private keys away, cannot open what is sealed with it. */
    private void requireAllKnown(Trust trust) throws IOException {
        Set<Integer> others = numbers(Trust.NOBODY.allowingOthers());
        others.removeAll(numbers(trust));
        if (!others.isEmpty()) {
            throw new RefusedException(
                    "archive keys " + others + " stand in keyrings that nobody trusted here has signed, so the"
                            + " recipients named would not get them: give the public keys of the agents with --trust; where a keyring is"
                            + " forged, delete it");
        }
        if (numbers(trust).isEmpty()) {
            throw new RefusedException(
                    "no keyring can be read that holds an archive key: nothing is encrypted yet, or all" + " below "
                            + Layout.KEYRINGS + " are damaged");
        }
    }

    private Set<Integer> numbers(Trust trust) throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        all(trust).forEach(keyring -> keyring.keys().forEach(key -> numbers.add(key.number())));
        return numbers;
    }

    /** Behind all that are there; where somebody has put the last one, the first that is free. */
    private int next() throws IOException {
        Set<Integer> taken = new TreeSet<>();
        for (ObjectKey key : keys()) {
            Layout.keyringNumber(key).ifPresent(taken::add);
        }
        if (!taken.contains(LAST)) {
            return taken.stream().reduce(0, Math::max) + 1;
        }
        for (int number = 1; number < LAST; number++) {
            if (!taken.contains(number)) {
                return number;
            }
        }
        throw new RefusedException("no number below " + Layout.KEYRINGS + " is free, which " + LAST
                + " rotations cannot have used up: see who put them there, and delete those that nobody vouches for");
    }

    private void put(Keyring keyring, Signer signer) throws IOException {
        ObjectKey key = Layout.keyring(keyring.number());
        SurePut.putIfAbsent(store, key, Json.write(keyring, key, archive, signer));
    }

    private List<Keyring.Holder> holders(int number, byte[] secret, Collection<Recipient> recipients)
            throws IOException {
        List<Keyring.Holder> holders = new ArrayList<>();
        for (Recipient recipient : recipients) {
            byte[] wrapped = recipient.wrap(secret, ArchiveKey.context(archive, number));
            holders.add(new Keyring.Holder(
                    recipient.name(),
                    recipient.fingerprint(),
                    Base64.getEncoder().encodeToString(wrapped)));
        }
        return holders;
    }

    /** All that private keys open of an archive key; more than one only where somebody put a wrong one beside it. */
    List<ArchiveKey> toOpen(int number, Collection<Unlocker> unlockers) throws IOException {
        List<ArchiveKey> keys = new ArrayList<>();
        Optional<CorruptException> wrong = Optional.empty();
        for (byte[] secret : secrets(number, unlockers, ANYBODY)) {
            try {
                keys.add(ArchiveKey.opening(archive, number, secret));
            } catch (CorruptException noKey) {
                // anybody can wrap anything to a public key, and must not be able to lock others out by that
                wrong = Optional.of(noKey);
            }
        }
        if (keys.isEmpty() && wrong.isPresent()) {
            throw wrong.get();
        }
        return keys;
    }

    private List<byte[]> secrets(int number, Collection<Unlocker> unlockers, Trust trust) throws IOException {
        List<byte[]> secrets = new ArrayList<>();
        for (Keyring.Entry entry : entries(number, trust)) {
            for (Keyring.Holder holder : entry.holders()) {
                for (Unlocker unlocker : unlockers) {
                    if (unlocker.fingerprint().equals(holder.fingerprint())) {
                        unlocker.unwrap(decoded(holder), ArchiveKey.context(archive, number))
                                .ifPresent(secrets::add);
                    }
                }
            }
        }
        return secrets;
    }

    private static byte[] decoded(Keyring.Holder holder) {
        try {
            return Base64.getDecoder().decode(holder.wrapped());
        } catch (IllegalArgumentException damaged) {
            return new byte[0];
        }
    }

    private List<Keyring.Entry> entries(int number, Trust trust) throws IOException {
        return all(trust).stream()
                .flatMap(keyring -> keyring.keys().stream())
                .filter(entry -> entry.number() == number)
                .toList();
    }

    /** Whose private keys open an archive key, in words. */
    String holders(int number) throws IOException {
        String names = entries(number, ANYBODY).stream()
                .flatMap(entry -> entry.holders().stream())
                .map(Keyring.Holder::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        return names;
    }
}
