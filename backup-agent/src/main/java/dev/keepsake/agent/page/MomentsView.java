package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.TapeCoverage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The view of all moments that tapes hold, and what lies between them. */
final class MomentsView {

    private static final int MOST = 200;

    private MomentsView() {}

    static Element[] content(Survey archive, Instant now) {
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h1", "Moments"));
        parts.add(Element.of(
                "p", "Every moment of a range can be restored, and looked at as a tree. Gaps cannot, and say why."));
        parts.add(Element.of("p", "As they were at ")
                .and(Frame.time(archive.stock().at()))
                .text("; they are looked at after each backup, and every hour.")
                .with("class", "hint"));
        parts.add(Element.of("section", TimeLine.of(archive, now)));
        if (archive.stock().tapes().isEmpty()) {
            parts.add(Frame.note("weak", archive.stock().hidden().orElse("There is no tape of any server.")));
        }
        List<TapeCoverage> tapes = archive.stock().tapes();
        tapes.subList(Math.max(0, tapes.size() - MOST), tapes.size()).forEach(tape -> parts.add(tape(tape)));
        return parts.toArray(new Element[0]);
    }

    private static Element tape(TapeCoverage tape) {
        String name = tape.name().node() + "/" + tape.name().source();
        Element section = Element.of(
                "section",
                Element.of("h2", name),
                Element.of("p", "Tape ")
                        .and(Frame.name(tape.name().id()))
                        .text(tape.begun()
                                        .map(begun -> ", begun " + Words.moment(begun))
                                        .orElse("") + ": " + tape.explanation()));
        List<List<Element>> rows = new ArrayList<>();
        for (Range range : tape.ranges()) {
            tape.gaps().stream()
                    .filter(gap -> range.from().equals(gap.before()))
                    .forEach(gap -> rows.add(row(gap)));
            rows.add(List.of(
                    Element.of("span", "range").with("class", "badge good"),
                    moment(range.from(), name),
                    moment(range.through(), name),
                    Frame.cell("")));
        }
        tape.gaps().stream().filter(gap -> gap.before() == null).forEach(gap -> rows.add(row(gap)));
        if (!rows.isEmpty()) {
            section.and(Frame.table(
                    "What " + name + " holds on this tape", List.of("What", "From", "Through", "Why"), rows));
        }
        tape.problems().forEach(problem -> section.and(Frame.note("bad", problem)));
        return section;
    }

    private static List<Element> row(Gap gap) {
        return List.of(
                Element.of("span", gap.damage() ? "damage" : "gap").with("class", "badge bad"),
                edge(gap.after(), "the beginning"),
                edge(gap.before(), "the end"),
                Frame.cell(gap.reason()));
    }

    private static Element edge(@Nullable Moment moment, String without) {
        return Frame.cell(moment == null ? without : moment.toString());
    }

    private static Element moment(Moment moment, String tape) {
        String at = moment.zxid().toString();
        Link tree = Link.to("/tree").with("at", at).with("tape", tape);
        Element when =
                Element.of("span", moment.time().map(Words::moment).orElse("")).with("class", "when");
        // what a browser keeps together loses the blank at its own beginning
        return Element.of("span", Element.of("a", at).with("href", tree.toString()))
                .text(" ")
                .and(when);
    }
}
