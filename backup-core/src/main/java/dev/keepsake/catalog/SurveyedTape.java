package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What there is of a tape.
 *
 * @param record what it says of itself
 * @param problem why that cannot be read; empty when it can
 * @param stretches in order
 * @param joined all runs of joined links in order, those that no base leads to, too
 * @param breaks in order
 * @param removed what was removed on purpose, as nothing needed it; in order
 * @param spared what is damaged and hides nothing, since something else holds the same
 * @param epochs those that anything of this tape tells of
 */
record SurveyedTape(
        TapeName name,
        Optional<TapeRecord> record,
        String problem,
        List<Stretch> stretches,
        List<Joined> joined,
        List<Break> breaks,
        List<Break> removed,
        List<String> spared,
        Epochs epochs) {

    /** Tapes of several ensembles have nothing to do with each other. */
    static void requireOneEnsemble(List<SurveyedTape> tapes) throws RefusedException {
        List<String> sources =
                tapes.stream().map(one -> one.name().source()).distinct().toList();
        if (sources.size() > 1) {
            throw new RefusedException("there are several ensembles (" + String.join(", ", sources)
                    + "); say which with --tape NODE/SOURCE: "
                    + tapes.stream()
                            .map(one -> one.name().node() + "/" + one.name().source())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
    }

    /** Keeps its own copies. */
    SurveyedTape {
        stretches = List.copyOf(stretches);
        joined = List.copyOf(joined);
        breaks = List.copyOf(breaks);
        removed = List.copyOf(removed);
        spared = List.copyOf(spared);
    }

    /** The last joined links of each node's newest tape, whether or not a base leads to them. */
    static List<TapeEnd> newestEnds(List<SurveyedTape> tapes) {
        SortedMap<String, Joined> newest = new TreeMap<>();
        Comparator<Joined> age =
                Comparator.comparing((Joined one) -> one.tape().id()).thenComparing(Joined::through);
        for (SurveyedTape tape : tapes) {
            for (Joined joined : tape.joined()) {
                newest.merge(tape.name().node(), joined, (one, other) -> age.compare(one, other) >= 0 ? one : other);
            }
        }
        return newest.values().stream()
                .map(joined -> new TapeEnd(joined.tape(), joined.spans()))
                .toList();
    }

    /** What is broken here from one zxid on and before another. */
    List<String> reasons(Zxid from, Zxid before) {
        return reasons(breaks, from, before);
    }

    /** What was removed on purpose between them. */
    List<String> removals(Zxid from, Zxid before) {
        return reasons(removed, from, before);
    }

    private static List<String> reasons(List<Break> breaks, Zxid from, Zxid before) {
        return breaks.stream()
                .filter(one -> one.after().compareTo(from) >= 0 && one.after().compareTo(before) < 0)
                .map(Break::reason)
                .distinct()
                .toList();
    }
}
