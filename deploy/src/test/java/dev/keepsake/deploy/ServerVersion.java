package dev.keepsake.deploy;

import java.util.Arrays;
import java.util.List;

/** A version of ZooKeeper's server that the build fetches: the last of each line that is or was in wide use. */
enum ServerVersion {
    V3_4_14("3.4.14"),
    V3_5_10("3.5.10"),
    V3_8_6("3.8.6"),
    V3_9_5("3.9.5");

    private final String number;

    ServerVersion(String number) {
        this.number = number;
    }

    /** What it is called. */
    String number() {
        return number;
    }

    /** Whether servers of this version can do this. */
    boolean knows(Feature feature) {
        return compareTo(feature.since) >= 0;
    }

    /** Everything that later servers can do and this one cannot, in words. */
    List<String> lacks() {
        return Arrays.stream(Feature.values())
                .filter(feature -> !knows(feature))
                .map(feature -> feature.words)
                .toList();
    }

    @Override
    public String toString() {
        return number;
    }

    /** What not every version can do, as far as a backup or a test of one is concerned. */
    enum Feature {
        ADDRESS_RANGES("access lists for a range of addresses", V3_5_10),
        CONTAINERS("container nodes", V3_5_10),
        TIME_TO_LIVE("nodes with a time to live", V3_5_10),
        STAT_OF_CREATED("requests that create a node and return its Stat", V3_5_10),
        SNAPSHOT_AT_START("a snapshot at each start of a leader", V3_5_10),
        DIGESTS("digests in logs and snapshots", V3_8_6),
        COMPRESSION("compressed snapshots", V3_8_6),
        PATHS_AT_SESSION_END("paths in the transaction that ends a session", V3_8_6);

        private final String words;
        private final ServerVersion since;

        Feature(String words, ServerVersion since) {
            this.words = words;
            this.since = since;
        }
    }
}
