package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Follows a tape from a zxid on, and looks at each piece that it takes: runs where there are any that are whole, links
 * elsewhere. Links below a run are neither looked at nor listed, and need not be there.
 */
final class Chain {

    private final Vault store;
    private final Layout layout;
    private final TapeName tape;
    private final List<StoredObject> runs = new ArrayList<>();
    private final SortedMap<Zxid, StoredObject> links = new TreeMap<>();
    private final List<Link> chain = new ArrayList<>();
    private final List<PassedOver> passedOver = new ArrayList<>();
    private Zxid reached = new Zxid(0);
    private Zxid through = Course.END;
    private Course course = new Course(List.of(), List.of());

    /** A run that cannot be used, and why. */
    private record PassedOver(Course.Step run, IOException why) {}

    Chain(Vault store, Layout layout, TapeName tape) {
        this.store = store;
        this.layout = layout;
        this.tape = tape;
    }

    /**
     * The pieces from behind {@code after} to one that holds {@code through}, or to the end of the tape, each joined to the
     * one before it.
     *
     * @param without runs that are known to be of no use
     * @throws CorruptException when one is cut or missing, and nothing stands in for it
     */
    List<Link> follow(Zxid after, Zxid through, Set<ObjectKey> without) throws IOException {
        this.reached = after;
        this.through = through;
        for (StoredObject object : store.list(layout.runs(tape), "").all()) {
            if (Layout.runRange(object.key()).isPresent() && !without.contains(object.key())) {
                runs.add(object);
            }
        }
        listLinks(after);
        while (reached.compareTo(through) < 0) {
            Optional<Course.Step> next = chain.isEmpty() ? course.first(reached) : course.at(reached);
            if (next.isEmpty()) {
                requireNothingBehind();
                break;
            }
            AtOnce.each(course.from(next.get(), through), step -> Link.look(store, step.object()), this::take);
        }
        return chain;
    }

    /** What was taken so far, also by a call that failed. */
    List<Link> taken() {
        return List.copyOf(chain);
    }

    /** Those that no run covers. */
    private void listLinks(Zxid after) throws IOException {
        Course byRuns = new Course(List.of(), runs);
        Optional<Zxid> at = Optional.of(after);
        boolean first = true;
        while (at.isPresent() && at.get().compareTo(through) < 0) {
            Optional<Course.Step> run = byRuns.at(at.get());
            if (run.isPresent()) {
                at = run.get().last();
            } else {
                Optional<Zxid> next = byRuns.begin(at.get());
                listLinks(first ? nearestEnd(after) : at.get(), next);
                at = next;
            }
            first = false;
        }
        course = new Course(List.copyOf(links.values()), runs);
    }

    /** The link that holds a zxid may begin before it, but not before the end of a run. */
    private Zxid nearestEnd(Zxid after) {
        return runs.stream()
                .map(run -> Layout.runRange(run.key()).orElseThrow()[1])
                .filter(end -> end.compareTo(after) <= 0)
                .max(Comparator.naturalOrder())
                .orElse(new Zxid(0));
    }

    private void listLinks(Zxid from, Optional<Zxid> before) throws IOException {
        String prefix = layout.links(tape);
        String startAfter = from.value() == 0 ? "" : prefix + new Zxid(from.value() - 1).inKey();
        Listing listing = store.list(prefix, startAfter);
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            Optional<Zxid> begins = Layout.linkAfter(next.get().key());
            if (begins.isPresent()) {
                if (before.filter(end -> begins.get().compareTo(end) >= 0).isPresent()) {
                    return;
                }
                links.put(begins.get(), next.get());
                if (begins.get().compareTo(through) >= 0) {
                    return;
                }
            }
        }
    }

    private boolean take(Course.Step step, AtOnce.Answer<Link> answer) throws IOException {
        if (!chain.isEmpty() && !step.from().equals(reached)) {
            // the link before ends elsewhere than was to be expected
            return false;
        }
        Link link;
        try {
            link = answer.get();
        } catch (CorruptException e) {
            return passOver(
                    step,
                    new CorruptException(
                            "tape " + tape + " is good through " + reached + "; after it: " + e.getMessage(), e));
        } catch (RefusedException | StoreException.NotFound e) {
            return passOver(step, e);
        }
        chain.add(step.from().equals(link.after()) ? link : link.from(step.from()));
        reached = link.through();
        return reached.compareTo(through) < 0;
    }

    /** What cannot be used of a run stands in its links, or in another run. */
    private boolean passOver(Course.Step step, IOException why) throws IOException {
        if (!step.isRun()) {
            throw why;
        }
        passedOver.add(new PassedOver(step, why));
        runs.remove(step.object());
        listLinks(step.begins(), step.last());
        course = new Course(List.copyOf(links.values()), runs);
        return false;
    }

    private void requireNothingBehind() throws CorruptException {
        for (PassedOver run : passedOver) {
            if (run.run().covers(reached)) {
                throw new CorruptException(
                        "tape " + tape + " is good through " + reached
                                + "; the link after it is missing, and of the run"
                                + " that was made of it: "
                                + run.why().getMessage(),
                        run.why());
            }
        }
        Optional<Zxid> behind = course.begin(reached);
        if (behind.isEmpty() && !chain.isEmpty()) {
            Link last = chain.get(chain.size() - 1);
            behind = last.isRun() ? behind : course.begin(new Zxid(last.after().value() + 1));
        }
        if (behind.isPresent()) {
            throw new CorruptException("tape " + tape + " has a hole: the link after " + reached
                    + " is missing and the next one begins after " + behind.get() + "; it is good through " + reached);
        }
    }
}
