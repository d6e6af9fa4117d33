package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a search reads: all that tapes lead to, alone and together. What turns out to be damaged is left out where something
 * else holds the same, so that nothing newer drops out of sight; else ways around it are looked for, once.
 */
final class Searched {

    private final Ways ways;
    private final Notes notes;
    private List<Stretch> stretches;
    private boolean around;

    /** {@code notes} are told what was left out. */
    Searched(List<Stretch> stretches, Ways ways, Notes notes) {
        this.stretches = stretches;
        this.ways = ways;
        this.notes = notes;
    }

    /** The history, each transaction once. */
    List<Segment> newestFirst() {
        return Segment.newestFirst(stretches);
    }

    /** Goes on without a segment that cannot be read, or fails as it did. */
    void leaveOut(Optional<Segment> damaged, CorruptException failure) throws IOException {
        Segment segment = damaged.orElseThrow(() -> failure);
        Stretch left = segment.stretch();
        List<Stretch> others =
                stretches.stream().filter(one -> !one.equals(left)).toList();
        if (holds(others, segment.high())) {
            notes.addDamage(
                    "tape " + left.tape() + " is damaged, another one was searched instead: " + failure.getMessage());
            stretches = others;
            return;
        }
        List<Stretch> aroundIt = around ? List.of() : ways.stretchesAroundDamage(segment.high());
        if (!holds(aroundIt, segment.high())) {
            throw failure;
        }
        notes.addDamage(
                "tape " + left.tape() + " is damaged, and was searched by way of other tapes: " + failure.getMessage());
        stretches = aroundIt;
        around = true;
    }

    private static boolean holds(List<Stretch> stretches, Zxid zxid) {
        return stretches.stream()
                .anyMatch(one ->
                        one.after().compareTo(zxid) < 0 && one.through().zxid().compareTo(zxid) >= 0);
    }
}
