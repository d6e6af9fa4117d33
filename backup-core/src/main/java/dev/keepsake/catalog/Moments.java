package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds moments to restore on the tapes of one ensemble. Reads links where needed, and changes nothing. */
public final class Moments {

    private static final String SEE = "'keepsake list --ranges' shows what there is";

    private final Chains chains;
    private final List<SurveyedTape> tapes;
    private final List<Stretch> stretches;
    private final Ways ways;

    /** The stretches, and ways over several tapes as if one held them. */
    private final List<Stretch> searched;

    private Moments(Chains chains, List<SurveyedTape> tapes, List<Stretch> stretches, Ways ways) {
        this.chains = chains;
        this.tapes = tapes;
        this.stretches = stretches;
        this.ways = ways;
        this.searched =
                Stream.concat(stretches.stream(), ways.asStretches().stream()).toList();
    }

    /**
     * The moments of a cluster's only ensemble, or of the named tape, node or source.
     *
     * @param tape a tape's ULID, {@code NODE} or {@code NODE/SOURCE}
     */
    static Moments of(Chains chains, Coverage coverage, Optional<String> tape) throws IOException {
        List<SurveyedTape> tapes = coverage.surveyed().stream()
                .filter(one -> tape.isEmpty() || one.name().isCalled(tape.get()))
                .toList();
        if (tapes.isEmpty()) {
            throw new StoreException.NotFound(
                    tape.map(name -> "there is no tape '" + name + "', and no node of that name has one")
                                    .orElse("there is no tape of any server")
                            + "; " + SEE);
        }
        SurveyedTape.requireOneEnsemble(tapes);
        List<Stretch> stretches =
                tapes.stream().flatMap(one -> one.stretches().stream()).toList();
        if (stretches.isEmpty()) {
            throw new RefusedException("no moment can be restored from the tapes alone: "
                    + tapes.stream()
                            .flatMap(one -> one.reasons(new Zxid(0), new Zxid(-1)).stream())
                            .distinct()
                            .collect(Collectors.joining("; "))
                    + "; " + SEE);
        }
        return new Moments(chains, tapes, stretches, Ways.of(chains, coverage, stretches));
    }

    /** Right after the last transaction at or below a zxid. */
    public Chosen at(Zxid zxid) throws IOException {
        return at(zxid, new Notes());
    }

    /**
     * The same moment once more, by ways around whatever of its tapes is damaged; every link that leads there is read for
     * that. Empty where there is none.
     */
    public Optional<Chosen> aroundDamage(Zxid zxid) throws IOException {
        return ways.aroundDamage(zxid, new Notes());
    }

    /** The newest moment of all; refused where tapes of the ensemble disagree, since any of them may be the true one. */
    public Chosen latest() throws IOException {
        TapeComparison comparison = new TapeComparison(chains);
        Optional<Disagreement> found = comparison.first(SurveyedTape.newestEnds(tapes));
        if (found.isPresent()) {
            throw found.get().refusal();
        }
        Notes notes = new Notes();
        notes.addAll(comparison.remarks());
        return at(newest(), notes);
    }

    /** Right before the first transaction, in their order, whose time is later. */
    public Chosen at(Instant time) throws IOException {
        Notes notes = new Notes();
        return at(find(time, notes), time, notes);
    }

    private TimeSearch.Found find(Instant time, Notes notes) throws IOException {
        return TimeSearch.read(chains, time, new Searched(searched, ways, notes), notes);
    }

    /** The last transaction before the first, in their order, whose time is later; of all that are archived. */
    public Zxid lastUpTo(Instant time) throws IOException {
        Moment moment = find(time, new Notes()).moment();
        return moment == null ? new Zxid(0) : moment.zxid();
    }

