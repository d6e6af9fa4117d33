package dev.keepsake.agent;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the daemon remembers over a restart: when it was last seen, through which slot all is settled, and what became of
 * the last slots. Of bounded size. Backups do not depend on it: without it the reasons for old slots are lost.
 *
 * <p>A text: a line that names its form, the schedule, two moments, then a line for each slot; fields separated by tabs.
 */
final class Journal {

    /** How many slots are remembered. */
    static final int SLOTS = 200;

    private static final int LONGEST_REASON = 500;
    private static final String FORM = "keepsake-journal 1";
    private static final String NONE = "-";

    private final Place place;
    private final Deque<SlotOutcome> outcomes = new ArrayDeque<>();
    private String schedule = "";
    private Optional<Instant> seen = Optional.empty();
    private Optional<Instant> settled = Optional.empty();

    /** Where a journal is kept. */
    interface Place {

        /** What was written last, if anything was. */
        Optional<String> read() throws IOException;

        /** Replaces it as a whole, or throws and leaves what was there. */
        void write(String text) throws IOException;
    }

    private Journal(Place place) {
        this.place = place;
    }

    /** The journal in its place; an empty one when there is none. Throws when it cannot be read. */
    static Journal open(Place place) throws IOException {
        Journal journal = new Journal(place);
        Optional<String> text = place.read();
        if (text.isPresent()) {
            try {
                journal.parse(text.get().lines().toList());
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new IOException("the journal is damaged: " + e.getMessage(), e);
            }
        }
        return journal;
    }

    /**
     * The same, or one that is begun anew, over whatever is in its place, when that cannot be used; {@code said} is told
     * why. What is lost then are reasons, not backups.
     */
    static Journal openOrBegin(Place place, Consumer<String> said) {
        try {
            return open(place);
        } catch (IOException e) {
            said.accept(place + " cannot be used: " + e.getMessage());
            return new Journal(place);
        }
    }

    private void parse(List<String> lines) {
        if (lines.isEmpty() || !lines.get(0).startsWith(FORM + "\t")) {
            throw new IllegalArgumentException("it does not begin with '" + FORM + "'");
        }
        String[] head = fields(lines.get(0), 4);
        schedule = head[1];
        seen = moment(head[2]);
        settled = moment(head[3]);
        for (String line : lines.subList(1, Math.min(lines.size(), SLOTS + 1))) {
            String[] fields = fields(line, 4);
            outcomes.add(new SlotOutcome(
                    Instant.parse(fields[0]),
                    SlotOutcome.Kind.valueOf(fields[1]),
                    Instant.parse(fields[2]),
                    fields[3]));
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

    private static Optional<Instant> moment(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    /** When the daemon last looked at its slots. */
    Optional<Instant> seen() {
        return seen;
    }

    /** The slot through which every one has its outcome. */
    Optional<Instant> settled() {
        return settled;
    }

    /** What became of the last slots, oldest first. */
    List<SlotOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Begins to count slots anew when they are those of another schedule. */
    void follow(String words) {
        if (!words.equals(schedule)) {
            schedule = words;
            settled = Optional.empty();
        }
    }

    /** Notes an outcome; {@link #save} writes it. */
    void add(SlotOutcome outcome) {
        outcomes.add(outcome);
        while (outcomes.size() > SLOTS) {
            outcomes.remove();
        }
        settleThrough(outcome.slot());
    }

    /** Notes that slots up to this one need no outcome of their own. */
    void settleThrough(Instant slot) {
        settled = settled.filter(before -> before.isAfter(slot)).or(() -> Optional.of(slot));
    }

    /** Notes that the daemon looks at its slots. */
    void see(Instant now) {
        seen = Optional.of(now);
    }

    /** Writes it all. */
    void save() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(FORM).append('\t').append(plain(schedule)).append('\t');
        text.append(seen.map(Instant::toString).orElse(NONE)).append('\t');
        text.append(settled.map(Instant::toString).orElse(NONE)).append('\n');
        for (SlotOutcome outcome : outcomes) {
            text.append(outcome.slot()).append('\t').append(outcome.kind()).append('\t');
            text.append(outcome.at())
                    .append('\t')
                    .append(plain(outcome.reason()))
                    .append('\n');
        }
        place.write(text.toString());
    }

    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON - 1) + "…";
    }
}
