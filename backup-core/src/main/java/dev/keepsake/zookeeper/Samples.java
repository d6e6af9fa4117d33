package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A few transactions of a link by which it can be held against another server's without a key: those whose counters are
 * divisible by the highest powers of two, since whoever holds the same transactions picks the same ones, wherever his links
 * begin and end.
 */
final class Samples {

    /** As many as one fact has room for. */
    static final int MOST = 8;

    private final List<Sample> picked = new ArrayList<>();

    private record Sample(Zxid zxid, long time) {

        int rank() {
            return Long.numberOfTrailingZeros(zxid.counter());
        }

        @Override
        public String toString() {
            return Long.toHexString(zxid.value()) + ":" + time;
        }
    }

    void add(LogRecord record) {
        picked.add(new Sample(record.zxid(), record.timeMillis()));
        if (picked.size() > MOST) {
            // the lowest rank goes; of several the last one, so that it does not hang on the end of the link
            picked.remove(picked.stream()
                    .min(Comparator.comparingInt(Sample::rank).thenComparing(Sample::zxid, Comparator.reverseOrder()))
                    .orElseThrow());
        }
    }

    /** In the order of zxids. */
    @Override
    public String toString() {
        return picked.stream()
                .sorted(Comparator.comparing(Sample::zxid))
                .map(Sample::toString)
                .collect(Collectors.joining(","));
    }
}
