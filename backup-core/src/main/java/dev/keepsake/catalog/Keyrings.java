package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.Binding;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keyrings of an archive. None is ever changed: whatever becomes of a key or of a recipient is another one. */
final class Keyrings {

    /** For opening: what was encrypted to a wrong key does not open with the right one, and objects are signed besides. */
    private static final Trust ANYBODY = Trust.NOBODY.allowingOthers();

    /** So many others may put one at the same time. */
    static final int TRIES = 64;

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

    /**
     * Those that somebody put, newest first.
     *
     * @param trust whose count; damaged ones never do, since others may hold the same key
     */
    List<Keyring> all(Trust trust) throws IOException {
        return signed(trust).stream().map(Signed::keyring).toList();
    }

    /** A keyring, and the fingerprint of who signed it; empty where nobody did. */
    record Signed(Keyring keyring, String signer) {}

    /** The same, with who signed each. */
    List<Signed> signed(Trust trust) throws IOException {
        List<Signed> keyrings = new ArrayList<>();
        for (ObjectKey key : keys(store)) {
            usable(key, trust).ifPresent(keyrings::add);
        }
        Collections.reverse(keyrings);
        return keyrings;
    }

    /** A keyring, unless it is damaged or nobody who counts vouches for it. */
    Optional<Signed> usable(ObjectKey key, Trust trust) throws IOException {
        try {
            return Optional.of(read(key, trust));
        } catch (CorruptException | RefusedException unusable) {
            return Optional.empty();
        }
    }

    private Signed read(ObjectKey key, Trust trust) throws IOException {
        byte[] bytes = Json.bytes(store, key);
        HashedJson.requireVouched(key, bytes, archive, trust);
        Keyring keyring = Json.read(key, bytes, Keyring.class);
        if (!keyring.archive().equals(archive)
                || !Layout.keyring(keyring.number()).equals(key)) {
            throw new CorruptException(key + " is keyring " + keyring.number() + " of archive " + keyring.archive()
                    + ": it was moved here from elsewhere");
        }
        return new Signed(keyring, HashedJson.signer(bytes).orElse(""));
    }

    static List<ObjectKey> keys(ObjectStore store) throws IOException {
        return store.list(Layout.KEYRINGS, "").all().stream()
                .map(StoredObject::key)
                .filter(key -> Layout.keyringNumber(key).isPresent())
                .toList();
    }

    /** One damaged object must not be the end of an archive; to put it again takes no private key. */
    void requireTwice(List<Keyring> keyrings, Keyring.Entry entry, Signer signer) throws IOException {
        long copies = keyrings.stream()
                .filter(keyring -> keyring.keys().contains(entry))
                .count();
        if (copies < 2) {
            putAnother(keyrings, entry, signer);
        }
    }

    private void putAnother(List<Keyring> keyrings, Keyring.Entry entry, Signer signer) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                put(new Keyring(archive, next(keyrings, entry.number()), store.now(), List.of(entry)), signer);
                return;
            } catch (StoreException.AlreadyExists another) {
                if (tries == TRIES) {
                    throw another;
                }
            }
        }
    }

    /**
     * Puts a keyring with an archive key that nobody has used yet, and a second one; its private half is known to the
     * recipients alone.
     *
     * @param counted those behind which it is put
     * @param above its number is above this one, too
     */
    ArchiveKey introduce(List<Keyring> counted, Collection<Recipient> recipients, Signer signer, int above)
            throws IOException {
        int number = next(counted, above);
        byte[] secret = ArchiveKey.generate();
        ArchiveKey made = ArchiveKey.opening(archive, number, secret);
        Keyring.Entry entry = new Keyring.Entry(number, made.publicKey(), holders(number, secret, recipients));
        Keyring keyring = new Keyring(archive, number, store.now(), List.of(entry));
        put(keyring, signer);
        requireTwice(List.of(keyring), entry, signer);
        return ArchiveKey.sealing(archive, number, entry.publicKey());
    }

    /** Refuses to go on where archive keys are left out of account; {@code otherwise} is what would come of it. */
    void requireNoStrangers(Trust trust, String otherwise) throws IOException {
        Set<Keyring.KeyOf> trusted = new HashSet<>();
        Set<Integer> others = new TreeSet<>();
        for (Keyring keyring : all(trust)) {
            keyring.keys().forEach(entry -> trusted.add(entry.key()));
        }
        for (Keyring keyring : all(ANYBODY)) {
            keyring.keys().stream()
                    .filter(entry -> !trusted.contains(entry.key()))
                    .forEach(entry -> others.add(entry.number()));
        }
        if (!others.isEmpty()) {
            throw new RefusedException(
                    "archive keys " + others + " stand in keyrings that nobody trusted here has signed, so " + otherwise
                            + ": give the public keys of the agents with --trust; where a keyring is forged, delete it");
        }
    }

    /** The first that is free behind those that count and a number; where anybody else's stand does not count. */
    int next(List<Keyring> counted, int above) throws IOException {
        Set<Integer> taken = new TreeSet<>();
        for (ObjectKey key : keys(store)) {
            Layout.keyringNumber(key).ifPresent(taken::add);
        }
        int behind = counted.stream().map(Keyring::number).reduce(above, Math::max);
        for (int i = 1; i <= LAST; i++) {
            int number = (behind + i - 1) % LAST + 1;
            if (!taken.contains(number)) {
                return number;
            }
        }
        throw new RefusedException("no number below " + Layout.KEYRINGS + " is free, which " + LAST
                + " rotations cannot have used up: see who put them there, and delete those that nobody vouches for");
    }

    void put(Keyring keyring, Signer signer) throws IOException {
        ObjectKey key = Layout.keyring(keyring.number());
        SurePut.putIfAbsent(store, key, Json.write(keyring, key, archive, signer));
    }

    /** The private half of an archive key, wrapped to each of these. */
    List<Keyring.Holder> holders(int number, byte[] secret, Collection<Recipient> recipients) throws IOException {
        List<Keyring.Holder> holders = new ArrayList<>();
        for (Recipient recipient : recipients) {
            byte[] wrapped = recipient.wrap(secret, Binding.ofArchiveKey(archive, number));
            holders.add(new Keyring.Holder(
                    recipient.name(),
                    recipient.fingerprint(),
                    Base64.getEncoder().encodeToString(wrapped)));
        }
        return holders;
    }

    /** All that private keys open of an archive key; more than one only where somebody put a wrong one beside it. */
    List<ArchiveKey> toOpen(int number, Collection<Unlocker> unlockers, Trust trust) throws IOException {
        List<ArchiveKey> keys = new ArrayList<>();
        Optional<CorruptException> wrong = Optional.empty();
        for (byte[] secret : secrets(number, unlockers, trust)) {
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
        return Unwrapping.of(entries(number, trust), unlockers, Binding.ofArchiveKey(archive, number));
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
