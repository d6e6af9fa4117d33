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

    /** As the server says now, which is kept for later readings. */
    WindowRule asking(StatusAnswer client) {
        return new WindowRule() {
            @Override
            public Zxid endOf(SnapshotFile snapshot) throws IOException {
                Zxid end = WindowRule.stated(snapshot);
                return snapshot.facts().lastZxid().isPresent() ? end : WindowRule.larger(end, asked(snapshot, client));
            }

            @Override
            public boolean mayBeSooner() {
                return true;
            }

            @Override
            public boolean knows(PinnedFiles.Pinned snapshot) {
                return names.contains(snapshot.name());
            }
        };
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
}
