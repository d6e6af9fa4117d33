package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where the fuzzy windows of snapshots end.
 *
 * <p>Only the trailer of 3.9 says it in the file. Without it, which a snapshot of 3.9 that is cut behind its first or
 * second seal cannot be told from, the window ends at the latest where the server says it is once the whole file was
 * seen. That answer is kept: a later try of the same run, which begins with a newer answer, may then use the snapshot.
 */
final class WindowEnds {

    /** By name and checksum, so that a snapshot that was rewritten counts as another one. */
    private final Map<String, Zxid> askedAfterSeal = new HashMap<>();

    private final Set<String> names = new HashSet<>();

    /** Whether it was asked about a snapshot of this name. */
    boolean knows(PinnedFiles.Pinned snapshot) {
        return names.contains(snapshot.name());
    }

    Zxid endOf(SnapshotFile snapshot, StatusAnswer client) throws IOException {
        Zxid end = larger(
                snapshot.file().zxid(),
                snapshot.facts().windowEnd().orElse(snapshot.file().zxid()));
        // a znode may carry the next transaction before the tree's own zxid is raised
        end = larger(end, snapshot.facts().highestZxid());
        return snapshot.facts().lastZxid().isPresent() ? end : larger(end, asked(snapshot, client));
    }

    private Zxid asked(SnapshotFile snapshot, StatusAnswer client) throws IOException {
        String key = snapshot.file().name() + " " + snapshot.facts().length() + " " + snapshot.checksum();
        Zxid asked = askedAfterSeal.get(key);
        if (asked == null) {
            asked = client.ask().zxid();
            askedAfterSeal.put(key, asked);
            names.add(snapshot.file().name());
        }
        return asked;
    }

    private static Zxid larger(Zxid one, Zxid other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
