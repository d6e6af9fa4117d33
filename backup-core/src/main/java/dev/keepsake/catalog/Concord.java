package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the newest tapes of all nodes tell one history, as far as their last links show. Bounded: no backup's manifest is
 * read, of each node only the newest tape's keys, and no more links than {@link TapeEnd} says.
 */
public final class Concord {

    private final Vault store;
    private final Layout layout;
    private final HistoryReader history;

    Concord(Vault store, Layout layout, HistoryReader history) {
        this.store = store;
        this.layout = layout;
        this.history = history;
    }

    /** Tapes that do not agree, at most two for each ensemble. */
    public List<Disagreement> look() throws IOException {
        List<Disagreement> found = new ArrayList<>();
        for (List<TapeEnd> ends : ends().values()) {
            comparison().first(ends).ifPresent(found::add);
        }
        return found;
    }

    /** Two tapes of one ensemble that do not agree, if there are any. */
    public Optional<Disagreement> of(String source) throws IOException {
        return comparison().first(ends().getOrDefault(source, List.of()));
    }

    private TapeComparison comparison() {
        return new TapeComparison(new Chains(store, history));
    }

    /** By the names of ensembles. */
    private SortedMap<String, List<TapeEnd>> ends() throws IOException {
        SortedMap<String, List<TapeEnd>> ends = new TreeMap<>();
        for (String node : KeyParts.below(store, layout.allTapes())) {
            for (String source : KeyParts.below(store, layout.allTapes() + node + "/")) {
                Optional<TapeName> newest = TapeReader.newest(store, layout, node, source);
                if (newest.isPresent()) {
                    List<Span> spans = spans(newest.get());
                    if (!spans.isEmpty()) {
                        ends.computeIfAbsent(source, none -> new ArrayList<>()).add(new TapeEnd(newest.get(), spans));
                    }
                }
            }
        }
        return ends;
    }

    /** By the keys alone a link goes on to where the next one begins; whether it does shows when it is read. */
    private List<Span> spans(TapeName tape) throws IOException {
        List<StoredObject> runs =
                new ArrayList<>(store.list(layout.runs(tape), "").all());
        runs.removeIf(run -> Layout.runRange(run.key()).isEmpty());
        List<Course.Step> steps = new Course(links(tape, runs), runs).all();
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Course.Step step = steps.get(i);
            Optional<Zxid> next =
                    i + 1 < steps.size() ? Optional.of(steps.get(i + 1).from()) : Optional.empty();
            Optional<Zxid> end = step.last().or(() -> next);
            try {
                spans.add(
                        end.isPresent()
                                ? new Span(step.object(), step.from(), end.get(), 0)
                                : Span.of(Link.look(store, step.object()), step.object()));
            } catch (CorruptException | RefusedException | StoreException.NotFound unusable) {
                // what is before it can be compared all the same
                return spans;
            }
        }
        return spans;
    }

    /** Those that are not below many runs: a tape that was followed for a week has some hundred thousand. */
    private List<StoredObject> links(TapeName tape, List<StoredObject> runs) throws IOException {
        Uncovered uncovered = new Uncovered(runs, List.of());
        List<StoredObject> links = new ArrayList<>();
        Listing listing = store.list(layout.links(tape), "");
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            Optional<Zxid> begins = Layout.linkAfter(next.get().key());
            Optional<Zxid> passOver = begins.flatMap(uncovered::passOver);
            if (passOver.isPresent()) {
                String known =
                        layout.link(tape, new Zxid(passOver.get().value() - 1)).value();
                listing = store.list(layout.links(tape), known);
            } else if (begins.isPresent()) {
                links.add(next.get());
            }
        }
        return links;
    }
}
