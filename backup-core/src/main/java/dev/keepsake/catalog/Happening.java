package dev.keepsake.catalog;

import dev.keepsake.artefact.Deed;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that did something to a znode that was asked for.
 *
 * @param session who asked for it
 * @param kind what it is, in a word or two
 * @param deeds all that it did, part by part, to other znodes, too
 * @param turns what that made of the znodes that were asked for
 * @param exact whether these are known; else they name the znodes alone, since the oldest base that is archived was still
 *     being written then, and shows a later state. Counters of children may be ahead in any of them that falls into that
 *     time
 */
public record Happening(Moment moment, long session, String kind, List<Deed> deeds, List<Turn> turns, boolean exact)
        implements HistoryEntry {

    /** Keeps its own copies. */
    public Happening {
        deeds = List.copyOf(deeds);
        turns = List.copyOf(turns);
    }

    /** The same, where it turns out that what became of the znodes is not known. */
    Happening withoutTurns() {
        List<Turn> names =
                turns.stream().map(turn -> new Turn(turn.path(), null, null)).toList();
        return new Happening(moment, session, kind, deeds, names, false);
    }

    /** About how much memory it takes. */
    long weight() {
        long weight = 500;
        for (Deed deed : deeds) {
            weight += 100 + deed.path().length();
        }
        for (Turn turn : turns) {
            weight += 200 + length(turn.before()) + length(turn.after());
        }
        return weight;
    }

    private static long length(@Nullable PastZnode znode) {
        return znode == null ? 0 : 500 + znode.length();
    }
}
