package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Helped;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.TapeCoverage;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which moments tapes hold, and what lies between them. */
final class RangesReport {

    private final List<TapeCoverage> tapes;

    RangesReport(List<TapeCoverage> tapes) {
        this.tapes = tapes;
    }

    /** Whether something that was archived is missing or cannot be used. */
    boolean damaged() {
        return tapes.stream().anyMatch(tape -> !tape.problems().isEmpty());
    }

    void print(PrintWriter out) {
        String before = "";
        for (TapeCoverage tape : tapes) {
            out.print(before);
            out.println(tape.name().node() + "/" + tape.name().source() + " tape "
                    + tape.name().id()
                    + tape.begun()
                            .map(begun -> ", begun " + JsonOutput.seconds(begun))
                            .orElse(""));
            out.println("  why    " + tape.reason().map(reason -> reason + ": ").orElse("not known: ")
                    + tape.explanation());
            for (Range range : tape.ranges()) {
                tape.gaps().stream()
                        .filter(gap -> range.from().equals(gap.before()))
                        .forEach(gap -> print(out, gap));
                out.println("  range  " + range.from() + " through " + range.through());
            }
            tape.helped().forEach(helped -> print(out, helped));
            tape.gaps().stream().filter(gap -> gap.before() == null).forEach(gap -> print(out, gap));
            tape.problems().forEach(problem -> out.println("  DAMAGE " + problem));
            before = System.lineSeparator();
        }
    }

    private static void print(PrintWriter out, Helped helped) {
        String legs = helped.legs().stream()
                .skip(1)
                .map(leg -> leg.tape() + ", which holds " + leg.after() + " alike, through " + leg.through())
                .collect(Collectors.joining(", then of "));
        out.println(
                "  helped behind " + helped.after() + " through " + helped.through() + ": with the help of " + legs);
    }

    private static void print(PrintWriter out, Gap gap) {
        String after = gap.after() == null ? "" : " after " + gap.after();
        String before = gap.before() == null ? " to the end" : " before " + gap.before();
        out.println("  GAP   " + after + before + ": " + gap.reason());
    }

    ArrayNode json() {
        ArrayNode array = JsonOutput.MAPPER.createArrayNode();
        for (TapeCoverage tape : tapes) {
            ObjectNode node = array.addObject();
            node.put("node", tape.name().node());
            node.put("source", tape.name().source());
            node.put("tape", tape.name().id());
            node.put("begun", tape.begun().map(Instant::toString).orElse(null));
            node.put("reason", tape.reason().map(Enum::name).orElse(null));
            node.put("explanation", tape.explanation());
            ArrayNode ranges = node.putArray("ranges");
            for (Range range : tape.ranges()) {
                ObjectNode one = ranges.addObject();
                put(one, "from", range.from());
                put(one, "through", range.through());
            }
            ArrayNode all = node.putArray("helped");
            for (Helped helped : tape.helped()) {
                ObjectNode one = all.addObject();
                put(one, "after", helped.after());
                one.put("through", helped.through().toString());
                ArrayNode legs = one.putArray("legs");
                helped.legs().forEach(leg -> JsonOutput.leg(legs.addObject(), leg));
            }
            ArrayNode gaps = node.putArray("gaps");
            for (Gap gap : tape.gaps()) {
                ObjectNode one = gaps.addObject();
                put(one, "after", gap.after());
                put(one, "before", gap.before());
                one.put("reason", gap.reason());
                one.put("damage", gap.damage());
            }
            ArrayNode problems = node.putArray("problems");
            tape.problems().forEach(problems::add);
        }
        return array;
    }

    private static void put(ObjectNode parent, String name, @Nullable Moment moment) {
        if (moment == null) {
            parent.putNull(name);
        } else {
            JsonOutput.moment(parent.putObject(name), moment);
        }
    }
}
