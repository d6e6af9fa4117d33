package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of a tape's links a survey must list: those that no run covers, and those behind the last run that a backup counted,
 * which tell whether its count is that of what is there. What lies below many runs in a row is passed over, since there are a
 * thousand links below each of them.
 */
final class Uncovered {

    /** A listing that begins elsewhere costs as much as a page of keys; below fewer runs there are hardly more. */
    static final int RUNS_PASSED_OVER = 20;

    /** Where a row of joined runs begins, and where it ends. */
    private final NavigableMap<Zxid, Zxid> rows = new TreeMap<>();

    private final List<Zxid[]> counted;

    /** Between runs in the order of their keys; {@code counted} are stretches of links that are wanted all the same. */
    Uncovered(List<StoredObject> runs, List<Zxid[]> counted) {
        this.counted = counted;
        int joined = 0;
        Zxid begin = new Zxid(0);
        Zxid end = new Zxid(0);
        for (StoredObject run : runs) {
            Zxid[] range = Layout.runRange(run.key()).orElseThrow();
            if (joined == 0 || range[0].compareTo(end) > 0) {
                keep(begin, end, joined);
                begin = range[0];
                end = range[1];
                joined = 0;
            }
            end = range[1].compareTo(end) > 0 ? range[1] : end;
            joined++;
        }
        keep(begin, end, joined);
    }

    private void keep(Zxid begin, Zxid end, int runs) {
        if (runs >= RUNS_PASSED_OVER) {
            rows.put(begin, end);
        }
    }

    /** From where on to list behind a link that is not wanted; empty when it is. */
    Optional<Zxid> passOver(Zxid link) {
        Map.Entry<Zxid, Zxid> row = rows.floorEntry(link);
        if (row == null || row.getValue().compareTo(link) <= 0) {
            return Optional.empty();
        }
        Zxid next = row.getValue();
        for (Zxid[] range : counted) {
            if (range[0].compareTo(link) <= 0 && link.compareTo(range[1]) < 0) {
                return Optional.empty();
            }
            next = link.compareTo(range[0]) < 0 && range[0].compareTo(next) < 0 ? range[0] : next;
        }
        return Optional.of(next);
    }
}
