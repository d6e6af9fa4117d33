package dev.keepsake.deploy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which disaster each page is for. */
final class Disasters {
    /** Those that every build lets happen, one after the other. */
    static final List<String> EVERYDAY = List.of("subtree-deleted", "one-server-lost", "all-lost");

    private Disasters() {}

    /** By the names of their pages. */
    static Map<String, Disaster> all() {
        Map<String, Disaster> all = new TreeMap<>();
        all.put("all-lost", ServerDisasters::allLost);
        all.put("archive-damaged", ArchiveDisasters::archiveDamaged);
        all.put("backup-stale", AgentDisasters::backupStale);
        all.put("clock-off", AgentDisasters::clockOff);
        all.put("clone-for-staging", StateDisasters::cloneForStaging);
        all.put("key-lost", ArchiveDisasters::keyLost);
        all.put("marathon-state-gone", FrameworkDisasters::marathonStateGone);
        all.put("one-server-lost", ServerDisasters::oneServerLost);
        all.put("other-addresses", ServerDisasters::otherAddresses);
        all.put("quorum-lost", ServerDisasters::quorumLost);
        all.put("replicated-log-lost", FrameworkDisasters::replicatedLogLost);
        all.put("store-unreachable", ArchiveDisasters::storeUnreachable);
        all.put("subtree-deleted", StateDisasters::subtreeDeleted);
        all.put("wrong-data-written", StateDisasters::wrongDataWritten);
        return all;
    }
}
