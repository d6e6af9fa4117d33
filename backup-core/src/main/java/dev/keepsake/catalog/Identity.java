package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveMemory.Remembered;
import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which archive this is. Everything signed is bound to that, and the record that says it is not signed itself: so it is held
 * against the keyrings that somebody who is trusted has signed, and against what a writer remembers.
 */
final class Identity {

    private final ObjectStore store;
    private final Keys keys;
    private final Trust trust;

    Identity(ObjectStore store, Keys keys, Trust trust) {
        this.store = store;
        this.keys = keys;
        this.trust = trust;
    }

    /** A keyring that somebody who is trusted has signed, and the archive that it says it is of. */
    private record Claim(ObjectKey keyring, String archive) {}

    /** The archive's ULID; a keyring knows it, too, where the record at the root is lost. */
    String archive() throws IOException {
        String said;
        try {
            said = Json.read(store, Layout.ARCHIVE, ArchiveRecord.class).archive();
        } catch (CorruptException | StoreException.NotFound lost) {
            return claimed(lost);
        }
        Optional<Remembered> known = keys.memory().recall(store.location());
        if (known.isEmpty()) {
            requireClaimed(said);
        } else if (!known.get().archive().equals(said)) {
            requireNothingElse(known.get().archive(), said);
        }
        return said;
    }

    private String claimed(IOException lost) throws IOException {
        List<Claim> claims = claims();
        if (claims.isEmpty()) {
            throw new CorruptException(
                    "which archive this is cannot be told, to which everything signed is bound: " + lost.getMessage(),
                    lost);
        }
        requireAll(claims, claims.get(0).archive(), claims.get(0).keyring().value());
        return claims.get(0).archive();
    }

    private void requireClaimed(String said) throws IOException {
        if (!trust.takesOthers()) {
            requireAll(claims(), said, Layout.ARCHIVE.value());
        }
    }

    private static void requireAll(List<Claim> claims, String archive, String by) throws CorruptException {
        for (Claim claim : claims) {
            if (!claim.archive().equals(archive)) {
                throw new CorruptException(by + " says that this is archive " + archive + ", but " + claim.keyring()
                        + ", which is vouched for, is of archive " + claim.archive()
                        + ": one of the two was put here from elsewhere, and it cannot be told which. Put back the "
                        + Layout.ARCHIVE + " that belongs here, which every copy of the archive has, or take away the"
                        + " keyring that does not. Until then, restore from a copy of the archive, if there is one");
            }
        }
    }

    /** Where everything was removed, another archive may have begun in the same place. */
    private void requireNothingElse(String before, String said) throws IOException {
        Optional<ObjectKey> left = Foundation.beside(
                store, key -> !key.equals(Layout.README) && !key.value().startsWith(ArchiveKeys.STORE_CHECKS));
        if (left.isPresent()) {
            throw new RefusedException(Layout.ARCHIVE + " at " + store.location() + " says that this is archive " + said
                    + ", but this agent wrote to archive " + before + " there, and " + left.get()
                    + " is beside it: somebody put another archive's record in its place. Nothing is added. Put back the "
                    + Layout.ARCHIVE + " of archive " + before
                    + ", which every copy of it has. Where all was removed and"
                    + " another archive was begun there on purpose, delete what this agent remembers: "
                    + keys.memory());
        }
    }

    private List<Claim> claims() throws IOException {
        if (!trust.isGiven()) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        for (ObjectKey key : Keyrings.keys(store)) {
            claim(key).ifPresent(claims::add);
        }
        return claims;
    }

    private Optional<Claim> claim(ObjectKey key) throws IOException {
        try {
            byte[] bytes = Json.bytes(store, key);
            String claimed = Json.read(key, bytes, Keyring.class).archive();
            HashedJson.requireVouched(key, bytes, claimed, trust);
            return Optional.of(new Claim(key, claimed));
        } catch (CorruptException | RefusedException | StoreException.NotFound unusable) {
            return Optional.empty();
        }
    }
}
