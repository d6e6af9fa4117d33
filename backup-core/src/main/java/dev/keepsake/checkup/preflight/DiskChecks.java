package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Severity;
import java.util.List;

/** Whether a server on this machine has room for what it writes while it is upgraded. */
public final class DiskChecks {

    private static final long MEBIBYTE = 1 << 20;

    static final Rule ROOM = new Rule(
            "zk.disk-room",
            Severity.CRITICAL,
            "a disk of the server is nearly full",
            "a server writes a snapshot and begins a log at each start; one that cannot stops");

    private DiskChecks() {}

    /** What there is to say of its disks. */
    public static List<Finding> of(ServerDisk disk) {
        if (disk.trouble().isPresent()) {
            return List.of(ROOM.unknown(disk.source(), disk.trouble().get(), "let this agent read the directories"));
        }
        return disk.places().stream().map(place -> room(disk.source(), place)).toList();
    }

    private static Finding room(String source, ServerDisk.Place place) {
        String free = place.free() / MEBIBYTE + " MiB free in " + place.directories();
        return place.free() >= place.needed()
                ? ROOM.passed(source, free + ", " + place.needed() / MEBIBYTE + " MiB wanted")
                : ROOM.broken(
                        source,
                        free,
                        place.needed() / MEBIBYTE + " MiB, for two snapshots and four logs",
                        "purge old snapshots and logs (autopurge.snapRetainCount, zkCleanup.sh), or enlarge the disk");
    }
}