    /** What happened to a znode; where the newest of the tapes disagree, that is said, since only one of them is true. */
    public HistoryPage history(HistoryRequest request) throws IOException {
        HistoryPage page = new ZnodeHistory(chains, request, ways::stretchesAroundDamage).read(searched);
        return new TapeComparison(chains)
                .first(SurveyedTape.newestEnds(tapes))
                .map(found ->
                        page.with(found.words() + ". Some of what is told here may be of the one that is not true:"
                                + " say with --tape which is"))
                .orElse(page);
    }

    private Chosen at(TimeSearch.Found found, Instant time, Notes notes) throws IOException {
        Moment moment = found.moment();
        if (moment == null) {
            throw refused("no transaction that can be restored is from before " + time, new Zxid(0));
        }
        boolean just = moment.time().filter(time::equals).isPresent();
        if (!found.next() && !just) {
            boolean last = moment.zxid().equals(newest());
            throw refused(
                    last
                            ? time + " is after the newest transaction that can be restored, and nothing tells"
                                    + " what came after that"
                            : time + " lies where transactions are missing, after " + moment,
                    moment.zxid());
        }
        return at(moment.zxid(), notes);
    }

    /** Right before the newest transactions but {@code change} - 1 that created, changed or deleted a znode. */
    public Chosen before(String path, int change) throws IOException {
        Notes notes = new Notes();
        List<PathHistory.Found> found = history(path, change, notes);
        if (found.size() < change) {
            String what = found.isEmpty()
                    ? "nothing that is archived creates, changes or deletes " + path
                    : "what is archived changes " + path + " only " + found.size() + " times, first in "
                            + found.get(found.size() - 1).change().moment();
            throw new StoreException.NotFound(what + told(notes));
        }
        new TapeComparison(chains).tell(tapes, notes);
        PathHistory.Found chosen = found.get(change - 1);
        String which = chosen.change().moment() + " (" + chosen.change().kind() + " of " + path + ")";
        return servedBefore(chosen.before(), which, notes);
    }

    /**
     * Right before the deletion of a tree began, leaf by leaf, which ended with that of its root.
     *
     * @param which counts the deletions of the root, the newest first, from 1
     */
    public Chosen beforeDeletion(String path, int which) throws IOException {
        Notes notes = new Notes();
        DeletionSearch search = new DeletionSearch(chains, path, which);
        DeletionSearch.Deletion deletion = search.search(new Searched(searched, ways, notes), notes)
                .orElseThrow(() -> new StoreException.NotFound(path + " was deleted " + search.ends()
                        + " times in what is archived; 'keepsake history " + path + " --children' shows what happened"
                        + " there" + told(notes)));
        notes.addAll(deletion.words());
        new TapeComparison(chains).tell(tapes, notes);
        return servedBefore(deletion.before(), deletion.first() + " (the deletion of " + path + " began)", notes);
    }

    private static String told(Notes notes) {
        return notes.all().stream().map(note -> "; " + note).collect(Collectors.joining());
    }

    private Chosen servedBefore(Zxid before, String what, Notes notes) throws IOException {
        if (searched.stream().noneMatch(stretch -> stretch.holds(before))) {
            throw refused("the moment before " + what + " cannot be restored: no base that is left serves it", before);
        }
        return at(before, notes);
    }

    /** The newest transactions that created, changed or deleted a znode, newest first. */
    public List<Change> changes(String path, int most) throws IOException {
        return history(path, most, new Notes()).stream()
                .map(PathHistory.Found::change)
                .toList();
    }

    private List<PathHistory.Found> history(String path, int most, Notes notes) throws IOException {
        return PathHistory.read(chains, path, most, new Searched(searched, ways, notes), notes);
    }

