package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveMemory;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** That an archive is there, and that this program may read it or add to it. */
final class Foundation {

    private final Vault store;
    private final RandomGenerator random;

    Foundation(Vault store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** Makes the archive if there is none, and refuses one that this version must not add to. */
    void create(String writer) throws IOException {
        try {
            if (isMade()) {
                Upgrade.requireAppendable(store);
                requireEncryption();
                requireIdentity();
                return;
            }
        } catch (CorruptException torn) {
            requireNothingElse(torn);
            store.delete(Layout.ARCHIVE);
        }
        requireNotGone();
        Instant now = store.now();
        ArchiveRecord record = new ArchiveRecord(Ulid.at(now, random), now, writer, List.of(), null);
        try {
            SurePut.putIfAbsent(store, Layout.ARCHIVE, Json.write(record));
        } catch (StoreException.AlreadyExists another) {
            requireKnown();
        }
        Readme.put(store);
        requireIdentity();
    }

    /** Another first record would make all that is there another archive's. */
    private void requireNotGone() throws IOException {
        if (holds(ArchiveKeys::isLocked) && !isMade()) {
            throw new CorruptException(
                    Layout.ARCHIVE + " is gone, though there is an archive at " + store.location()
                            + ": nothing is added to it, since all that it holds would then count as another archive's."
                            + " Put a copy of that object back; every keyring and 'keepsake show' of a copy knows the archive's ULID");
        }
    }

    /** Whoever signs for an archive must know that it is this one, and know it again, whoever changes the record before he seals. */
    private void requireIdentity() throws IOException {
        if (store.keys().signer().isPresent()) {
            String archive = store.archive();
            ArchiveMemory memory = store.keys().memory();
            if (memory.recall(store.location()).isEmpty()) {
                memory.remember(new ArchiveMemory.Remembered(store.location(), archive, 0, ""));
            }
        }
    }

    /** What is to be secret must not stand in the clear because one agent was told nothing of it. */
    private void requireEncryption() throws IOException {
        if (!store.encrypts() && Keyrings.exist(store)) {
            throw new RefusedException(
                    "the archive at " + store.location() + " is encrypted: it has a keyring, but this"
                            + " agent has no recipients to encrypt to, so it adds nothing. Give it the 'encryption.recipients'"
                            + " that the other agents have");
        }
    }

    /** A first agent that died, on a store that left a part of its first object, has not made an archive yet. */
    private void requireNothingElse(CorruptException torn) throws IOException {
        if (holds(key -> !key.value().startsWith(ArchiveKeys.STORE_CHECKS) && !key.equals(Layout.README))) {
            throw torn;
        }
    }

    private boolean holds(Predicate<ObjectKey> kind) throws IOException {
        return beside(store, kind).isPresent();
    }

    /** The first of a kind beside the record at the root, if there is any. */
    static Optional<ObjectKey> beside(ObjectStore store, Predicate<ObjectKey> kind) throws IOException {
        Listing objects = store.list("", "");
        for (Optional<StoredObject> object = objects.next(); object.isPresent(); object = objects.next()) {
            ObjectKey key = object.get().key();
            if (!key.equals(Layout.ARCHIVE) && kind.test(key)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** Whether there is an archive here; refuses one that this version must not read. */
    boolean exists() throws IOException {
        if (!isMade()) {
            return false;
        }
        Upgrade.requireReadable(store);
        return true;
    }

    private boolean isMade() throws IOException {
        try {
            requireKnown();
            return true;
        } catch (StoreException.NotFound e) {
            return false;
        }
    }

    private void requireKnown() throws IOException {
        ArchiveRecord record = Json.read(store, Layout.ARCHIVE, ArchiveRecord.class);
        if (!record.features().isEmpty()) {
            throw Form.tooOld(
                    "the archive at " + store.location() + ", which has features that this version does not know ("
                            + String.join(", ", record.features()) + "),",
                    record.writer(),
                    String.valueOf(record.needs()),
                    "knows them");
        }
    }
}
