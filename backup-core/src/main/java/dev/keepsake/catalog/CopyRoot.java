package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes a place into a copy of an archive, or finds that it is one, before anything else goes there. */
final class CopyRoot {

    /** One of so many backups must be of the archive that the first record names. */
    private static final int LOOKED_AT = 20;

    /** How far ahead of the store's clock a backup's name may be, so that anybody's with names ahead do not hide all others. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final Vault source;
    private final Vault target;
    private final Layout layout;

    CopyRoot(Vault source, Vault target, Layout layout) {
        this.source = source;
        this.target = target;
        this.layout = layout;
    }

    /** The target is this archive, or nothing yet. */
    void prepare(boolean onlyPlanned) throws IOException {
        String archive = Json.read(source, Layout.ARCHIVE, ArchiveRecord.class).archive();
        if (source.trust().isGiven()) {
            source.archive(); // fails where that record is another archive's
        }
        try {
            String there =
                    Json.read(target, Layout.ARCHIVE, ArchiveRecord.class).archive();
            if (!there.equals(archive)) {
                throw new RefusedException(
                        target.location() + " holds archive " + there + ", and not a copy of archive "
                                + archive + " in " + source.location()
                                + ": two archives are never mixed. Name another prefix or directory for the copy");
            }
            Upgrade.requireAppendable(target);
        } catch (StoreException.NotFound none) {
            requireEmpty();
            requireBackupsOf(archive);
            if (!onlyPlanned) {
                // first of all, so that nobody else makes an archive here meanwhile
                SurePut.putIfAbsent(target, Layout.ARCHIVE, Json.bytes(source, Layout.ARCHIVE));
            }
        }
    }

    /** The record that goes first is signed by nobody, and with the wrong one in it the target could never be this archive. */
    private void requireBackupsOf(String archive) throws IOException {
        Optional<CorruptException> another = Optional.empty();
        for (ObjectKey key : newestManifests()) {
            byte[] bytes = Json.bytes(source, key);
            Optional<CorruptException> unfit = unfit(key, bytes);
            if (unfit.isEmpty()) {
                return;
            }
            boolean ofAnother = !(unfit.get() instanceof UnvouchedException) && isWhole(key, bytes);
            another = another.isEmpty() && ofAnother ? unfit : another;
        }
        if (another.isPresent()) {
            throw new CorruptException(
                    Layout.ARCHIVE + " in " + source.location() + " says that this is archive " + archive
                            + ", but none of the " + LOOKED_AT
                            + " newest backups there is of it, so that nothing is copied: "
                            + another.get().getMessage() + ". Put back the " + Layout.ARCHIVE
                            + " that belongs there; where"
                            + " that is the right one, and 'keepsake list' shows older backups that are sound, delete the"
                            + " manifests that it shows as forged",
                    another.get());
        }
    }

    private Optional<CorruptException> unfit(ObjectKey key, byte[] bytes) throws IOException {
        try {
            source.requireVouched(key, bytes);
            return Optional.empty();
        } catch (CorruptException why) {
            return Optional.of(why);
        }
    }

    private static boolean isWhole(ObjectKey key, byte[] bytes) {
        try {
            HashedJson.read(key, bytes);
            return true;
        } catch (CorruptException damaged) {
            return false;
        }
    }

    private List<ObjectKey> newestManifests() throws IOException {
        Instant last = source.now().plus(AHEAD);
        return source.list(layout.manifests(), "").all().stream()
                .map(StoredObject::key)
                .filter(key -> Layout.manifestId(key)
                        .filter(id -> !id.slot().isAfter(last))
                        .isPresent())
                .sorted(Comparator.comparing(ObjectKey::value).reversed())
                .limit(LOOKED_AT)
                .toList();
    }

    private void requireEmpty() throws IOException {
        Optional<StoredObject> first =
                target.list("", "").next().filter(one -> !one.key().equals(Layout.README));
        if (first.isPresent()) {
            throw new RefusedException(
                    target.location() + " is neither empty nor an archive: it has no keepsake.json, but "
                            + first.get().key() + ". Name a prefix or directory of its own for the copy");
        }
    }
}
