package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the fuzzy windows of snapshots end.
 *
 * <p>Only the trailer of 3.9 says it in the file. Without it, which a snapshot of 3.9 that is cut behind its first or
 * second seal cannot be told from, the window ends at the latest where the server says it is once the whole file was
 * seen. That answer is kept: a later reading, which begins with a newer answer, may then use the snapshot.
 */
final class WindowEnds {

    private static final int KEPT = 64;

    /** By name and checksum, so that a snapshot that was rewritten counts as another one. */
    private final Map<String, Zxid> askedAfterSeal = new LinkedHashMap<>();

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
        };
    }

    private Zxid asked(SnapshotFile snapshot, StatusAnswer client) throws IOException {
        String key = snapshot.file().name() + " " + snapshot.facts().length() + " " + snapshot.checksum();
        Zxid asked = askedAfterSeal.get(key);
        if (asked == null) {
            asked = client.ask().zxid();
            askedAfterSeal.put(key, asked);
            askedAfterSeal.keySet().removeIf(old -> askedAfterSeal.size() > KEPT && !old.equals(key));
        }
        return asked;
    }
}
