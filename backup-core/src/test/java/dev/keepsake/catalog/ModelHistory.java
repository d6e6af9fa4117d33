package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What an ensemble commits, whoever looks: transactions of one epoch, at times that are fixed beforehand. */
final class ModelHistory {

    private static final int MOST_MINUTES = 900;

    /** For an ensemble that hardly anybody writes to. */
    private static final int IDLE_MINUTES = 90 * 24 * 60;

    private final List<Instant> times = new ArrayList<>();

    ModelHistory(Random random, Instant begin, Duration length) {
        Instant time = begin.minus(Duration.ofDays(2));
        int most = random.nextInt(3) > 0 ? MOST_MINUTES : IDLE_MINUTES;
        while (time.isBefore(begin.plus(length))) {
            times.add(time);
            time = time.plus(Duration.ofMinutes(1 + random.nextInt(most)));
        }
    }

    /** The last transaction at a moment. */
    Zxid at(Instant now) {
        int low = 0;
        int high = times.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times.get(middle).isAfter(now)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Zxid.of(1, low);
    }

    Instant time(Zxid zxid) {
        return times.get((int) zxid.counter() - 1);
    }
}
