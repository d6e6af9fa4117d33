package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.TapeCoverage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A picture of the last days: which moments can be restored, where there are gaps, and when backups were made. */
final class TimeLine {

    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int WIDTH = 1000;
    private static final int BAR = 14;
    private static final int ROW = 22;
    private static final int MOST_ROWS = 12;

    private final Survey archive;
    private final Instant from;
    private final Instant to;

    private TimeLine(Survey archive, Instant from, Instant to) {
        this.archive = archive;
        this.from = from;
        this.to = to;
    }

    /** The picture, and beside it in words what it shows. */
    static Element of(Survey archive, Instant now) {
        Instant first = archive.backups().stream()
                .map(Manifest::created)
                .min(Instant::compareTo)
                .orElse(now);
        Duration span = Duration.between(first, now);
        span = span.compareTo(SHORTEST) < 0 ? SHORTEST : span.compareTo(LONGEST) > 0 ? LONGEST : span;
        return new TimeLine(archive, now.minus(span), now).drawn();
    }

    private Element drawn() {
        List<TapeCoverage> tapes = archive.stock().tapes().stream()
                .filter(tape -> !tape.ranges().isEmpty())
                .filter(this::isShown)
                .toList();
        List<TapeCoverage> shown = tapes.subList(Math.max(0, tapes.size() - MOST_ROWS), tapes.size());
        int height = (shown.size() + 1) * ROW;
        Element svg = Element.of("svg")
                .with("viewBox", "0 0 " + WIDTH + " " + height)
                .with("preserveAspectRatio", "none")
                .with("height", Integer.toString(height))
                .with("width", "100%")
                .with("role", "img")
                .with("aria-label", words(shown));
        int row = 0;
        for (TapeCoverage tape : shown) {
            draw(svg, tape, row * ROW + (ROW - BAR) / 2);
            row++;
        }
        for (Manifest backup : archive.backups()) {
            tick(svg, backup, row * ROW);
        }
        return Element.of(
                        "div",
                        Element.of("div", lanes(shown), Element.of("div", svg).with("class", "canvas"))
                                .with("class", "lanesbox"),
                        Element.of("p", Frame.time(from), Element.of("span", "now"))
                                .with("class", "ends"),
                        legend())
                .with("class", "timeline");
    }

    private static Element lanes(List<TapeCoverage> shown) {
        Element names = Element.of("ul").with("class", "lanes").with("aria-hidden", "true");
        shown.forEach(tape -> names.and(
                Element.of("li", tape.name().node() + "/" + tape.name().source())));
        names.and(Element.of("li", "backups"));
        return names;
    }

    private boolean isShown(TapeCoverage tape) {
        return tape.ranges().stream().anyMatch(range -> end(tape, range).isAfter(from));
    }

    /** Where nothing was committed for some time, a range lasts until a backup found so. */
    private Instant end(TapeCoverage tape, Range range) {
        Instant last = range.through().time().orElse(from);
        for (Manifest backup : archive.backups()) {
            for (Part part : backup.parts()) {
                boolean found = endsAt(part, tape, range.through().zxid());
                last = found && part.begun().isAfter(last) ? part.begun() : last;
            }
        }
        return last;
    }

    /** No record says when the moment of a base was that nothing follows, but the first backup that ends with it was there by then. */
    private Instant begin(TapeCoverage tape, Range range) {
        return range.from().time().or(() -> first(tape, range.from().zxid())).orElseGet(() -> end(tape, range));
    }

    private Optional<Instant> first(TapeCoverage tape, Zxid through) {
        return archive.backups().stream()
                .flatMap(backup -> backup.parts().stream())
                .filter(part -> endsAt(part, tape, through))
                .map(Part::begun)
                .min(Instant::compareTo);
    }

    private static boolean endsAt(Part part, TapeCoverage tape, Zxid through) {
        return part.node().equals(tape.name().node())
                && part.shares().stream()
                        .anyMatch(share -> share.tape().equals(tape.name().id())
                                && share.through().equals(through));
    }

    private static Element legend() {
        return Element.of(
                        "ul",
                        Element.of("li", "every moment can be restored").with("class", "range"),
                        Element.of("li", "gap").with("class", "gap"),
                        Element.of("li", "backup").with("class", "tick"),
                        Element.of("li", "proven").with("class", "tick good"),
                        Element.of("li", "failed a proof").with("class", "tick bad"))
                .with("class", "legend")
                .with("aria-label", "What the colours mean");
    }

    private void draw(Element svg, TapeCoverage tape, int y) {
        for (Range range : tape.ranges()) {
            rect(svg, x(begin(tape, range)), x(end(tape, range)), y, "range");
        }
        for (Gap gap : tape.gaps()) {
            Moment after = gap.after();
            Moment before = gap.before();
            if (after != null && before != null) {
                Optional<Instant> left = after.time().or(before::time);
                Optional<Instant> right = before.time().or(after::time);
                rect(svg, x(left.orElse(from)), x(right.orElse(from)), y, "gap");
            }
        }
    }

    private static void rect(Element svg, int left, int right, int y, String kind) {
        svg.and(Element.of("rect")
                .with("x", Integer.toString(left))
                .with("y", Integer.toString(y))
                .with("width", Integer.toString(Math.max(3, right - left)))
                .with("height", Integer.toString(BAR))
                .with("class", kind));
    }

    private void tick(Element svg, Manifest backup, int y) {
        if (backup.created().isBefore(from)) {
            return;
        }
        String kind = archive.standing(backup).failed().isPresent()
                ? " bad"
                : archive.standing(backup).proven().isPresent() ? " good" : "";
        svg.and(Element.of("rect")
                .with("x", Integer.toString(x(backup.created()) - 2))
                .with("y", Integer.toString(y + 2))
                .with("width", "4")
                .with("height", Integer.toString(ROW - 4))
                .with("class", "tick" + kind)
                .and(Element.of("title", "backup " + backup.id())));
    }

    private int x(Instant time) {
        double part = (double) Duration.between(from, time).toMillis()
                / Math.max(1, Duration.between(from, to).toMillis());
        return (int) Math.round(Math.max(0, Math.min(1, part)) * (WIDTH - 4)) + 2;
    }

    private String words(List<TapeCoverage> tapes) {
        List<String> words = new ArrayList<>();
        long backups = archive.backups().stream()
                .filter(one -> !one.created().isBefore(from))
                .count();
        words.add(String.format(
                Locale.ROOT, "Since %s: %s", Words.moment(from), Words.count(backups, "backup", "backups")));
        for (TapeCoverage tape : tapes) {
            long gaps = tape.gaps().stream()
                    .filter(gap -> gap.after() != null && gap.before() != null)
                    .count();
            words.add(tape.name().node() + "/" + tape.name().source() + ": "
                    + Words.count(tape.ranges().size(), "range", "ranges") + " that can be restored, "
                    + Words.count(gaps, "gap", "gaps") + ", last moment " + last(tape));
        }
        return String.join(". ", words);
    }

    private String last(TapeCoverage tape) {
        return Words.moment(end(tape, tape.ranges().get(tape.ranges().size() - 1)));
    }
}
