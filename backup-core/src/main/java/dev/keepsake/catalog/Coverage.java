package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all tapes of a cluster hold: which moments can be restored, and what lies between them. */
public final class Coverage {

    private final List<SurveyedTape> tapes;
    private final List<Catalog.Listed> backups;
    private final List<Bridge> bridges;

    /**
     * Of tapes sorted by node, source and age, of the backups that were made of them, and of ways that it takes several tapes
     * for.
     */
    Coverage(List<SurveyedTape> tapes, List<Catalog.Listed> backups, List<Bridge> bridges) {
        this.bridges = List.copyOf(bridges);
        this.tapes = List.copyOf(tapes);
        this.backups = List.copyOf(backups);
    }

    /** The backups that were asked for what they say of tapes, those among them that cannot be read, too. */
    public List<Catalog.Listed> backups() {
        return backups;
    }

    List<Bridge> bridges() {
        return bridges;
    }

    List<SurveyedTape> surveyed() {
        return tapes;
    }

    /** The epochs that any tape or any backup tells of. */
    Epochs epochs() {
        Epochs epochs = new Epochs();
        backups.stream()
                .flatMap(backup -> backup.manifest().stream())
                .forEach(manifest -> epochs.vouch(manifest.highestEpoch()));
        tapes.forEach(tape -> epochs.add(tape.epochs()));
        return epochs;
    }

    /** Every tape, by node and source, the oldest first. */
    public List<TapeCoverage> tapes() {
        List<TapeCoverage> covered = new ArrayList<>();
        @Nullable SurveyedTape before = null;
        @Nullable Moment reached = null;
        for (int i = 0; i < tapes.size(); i++) {
            SurveyedTape tape = tapes.get(i);
            if (before == null || !isOfSameSource(before, tape)) {
                before = null;
                reached = null;
            }
            boolean newest = i + 1 == tapes.size() || !isOfSameSource(tape, tapes.get(i + 1));
            covered.add(covered(before, tape, reached, newest));
            before = tape;
            List<Stretch> stretches = tape.stretches();
            reached = stretches.isEmpty()
                    ? reached
                    : stretches.get(stretches.size() - 1).through();
        }
        return covered;
    }

    private static boolean isOfSameSource(SurveyedTape one, SurveyedTape other) {
        return one.name().node().equals(other.name().node())
                && one.name().source().equals(other.name().source());
    }

    private TapeCoverage covered(
            @Nullable SurveyedTape before, SurveyedTape tape, @Nullable Moment reached, boolean newest) {
        List<Range> ranges = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        @Nullable Moment last = reached;
        for (Stretch stretch : tape.stretches()) {
            boolean first = ranges.isEmpty();
            gap(first ? before : null, tape, first, last, stretch.from()).ifPresent(gaps::add);
            ranges.add(new Range(stretch.from(), stretch.through()));
            last = stretch.through();
        }
        if (newest || ranges.isEmpty()) {
            trailing(tape, ranges.isEmpty(), last).ifPresent(gaps::add);
        }
        Optional<TapeRecord> record = tape.record();
        return new TapeCoverage(
                tape.name(),
                record.map(TapeRecord::begun),
                record.map(TapeRecord::reason),
                record.map(TapeRecord::explanation).orElse(tape.problem()),
                ranges,
                helped(tape),
                gaps,
                problems(tape));
    }

    /** What a base of this tape leads to with the help of others. */
    private List<Helped> helped(SurveyedTape tape) {
        return bridges.stream()
                .filter(bridge -> bridge.first().tape().equals(tape.name()))
                .map(bridge -> new Helped(bridge.first().through(), bridge.through(), bridge.legs(bridge.through())))
                .toList();
    }

    private static List<String> problems(SurveyedTape tape) {
        List<String> problems =
                tape.breaks().stream().map(Break::reason).distinct().collect(Collectors.toCollection(ArrayList::new));
        problems.addAll(tape.spared());
        if (!tape.problem().isEmpty()) {
            problems.add("why it began cannot be read: " + tape.problem());
        }
        return problems;
    }

    /** What lies before a range: a step from one tape to the next, a part that is missing, or both. */
    private static Optional<Gap> gap(
            @Nullable SurveyedTape before, SurveyedTape tape, boolean first, @Nullable Moment after, Moment next) {
        Zxid from = after == null ? new Zxid(0) : after.zxid();
        List<String> damage = new ArrayList<>(before == null ? List.of() : before.reasons(from, new Zxid(-1)));
        damage.addAll(tape.reasons(first ? new Zxid(0) : from, next.zxid()));
        boolean joined = after != null && next.zxid().value() == after.zxid().value() + 1;
        if (joined || (after == null && damage.isEmpty())) {
            return Optional.empty();
        }
        List<String> removals = tape.removals(first ? new Zxid(0) : from, next.zxid());
        List<String> reasons = new ArrayList<>(damage);
        reasons.addAll(removals);
        boolean step = first && after != null;
        if (step) {
            reasons.add(0, began(tape));
        }
        boolean removed = damage.isEmpty() && !step && !removals.isEmpty();
        return Optional.of(new Gap(after, next, String.join("; ", reasons), !damage.isEmpty(), removed));
    }

    /** What was archived behind the last range, and cannot be reached. */
    private static Optional<Gap> trailing(SurveyedTape tape, boolean nothing, @Nullable Moment last) {
        Zxid from = nothing || last == null ? new Zxid(0) : last.zxid();
        List<String> damage = tape.reasons(from, new Zxid(-1));
        if (damage.isEmpty() && !nothing) {
            return Optional.empty();
        }
        String reason = damage.isEmpty() ? "nothing of this tape can be restored" : String.join("; ", damage);
        return Optional.of(new Gap(last, null, reason, !damage.isEmpty(), false));
    }

    private static String began(SurveyedTape tape) {
        return tape.record()
                .map(record -> record.reason() + ": " + record.explanation())
                .orElse("why this tape began cannot be read: " + tape.problem());
    }
}
