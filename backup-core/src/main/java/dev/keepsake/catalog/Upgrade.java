package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code form/<n>.json} says: from then on the archive holds what older programs must not read, or must not add to.
 * No version has written one yet; this one obeys it.
 *
 * @param readForm programs that know only lower forms must not read the archive
 * @param reads the first version that may read it
 * @param appendForm programs that know only lower forms must not add to the archive; at least {@code readForm}
 * @param appends the first version that may add to it
 * @param created on the store's clock
 */
record Upgrade(int readForm, String reads, int appendForm, String appends, String writer, Instant created) {

    /**
     * Refuses when the archive was upgraded beyond what this program may read. A damaged upgrade must not stand between
     * somebody and a restore: each object says its own format as well.
     */
    static void requireReadable(ObjectStore store) throws IOException {
        require(store, false);
    }

    /** Refuses when the archive was upgraded beyond what this program may read or add to. */
    static void requireAppendable(ObjectStore store) throws IOException {
        require(store, true);
    }

    private static void require(ObjectStore store, boolean toAppend) throws IOException {
        Listing upgrades = store.list(Layout.UPGRADES, "");
        for (Optional<StoredObject> next = upgrades.next(); next.isPresent(); next = upgrades.next()) {
            ObjectKey key = next.get().key();
            Optional<Upgrade> readable = read(store, key, toAppend);
            if (readable.isEmpty()) {
                continue;
            }
            Upgrade upgrade = readable.get();
            if (upgrade.readForm > Form.NEWEST) {
                throw upgrade.refusal(store, upgrade.reads, "may read it");
            }
            if (toAppend && upgrade.appendForm > Form.NEWEST) {
                throw upgrade.refusal(store, upgrade.appends, "may add to it");
            }
        }
    }

    private static Optional<Upgrade> read(ObjectStore store, ObjectKey key, boolean toAppend) throws IOException {
        try {
            return Optional.of(Json.read(store, key, Upgrade.class));
        } catch (CorruptException damaged) {
            if (toAppend) {
                throw damaged;
            }
            return Optional.empty();
        }
    }

    private RefusedException refusal(ObjectStore store, String needs, String what) {
        return Form.tooOld("the archive at " + store.location() + ", as it was upgraded,", writer, needs, what);
    }
}
