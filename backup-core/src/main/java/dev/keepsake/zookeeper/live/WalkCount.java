package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.Walked;
import java.util.ArrayList;
import java.util.List;

/** Counts what a walk meets. */
final class WalkCount {

    private static final int MOST_NAMED = 5;

    private final Named unreadable = new Named();
    private final Named masked = new Named();
    private long znodes;
    private long vanished;
    private long reread;

    /** How many there are of a kind, and the first few. */
    private static final class Named {

        private final List<String> first = new ArrayList<>();
        private long count;

        void add(String path) {
            count++;
            if (first.size() < MOST_NAMED) {
                first.add(path);
            }
        }

        Walked.Some some() {
            return new Walked.Some(count, first);
        }
    }

    void read(ZnodeReading reading) {
        znodes++;
        reread += reading.tries() > 1 ? 1 : 0;
        if (reading.isMasked()) {
            masked.add(reading.path());
        }
    }

    void vanished() {
        vanished++;
    }

    void unreadable(String path) {
        unreadable.add(path);
    }

    /** How many were met so far, whatever became of them. */
    long all() {
        return znodes + vanished + unreadable.count;
    }

    Walked.Some unreadable() {
        return unreadable.some();
    }

    Walked.Some masked() {
        return masked.some();
    }

    Walked walked(WalkSpan span, String below) {
        return new Walked(
                span.first(),
                span.last(),
                span.begun(),
                span.ended(),
                below,
                znodes,
                vanished,
                reread,
                unreadable(),
                masked());
    }
}
