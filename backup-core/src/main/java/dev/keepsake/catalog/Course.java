package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * In which order a reader takes the pieces of a tape, as far as their keys say it: of the runs that cover a zxid the one
 * that goes furthest, else the link that begins there. Where a link ends stands in no key; it is expected to go on to where
 * the next piece begins, and whoever follows a course finds out.
 */
final class Course {

    /** Behind every transaction. */
    static final Zxid END = new Zxid(-1);

    private final List<StoredObject> links;
    private final List<Zxid> linkBegins;
    private final List<StoredObject> runs;
    private final List<Zxid> runBegins;
    private final List<Zxid> runEnds;

    /** For each run the place of the one that goes furthest, of all that begin no later. */
    private final List<Integer> furthest = new ArrayList<>();

    /**
     * A piece to take.
     *
     * @param begins as its key says
     * @param from the zxid behind which it is taken: where it begins, or somewhere in the middle of a run
     * @param last where a run ends; empty for a link
     */
    record Step(StoredObject object, Zxid begins, Zxid from, Optional<Zxid> last) {

        boolean isRun() {
            return last.isPresent();
        }

        boolean covers(Zxid zxid) {
            return begins.compareTo(zxid) <= 0
                    && last.filter(end -> zxid.compareTo(end) < 0).isPresent();
        }
    }

    /** Of links and runs that were listed, each in the order of their keys. */
    Course(List<StoredObject> links, List<StoredObject> runs) {
        this.links = links;
        this.linkBegins = links.stream()
                .map(link -> Layout.linkAfter(link.key()).orElseThrow())
                .toList();
        this.runs = runs;
        List<Zxid[]> ranges = runs.stream()
                .map(run -> Layout.runRange(run.key()).orElseThrow())
                .toList();
        this.runBegins = ranges.stream().map(range -> range[0]).toList();
        this.runEnds = ranges.stream().map(range -> range[1]).toList();
        for (int i = 0; i < runs.size(); i++) {
            int before = i == 0 ? 0 : furthest.get(i - 1);
            furthest.add(runEnds.get(i).compareTo(runEnds.get(before)) > 0 ? i : before);
        }
    }

    /** The piece that goes on from a zxid. */
    Optional<Step> at(Zxid zxid) {
        Optional<Step> run = run(zxid);
        int link = Collections.binarySearch(linkBegins, zxid);
        return run.isPresent() || link < 0 ? run : Optional.of(link(link));
    }

    /** The piece to begin with: it may begin before the zxid, or even end there when nothing goes on from it. */
    Optional<Step> first(Zxid zxid) {
        Optional<Step> run = run(zxid);
        if (run.isPresent()) {
            return run.map(step -> new Step(step.object(), step.begins(), step.begins(), step.last()));
        }
        int link = upTo(linkBegins, zxid);
        Optional<Step> before = lastBefore(zxid);
        boolean linkIsNearer = link >= 0
                && (before.isEmpty() || before.get().last().orElseThrow().compareTo(linkBegins.get(link)) <= 0);
        return linkIsNearer ? Optional.of(link(link)) : before;
    }

    /** Where the next piece begins, at a zxid or behind it. */
    Optional<Zxid> begin(Zxid zxid) {
        int link = firstFrom(linkBegins, zxid);
        int run = firstFrom(runBegins, zxid);
        if (link == links.size() || run == runs.size()) {
            return link < links.size()
                    ? Optional.of(linkBegins.get(link))
                    : run < runs.size() ? Optional.of(runBegins.get(run)) : Optional.empty();
        }
        Zxid ofLink = linkBegins.get(link);
        Zxid ofRun = runBegins.get(run);
        return Optional.of(ofLink.compareTo(ofRun) < 0 ? ofLink : ofRun);
    }

    /** A piece and those that go on from it, each from where the one before is expected to end, up to a zxid. */
    List<Step> from(Step first, Zxid through) {
        List<Step> steps = new ArrayList<>();
        Optional<Step> next = Optional.of(first);
        while (next.isPresent()) {
            steps.add(next.get());
            next = end(next.get()).filter(end -> end.compareTo(through) < 0).flatMap(this::at);
        }
        return steps;
    }

    /** All pieces that a reader of the whole tape takes. */
    List<Step> all() {
        List<Step> steps = new ArrayList<>();
        Optional<Step> next = begin(new Zxid(0)).flatMap(this::at);
        while (next.isPresent()) {
            steps.addAll(from(next.get(), END));
            next = end(steps.get(steps.size() - 1)).flatMap(this::begin).flatMap(this::at);
        }
        return steps;
    }

    /** Where a piece ends, as far as keys tell. */
    private Optional<Zxid> end(Step step) {
        return step.isRun() ? step.last() : begin(new Zxid(step.begins().value() + 1));
    }

    private Optional<Step> run(Zxid zxid) {
        int latest = upTo(runBegins, zxid);
        if (latest < 0 || runEnds.get(furthest.get(latest)).compareTo(zxid) <= 0) {
            return Optional.empty();
        }
        int run = furthest.get(latest);
        return Optional.of(new Step(runs.get(run), runBegins.get(run), zxid, Optional.of(runEnds.get(run))));
    }

    /** The run that ends nearest before a zxid which none covers. */
    private Optional<Step> lastBefore(Zxid zxid) {
        int latest = upTo(runBegins, zxid);
        if (latest < 0) {
            return Optional.empty();
        }
        int run = furthest.get(latest);
        return Optional.of(
                new Step(runs.get(run), runBegins.get(run), runBegins.get(run), Optional.of(runEnds.get(run))));
    }

    private Step link(int index) {
        return new Step(links.get(index), linkBegins.get(index), linkBegins.get(index), Optional.empty());
    }

    /** The place of the last of the sorted zxids that is not behind this one; -1 when all are. */
    private static int upTo(List<Zxid> sorted, Zxid zxid) {
        int index = Collections.binarySearch(sorted, zxid);
        if (index < 0) {
            return -index - 2;
        }
        int last = index;
        while (last + 1 < sorted.size() && sorted.get(last + 1).equals(zxid)) {
            last++;
        }
        return last;
    }

    /** The place of the first of the sorted zxids that is not before this one; their number when all are. */
    private static int firstFrom(List<Zxid> sorted, Zxid zxid) {
        int index = Collections.binarySearch(sorted, zxid);
        if (index < 0) {
            return -index - 1;
        }
        int first = index;
        while (first > 0 && sorted.get(first - 1).equals(zxid)) {
            first--;
        }
        return first;
    }
}
