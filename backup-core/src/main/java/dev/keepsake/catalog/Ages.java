package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** When things were stored, by what they say of themselves: no time of a store is believed. */
final class Ages {

    /** After so many looks at leftovers of runs the other runs' wait for the next time. */
    static final int MOST_LOOKS = 200;

    private static final Pattern CLAIM = Pattern.compile(".*/claim-[0-9]+\\.json");
    private static final Pattern CLAIMED = Pattern.compile(".*\\.claim-[0-9]+\\.json");

    private final Vault store;
    private final Instant now;
    private int looks;

    Ages(Vault store, Instant now) {
        this.store = store;
        this.now = now;
    }

    /** When the last of each kind was sealed, the latest of them. */
    Instant of(TapeName tape, List<List<StoredObject>> kinds) throws IOException {
        Instant latest = Ulid.timeOf(tape.id());
        for (List<StoredObject> kind : kinds) {
            if (!kind.isEmpty()) {
                Instant sealed = sealed(kind.get(kind.size() - 1).key());
                latest = sealed.isAfter(latest) ? sealed : latest;
            }
        }
        return latest;
    }

    /** When the last of what stands below a backup's id was stored, or one that is too young to go; now, where it is too early to ask. */
    Instant youngest(BackupId id, List<StoredObject> objects) throws IOException {
        Instant limit = now.minus(Grace.PERIOD);
        // what was begun is looked at whole: of a large one nothing would ever go otherwise, nor of any behind it
        if (!id.slot().isBefore(limit) || looks >= MOST_LOOKS) {
            return now;
        }
        Instant youngest = Instant.EPOCH;
        for (StoredObject object : objects) {
            looks++;
            Instant stored = Carrier.isRecord(object.key()) ? finished(object.key()) : sealed(object.key());
            youngest = stored.isAfter(youngest) ? stored : youngest;
            if (!youngest.isBefore(limit)) {
                return youngest;
            }
        }
        return youngest;
    }

    /** What is torn tells nothing. */
    private Instant finished(ObjectKey key) throws IOException {
        try {
            if (key.value().endsWith(".part.json")
                    || CLAIMED.matcher(key.value()).matches()) {
                return store.vouched(key, Part.class).finished();
            }
            boolean claim = CLAIM.matcher(key.value()).matches();
            return claim ? store.vouched(key, Claim.class).time() : Instant.EPOCH;
        } catch (CorruptException | StoreException.NotFound untold) {
            return Instant.EPOCH;
        } catch (RefusedException later) {
            return Instant.MAX; // whoever wrote it knows more than this version
        }
    }

    private Instant sealed(ObjectKey key) throws IOException {
        try {
            return Instant.parse(SealedPiece.header(store, key).facts().getOrDefault("sealed", "never"));
        } catch (CorruptException | StoreException.NotFound | DateTimeException untold) {
            return Instant.EPOCH;
        } catch (RefusedException later) {
            return Instant.MAX;
        }
    }
}