    private Chosen at(Zxid zxid, Notes notes) throws IOException {
        List<Stretch> holding = stretches.stream()
                .filter(stretch -> stretch.holds(zxid))
                .sorted(preferred(zxid))
                .toList();
        List<Stretch> read = new ArrayList<>();
        List<Chains.Place> places = new ArrayList<>();
        @Nullable CorruptException failure = null;
        for (Stretch stretch : holding) {
            try {
                places.add(chains.find(stretch, zxid));
                read.add(stretch);
                requireAgreed(read, places);
            } catch (CorruptException damaged) {
                notes.addDamage("tape " + stretch.tape() + " is damaged: " + damaged.getMessage());
                failure = damaged;
            }
        }
        if (!places.isEmpty()) {
            return chosen(places.get(0), read, notes);
        }
        Optional<Chosen> bridged = failure == null ? ways.to(zxid, notes) : ways.aroundDamage(zxid, notes);
        if (bridged.isPresent()) {
            return bridged.get();
        }
        if (failure != null) {
            throw failure;
        }
        throw refused(zxid + " cannot be restored: " + whereabouts(zxid), zxid);
    }

    /** Tapes of one ensemble hold the same; else one is of a clone, or of a server that was rolled back. */
    private static void requireAgreed(List<Stretch> read, List<Chains.Place> places) throws IOException {
        int last = places.size() - 1;
        if (!places.get(0).agrees(places.get(last))) {
            throw new RefusedException("the tapes " + read.get(0).tape() + " and "
                    + read.get(last).tape() + " hold different transactions: "
                    + places.get(0).moment() + " and " + places.get(last).moment()
                    + ". They are not of one history: a clone captured under the same name, or a server that was rolled"
                    + " back. Say with --tape which of them is true");
        }
    }

    private static Chosen chosen(Chains.Place place, List<Stretch> holding, Notes notes) {
        List<Manifest.NodeShare> shares = new ArrayList<>();
        // another tape comes before an older base of the same one, whose links may be what is damaged
        boolean more = true;
        for (int age = 0; more; age++) {
            more = false;
            for (Stretch stretch : holding) {
                List<Share> own = stretch.shares(place.moment());
                if (age < own.size()) {
                    shares.add(new Manifest.NodeShare(stretch.tape().node(), own.get(age)));
                    more = true;
                }
            }
        }
        return new Chosen(place.moment(), place.next(), shares, List.of(), notes.all(), notes.damage());
    }

    /** A tape that a backup names for this moment, else the one that goes furthest and begins earliest. */
    private static Comparator<Stretch> preferred(Zxid zxid) {
        return Comparator.comparing((Stretch one) -> !one.isNamedAt(zxid))
                .thenComparing(one -> one.through().zxid(), Comparator.reverseOrder())
                .thenComparing(one -> one.from().zxid())
                .thenComparing(one -> one.tape().node());
    }

    private Zxid newest() {
        return searched.stream()
                .map(one -> one.through().zxid())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private String whereabouts(Zxid zxid) {
        if (before(zxid).isEmpty()) {
            return "it is before the first moment that any tape holds whole";
        }
        return after(zxid).isEmpty()
                ? "it is after the newest transaction that is archived whole"
                : "it lies where transactions are missing, or were archived without a base before them";
    }

    private RefusedException refused(String why, Zxid zxid) {
        List<String> near = new ArrayList<>();
        before(zxid).ifPresent(moment -> near.add("before it " + moment + ", --zxid " + moment.zxid()));
        after(zxid).ifPresent(moment -> near.add("after it " + moment + ", --zxid " + moment.zxid()));
        return new RefusedException(
                why + ". The nearest moments that can be restored: " + String.join("; ", near) + ". " + SEE);
    }

    /** The last good moment at or below a zxid that is not one itself. */
    private Optional<Moment> before(Zxid zxid) {
        return searched.stream()
                .map(Stretch::through)
                .filter(moment -> moment.zxid().compareTo(zxid) <= 0)
                .max(Comparator.comparing(Moment::zxid));
    }

    private Optional<Moment> after(Zxid zxid) {
        return searched.stream()
                .map(Stretch::from)
                .filter(moment -> moment.zxid().compareTo(zxid) > 0)
                .min(Comparator.comparing(Moment::zxid));
    }
}
