package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the epoch to restore with: above what backups and tapes tell of, and above what earlier restores were given. */
final class FenceSearch {

    /** Records of restores whose epochs are far off are read, to see who signed them, but no more than this. */
    private static final int MOST_READ = 100;

    private final Vault store;
    private final Layout layout;

    FenceSearch(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * The fence of what was in an epoch itself.
     *
     * @param known what is known besides
     * @param counts whether an earlier restore counts
     */
    Fence above(long own, Epochs known, Predicate<PastRestore> counts) throws IOException {
        Epochs epochs = all(own, known, counts);
        boolean signed = store.trust().isGiven();
        Fence fence = Fence.above(own, epochs.highest(signed));
        return signed ? fence.doubting(epochs.doubts()) : fence;
    }

    /** A fence of something else, raised above what is known here. */
    Fence raised(Fence past, Epochs known, Predicate<PastRestore> counts) throws IOException {
        Epochs epochs = all(past.epoch() - Fence.STEP, known, counts);
        boolean signed = store.trust().isGiven();
        Fence fence = past.above(epochs.highest(signed));
        return signed ? fence.doubting(epochs.doubts()) : fence;
    }

    private Epochs all(long vouched, Epochs known, Predicate<PastRestore> counts) throws IOException {
        Epochs epochs = new Epochs();
        epochs.add(known);
        epochs.vouch(vouched);
        int read = 0;
        // the highest first: those are worth a look, and keys sort by epoch
        List<StoredObject> records =
                new ArrayList<>(store.list(layout.restores(), "").all());
        Collections.reverse(records);
        for (StoredObject record : records) {
            Optional<PastRestore> restore = Layout.pastRestore(record.key()).filter(counts);
            if (restore.isPresent()) {
                long epoch = restore.get().epoch();
                boolean look = epochs.isFar(epoch) && store.trust().isGiven();
                if (look && read++ >= MOST_READ) {
                    epochs.leaveUnread(epoch, record.key().value());
                } else if (look && isSigned(record.key())) {
                    epochs.vouch(epoch);
                } else {
                    epochs.claim(epoch, record.key().value());
                }
            }
        }
        return epochs;
    }

    /** Its signature holds for its key alone, and the key says the epoch. */
    private boolean isSigned(ObjectKey key) throws IOException {
        try {
            store.vouched(key, RestoreRecord.class);
            return !store.trust().takesOthers();
        } catch (CorruptException | RefusedException | StoreException.NotFound nobody) {
            return false;
        }
    }
}
