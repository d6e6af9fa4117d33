package dev.keepsake.checkup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a look at a cluster brought to light, the worst first.
 *
 * @param about what was looked at, such as {@code cluster prod, as it runs}
 * @param time when
 * @param unused silences that cover nothing that was found
 */
public record Report(String about, Instant time, List<Entry> entries, List<Silence> unused) {

    /** A finding, and who silenced it, if anybody. */
    public record Entry(Finding finding, Optional<Silence> silence) {

        /** Whether somebody should act: it is found, and nobody said that he lives with it. */
        public boolean isOpen() {
            return finding.isFound() && silence.isEmpty();
        }

        /** Whether it is found, and somebody lives with it. */
        public boolean isSilenced() {
            return silence.isPresent();
        }

        /** Whether nobody could say. */
        public boolean isUnknown() {
            return finding.standing() == Standing.UNKNOWN && silence.isEmpty();
        }

        /** Whether it is open or unknown, and matters as much, or more. What nobody could say matters as a note does. */
        public boolean fails(Severity least) {
            return (isOpen() || isUnknown()) && finding.severity().atLeast(least);
        }

        /** Whether it is as it should be. */
        public boolean isPassed() {
            return finding.standing() == Standing.PASSED;
        }
    }

    /** Keeps its own copies. */
    public Report {
        entries = List.copyOf(entries);
        unused = List.copyOf(unused);
    }

    /** Sorts what was found, and applies silences; the first that covers a finding counts. */
    public static Report of(String about, Instant time, List<Finding> findings, List<Silence> silences) {
        return of(about, time, findings, silences, finding -> true);
    }

    /** The same where not everything may be silenced. */
    public static Report of(
            String about, Instant time, List<Finding> findings, List<Silence> silences, Predicate<Finding> maySilence) {
        List<Entry> entries = new ArrayList<>();
        List<Silence> unused = new ArrayList<>(silences);
        findings.stream().sorted(Finding.WORST_FIRST).forEach(finding -> {
            Optional<Silence> silence = finding.standing() == Standing.PASSED || !maySilence.test(finding)
                    ? Optional.empty()
                    : silences.stream().filter(one -> one.covers(finding)).findFirst();
            silence.ifPresent(unused::remove);
            entries.add(new Entry(finding, silence));
        });
        return new Report(about, time, entries, unused);
    }

    /** What somebody should act on. */
    public List<Entry> open() {
        return only(Entry::isOpen);
    }

    /** What somebody lives with. */
    public List<Entry> silenced() {
        return only(Entry::isSilenced);
    }

    /** What nobody could say. */
    public List<Entry> unknown() {
        return only(Entry::isUnknown);
    }

    /** What is as it should be. */
    public List<Entry> passed() {
        return only(Entry::isPassed);
    }

    /** What somebody should act on, and how many of it matter just so much. */
    public long open(Severity severity) {
        return open().stream()
                .filter(entry -> entry.finding().severity() == severity)
                .count();
    }

    /** The severity of the worst that somebody should act on; empty where there is nothing. */
    public Optional<Severity> worst() {
        return open().stream().map(entry -> entry.finding().severity()).max(Comparator.naturalOrder());
    }

    /** Whether something that matters as much, or more, is open, or could not be asked. */
    public boolean fails(Severity least) {
        return entries.stream().anyMatch(entry -> entry.fails(least));
    }

    /** The rules that were looked at, by id. */
    public List<Rule> rules() {
        return entries.stream()
                .map(entry -> entry.finding().rule())
                .distinct()
                .sorted(Comparator.comparing(Rule::id))
                .toList();
    }

    private List<Entry> only(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }
}
