package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether somebody went on with a tape where it was copied to. Its links then end elsewhere than those of the source, and
 * pieces of both between each other would be a tape that nobody wrote: links that join to nothing, which whoever removes what
 * is not needed misjudges. So nothing is added to such a tape.
 */
final class Fork {

    private final CopyRun run;
    private final Layout layout;
    private final TapeName tape;
    private final Inventory source;
    private final Inventory target;

    Fork(CopyRun run, TapeName tape) {
        this.run = run;
        this.layout = run.layout;
        this.tape = tape;
        this.source = run.atSource();
        this.target = run.atTarget();
    }

    /** Why the tape in the target is another one than that in the source, if it is. */
    Optional<String> reason() throws IOException {
        Optional<String> byKeys = byKeys();
        return byKeys.isPresent() ? byKeys : byBytes();
    }

    /** Who goes on with a tape does so at its end, so the last link that both have is looked at. */
    private Optional<String> byBytes() throws IOException {
        List<StoredObject> links = target.links(layout, tape);
        for (int i = links.size() - 1; i >= 0; i--) {
            StoredObject link = links.get(i);
            if (source.size(link.key()).isPresent()) {
                return isSame(link) ? Optional.empty() : Optional.of(words(link.key(), "has other bytes there"));
            }
        }
        return Optional.empty();
    }

    /** What is damaged is told when it is asked for. */
    private boolean isSame(StoredObject link) throws IOException {
        try {
            return SealedPiece.look(run.source, link)
                    .stored()
                    .equals(SealedPiece.look(run.target, link).stored());
        } catch (CorruptException | RefusedException | StoreException.NotFound unsaid) {
            return true;
        }
    }

    private Optional<String> byKeys() throws IOException {
        Removals removals = new Removals(
                run.source,
                source.below(layout.tape(tape)).stream()
                        .map(StoredObject::key)
                        .filter(key -> Layout.removedRange(key).isPresent())
                        .toList());
        List<StoredObject> links = source.links(layout, tape);
        List<StoredObject> runs = source.runs(layout, tape);
        Optional<Zxid> first = new Course(links, runs).begin(new Zxid(0));
        NavigableMap<Zxid, Zxid> rolledUp = rolledUp(runs);
        for (StoredObject link : target.links(layout, tape)) {
            Optional<Long> size = source.size(link.key());
            Zxid begins = Layout.linkAfter(link.key()).orElseThrow();
            boolean foreign = size.isEmpty()
                    && first.filter(zxid -> zxid.compareTo(begins) <= 0).isPresent()
                    && !isWithin(rolledUp, begins)
                    && !removals.explain(begins);
            if (foreign || size.filter(bytes -> bytes != link.size()).isPresent()) {
                return Optional.of(
                        words(link.key(), foreign ? "is there, and not in the source" : "has another size there"));
            }
        }
        return Optional.empty();
    }

    /** Where the source has no links any more since it rolled them up: ranges by their beginnings, none within another. */
    private static NavigableMap<Zxid, Zxid> rolledUp(List<StoredObject> runs) {
        List<Zxid[]> ranges = new ArrayList<>();
        runs.forEach(run -> Layout.runRange(run.key()).ifPresent(ranges::add));
        ranges.sort(Comparator.comparing(range -> range[0]));
        NavigableMap<Zxid, Zxid> rolledUp = new TreeMap<>();
        for (Zxid[] range : ranges) {
            Map.Entry<Zxid, Zxid> last = rolledUp.lastEntry();
            if (last == null || last.getValue().compareTo(range[1]) < 0) {
                rolledUp.merge(range[0], range[1], (one, longer) -> longer);
            }
        }
        return rolledUp;
    }

    private static boolean isWithin(NavigableMap<Zxid, Zxid> ranges, Zxid zxid) {
        Map.Entry<Zxid, Zxid> range = ranges.floorEntry(zxid);
        return range != null && zxid.compareTo(range.getValue()) < 0;
    }

    private String words(ObjectKey key, String what) {
        return "tape " + tape + " went on in the target by itself: " + key + " " + what
                + ". An agent wrote to the target, too, or the source has lost it. Nothing is added to that tape; copy"
                + " to an empty place to have all that the source has";
    }
}
