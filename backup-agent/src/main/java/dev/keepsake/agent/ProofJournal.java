package dev.keepsake.agent;

import dev.keepsake.catalog.Proof;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the daemon remembers of its scheduled looks over a restart. Of bounded size; the reports themselves are in the
 * archive.
 *
 * <p>A text: a line that names its form, the schedule and the last moment that is settled, then a line for each look;
 * fields separated by tabs.
 */
final class ProofJournal {

    /** How many looks are remembered. */
    static final int LOOKS = 100;

    private static final int LONGEST_REASON = 500;
    private static final String FORM = "keepsake-proofs 1";
    private static final String NONE = "-";

    private final Journal.Place place;
    private final Deque<ProofOutcome> outcomes = new ArrayDeque<>();
    private String schedule = "";
    private Optional<Instant> settled = Optional.empty();

    private ProofJournal(Journal.Place place) {
        this.place = place;
    }

    /** The journal in its place, or one that is begun anew where that cannot be used; {@code said} is told why. */
    static ProofJournal openOrBegin(Journal.Place place, Consumer<String> said) {
        ProofJournal journal = new ProofJournal(place);
        try {
            Optional<String> text = place.read();
            if (text.isPresent()) {
                journal.parse(text.get().lines().toList());
            }
            return journal;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            said.accept(place + " cannot be used: " + e.getMessage());
            return new ProofJournal(place);
        }
    }

    private void parse(List<String> lines) {
        String[] head = fields(lines.isEmpty() ? "" : lines.get(0), 3);
        if (!head[0].equals(FORM)) {
            throw new IllegalArgumentException("it does not begin with '" + FORM + "'");
        }
        schedule = head[1];
        settled = head[2].equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(head[2]));
        for (String line : lines.subList(1, Math.min(lines.size(), LOOKS + 1))) {
            String[] fields = fields(line, 6);
            outcomes.add(new ProofOutcome(
                    Instant.parse(fields[0]),
                    Proof.Level.valueOf(fields[1]),
                    ProofOutcome.Kind.valueOf(fields[2]),
                    Instant.parse(fields[3]),
                    fields[4],
                    fields[5]));
        }
    }

    private static String[] fields(String line, int count) {
        String[] fields = line.split("\t", -1);
        if (fields.length != count) {
            throw new IllegalArgumentException(
                    "a line has " + fields.length + " fields where " + count + " belong: '" + line + "'");
        }
        return fields;
    }

    /** The moment through which nothing is due any more. */
    Optional<Instant> settled() {
        return settled;
    }

    /** What became of the last looks, oldest first. */
    List<ProofOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /**
     * Of each level the newest look, the newest that came to anything, and the newest good one, which may all be the same;
     * oldest first.
     */
    List<ProofOutcome> newest() {
        Set<ProofOutcome> newest = new HashSet<>();
        for (Proof.Level level : Proof.Level.values()) {
            last(one -> one.level() == level).ifPresent(newest::add);
            last(one -> one.level() == level && one.kind() != ProofOutcome.Kind.NOT_DONE)
                    .ifPresent(newest::add);
            last(one -> one.level() == level && one.kind() == ProofOutcome.Kind.GOOD)
                    .ifPresent(newest::add);
        }
        return outcomes.stream().filter(newest::contains).toList();
    }

    private Optional<ProofOutcome> last(Predicate<ProofOutcome> wanted) {
        return outcomes.stream().filter(wanted).reduce((older, newer) -> newer);
    }

    /** Whether a look of the last time came to nothing. */
    boolean isUndone() {
        return last(one -> true)
                .filter(newest -> outcomes.stream()
                        .anyMatch(one -> one.slot().equals(newest.slot()) && one.kind() == ProofOutcome.Kind.NOT_DONE))
                .isPresent();
    }

    /** Begins to count anew, from this moment on, when it is another schedule than before. */
    void follow(String words, Instant now) {
        if (!words.equals(schedule)) {
            schedule = words;
            settled = Optional.of(now);
        }
    }

    /** Notes an outcome; {@link #save} writes it. */
    void add(ProofOutcome outcome) {
        outcomes.add(outcome);
        while (outcomes.size() > LOOKS) {
            outcomes.remove();
        }
    }

    /** Notes that nothing is due up to this moment. */
    void settleThrough(Instant slot) {
        settled = settled.filter(before -> before.isAfter(slot)).or(() -> Optional.of(slot));
    }

    /** Writes it all. */
    void save() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(FORM).append('\t').append(plain(schedule)).append('\t');
        text.append(settled.map(Instant::toString).orElse(NONE)).append('\n');
        for (ProofOutcome outcome : outcomes) {
            text.append(outcome.slot()).append('\t').append(outcome.level()).append('\t');
            text.append(outcome.kind()).append('\t').append(outcome.at()).append('\t');
            text.append(plain(outcome.backup())).append('\t').append(plain(outcome.reason()));
            text.append('\n');
        }
        place.write(text.toString());
    }

    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON - 1) + "…";
    }
}
