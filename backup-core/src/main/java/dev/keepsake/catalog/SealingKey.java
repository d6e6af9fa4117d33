package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.ArchiveMemory.Remembered;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the archive key that a writer encrypts to. Nothing in a keyring shows that its public key belongs to what is wrapped to
 * the recipients beside it: so only a writer's own keyrings count and those of signers who were named for that, and in
 * doubt the writer makes a key, which is always right.
 */
final class SealingKey {

    private final ObjectStore store;
    private final String archive;
    private final Keys keys;
    private final int sealedWith;
    private final Keyrings keyrings;

    /** An archive key that may be encrypted to, and whether this writer put it into a keyring itself. */
    private record Candidate(ArchiveKey key, Keyring.Entry entry, boolean own) {}

    /** {@code sealedWith} is the number of the archive key of the writer's newest object; 0 where there is none. */
    SealingKey(ObjectStore store, String archive, Keys keys, int sealedWith) {
        this.store = store;
        this.archive = archive;
        this.keys = keys;
        this.sealedWith = sealedWith;
        this.keyrings = new Keyrings(store, archive);
    }

    /** The number of the archive key that {@link #find} would go on with; empty where it would introduce one. Changes nothing. */
    Optional<Integer> number() throws IOException {
        return chosen(keyrings.signed(keys.keyringTrust()), known())
                .map(candidate -> candidate.key().number());
    }

    /** The archive key for just the writer's recipients; introduces one where there is none that can be relied on. */
    ArchiveKey find() throws IOException {
        Signer signer = keys.signer().orElseThrow();
        for (int tries = 1; ; tries++) {
            Optional<Remembered> known = known();
            List<Keyrings.Signed> signed = keyrings.signed(keys.keyringTrust());
            List<Keyring> counted =
                    signed.stream().map(Keyrings.Signed::keyring).toList();
            Optional<Candidate> chosen = chosen(signed, known);
            try {
                if (chosen.isEmpty()) {
                    int above = Math.max(sealedWith, known.map(Remembered::key).orElse(0));
                    return keyrings.introduce(counted, keys.recipients(), signer, above);
                }
                keyrings.requireTwice(counted, chosen.get().entry(), signer);
                return chosen.get().key();
            } catch (StoreException.AlreadyExists another) {
                if (tries == Keyrings.TRIES) {
                    throw another;
                }
            }
        }
    }

    /** What this writer remembers of the archive's keys; another thread of it may have made one just now. */
    private Optional<Remembered> known() throws IOException {
        return keys.memory()
                .recall(store.location())
                .filter(one -> one.key() > 0 && one.archive().equals(archive));
    }

    /** The newest of those that may be used. */
    private Optional<Candidate> chosen(List<Keyrings.Signed> newestFirst, Optional<Remembered> known)
            throws IOException {
        Optional<Candidate> chosen = Optional.empty();
        for (Candidate candidate : candidates(newestFirst)) {
            boolean newer = chosen.isEmpty()
                    || candidate.key().number() > chosen.get().key().number();
            if (newer && mayBeUsed(candidate, known)) {
                chosen = Optional.of(candidate);
            }
        }
        return chosen;
    }

    /**
     * Whoever has stolen a signing key can sign a keyring as its owner, and whoever may delete can have an older one be the
     * newest. What a writer remembers tells both: it goes on with the key that it used, or to a later one of those who were
     * named for that.
     */
    private boolean mayBeUsed(Candidate candidate, Optional<Remembered> known) {
        if (candidate.key().number() < sealedWith) {
            return false;
        }
        if (known.isEmpty()) {
            return true;
        }
        boolean later =
                !candidate.own() && candidate.key().number() > known.get().key();
        return later || !known.get().isOfAnotherKey(candidate.key());
    }

    /**
     * Keyrings that give archive keys to other recipients hold whatever could be opened, a thief's key perhaps among it. So of
     * signers who were named those keys count that they made themselves, and that this writer made.
     */
    private List<Candidate> candidates(List<Keyrings.Signed> newestFirst) throws IOException {
        Set<String> wanted =
                keys.recipients().stream().map(Recipient::fingerprint).collect(Collectors.toSet());
        Set<Keyring.KeyOf> own = new HashSet<>();
        Set<Keyring.KeyOf> named = new HashSet<>();
        for (Keyrings.Signed signed : newestFirst) {
            Keyring keyring = signed.keyring();
            keyring.keys().stream()
                    .filter(entry -> isOwn(signed) || entry.number() == keyring.number())
                    .forEach(entry -> (isOwn(signed) ? own : named).add(entry.key()));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Keyrings.Signed signed : newestFirst) {
            for (Keyring.Entry entry : signed.keyring().keys()) {
                boolean byNamed = named.contains(entry.key());
                if (entry.fingerprints().equals(wanted) && (byNamed || own.contains(entry.key()))) {
                    ArchiveKey key = ArchiveKey.sealing(archive, entry.number(), entry.publicKey());
                    candidates.add(new Candidate(key, entry, !byNamed));
                }
            }
        }
        return candidates;
    }

    private boolean isOwn(Keyrings.Signed signed) {
        return keys.signer()
                .filter(signer -> signer.fingerprint().equals(signed.signer()))
                .isPresent();
    }
}
