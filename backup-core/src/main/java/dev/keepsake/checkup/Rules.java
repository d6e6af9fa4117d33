package dev.keepsake.checkup;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All rules of the doctor. */
public final class Rules {

    /** What nobody could look at is not known to be good. */
    public static final Rule ASKED = new Rule(
            "doctor.asked",
            Severity.WARNING,
            "something could not be asked",
            "What nobody could look at is not known to be good.");

    private Rules() {}

    /** All of them, by id. */
    public static List<Rule> all() {
        return Stream.of(List.of(ASKED), EnsembleRules.ALL, TreeRules.ALL, MasterRules.ALL, AppRules.ALL)
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Rule::id))
                .toList();
    }
}
