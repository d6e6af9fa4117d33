package dev.keepsake.checkup;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports with something of every kind in them, for the tests of whatever writes them. */
final class Reports {

    static final Rule EVEN = new Rule(
            "zk.even-size",
            Severity.WARNING,
            "an even number of voters",
            "One more voter that must answer, and no more may fail.");
    static final Rule OPEN = new Rule(
            "zk.open-acl", Severity.CRITICAL, "anybody may write", "Whoever reaches the port can delete everything.");
    static final Rule IMAGE =
            new Rule("marathon.image-tag", Severity.NOTE, "an image without a tag", "It changes by itself.");
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** What somebody might have put into an image's name. */
    static final String NASTY = "a<b>&\"'\u001b[31m\u0000\ud800 \ud83d\ude00 ]]>";

    private Reports() {}

    static Report mixed() {
        return Report.of(
                "cluster prod",
                NOON,
                List.of(
                        EVEN.passed("zk", "3 voters"),
                        IMAGE.broken("marathon /a", "image " + NASTY, "a tag", "name one"),
                        IMAGE.broken("marathon /b", "image web", "a tag", "name one"),
                        EVEN.unknown("zk other", "nobody says how many there are", "name the members"),
                        OPEN.broken("zk /", "all of 12 znodes", "none", "set access lists")),
                List.of(
                        new Silence("marathon.*", Optional.of("marathon /b*"), "the old shop, gone by May"),
                        new Silence("zk.odd", Optional.empty(), "never matched")));
    }

    static String written(ReportWriter writer, Report report) throws IOException {
        StringWriter out = new StringWriter();
        writer.write(report, out);
        return out.toString();
    }
}
