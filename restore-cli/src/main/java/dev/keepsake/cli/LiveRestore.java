package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.ExitCode;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveReplay;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.ReplayOptions;
import dev.keepsake.zookeeper.live.ReplayPlan;
import dev.keepsake.zookeeper.live.Replayed;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** A restore into a running, blank ensemble: {@code restore zookeeper --connect}. */
final class LiveRestore {

    private final Verb verb;
    private final RestoreChoice choice;
    private final MomentOptionGroup which;
    private final boolean planOnly;
    private final Consent consent;

    LiveRestore(Verb verb, RestoreChoice choice, MomentOptionGroup which, boolean planOnly, Consent consent) {
        this.verb = verb;
        this.choice = choice;
        this.which = which;
        this.planOnly = planOnly;
        this.consent = consent;
    }

    /** Restores, and returns the exit code. */
    int run(OpenArchive archive, LiveSettings settings, ReplayOptions options) throws IOException {
        requireProven(choice);
        // an ensemble that cannot be reached is known in a moment, a replay takes its time
        try (LiveEnsemble ensemble = LiveEnsemble.connect(settings)) {
            Look look = Look.of(verb, archive, choice, which.tape());
            LiveReplay replay = LiveReplay.prepare(ensemble, look.tree(), options);
            ReplayPlan plan = replay.plan();
            boolean json = verb.archive().json();
            if (!json) {
                print(look, plan);
            } else if (planOnly) {
                JsonOutput.print(verb.out(), json(look, plan));
            }
            if (planOnly) {
                return ExitCode.DONE.code();
            }
            consent.require();
            Replayed done = Audited.in(archive, verb)
                    .run(
                            "restore",
                            look.words() + " into the ensemble " + settings.connect(),
                            () -> write(replay),
                            made -> made.problems().isEmpty());
            choice.note(archive, verb.err(), settings.connect());
            if (json) {
                JsonOutput.print(verb.out(), json(look, plan, done));
            } else {
                print(done, options);
            }
            return done.problems().isEmpty() ? ExitCode.DONE.code() : ExitCode.CHECK_FAILED.code();
        }
    }

    static void requireProven(RestoreChoice choice) throws RefusedException {
        if (!choice.share().share().provesAnything()) {
            throw new RefusedException("nothing in this backup is proven to have been committed: it is of stopped"
                    + " servers, too few of them. An earlier backup may be the better one ('keepsake list'); what is"
                    + " unproven is restored into a server's directory only (--data-dir, --with-unproven-tail)");
        }
    }

    private Replayed write(LiveReplay replay) throws IOException {
        CountBars bars = new CountBars(verb.err());
        try {
            return replay.apply(bars::at);
        } finally {
            bars.clear();
        }
    }

    private void print(Look look, ReplayPlan plan) {
        PrintWriter out = verb.out();
        out.println("moment    " + look.words());
        plan.lines().forEach(line -> out.printf("%-9s %s%n", line.name(), line.value()));
        plan.warnings().forEach(warning -> out.println("note      " + warning));
        out.println();
        out.flush();
    }

    private void print(Replayed done, ReplayOptions options) {
        PrintWriter out = verb.out();
        done.notes().forEach(note -> out.println("note      " + note));
        done.problems().forEach(problem -> out.println("problem   " + problem));
        out.println(String.format(
                Locale.ROOT,
                "Restored in %.1f s, read back in %.1f s: of %d znodes data, access lists, children%s compared, %s%s."
                        + " zxids, times and versions are new.",
                done.writing() / 1000.0,
                done.reading() / 1000.0,
                done.znodes() - done.hidden(),
                options.counters() ? " and sequence counters" : "",
                done.problems().isEmpty() ? "all equal" : "not all equal, see above",
                done.hidden() == 0 ? "" : "; " + done.hidden() + " could not be read and were not compared"));
    }

    private static ObjectNode json(Look look, ReplayPlan plan) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("moment", look.words());
        node.put("zxid", look.zxid().toString());
        node.put("znodes", plan.znodes());
        node.put("standing", plan.standing());
        node.put("bytes", plan.bytes());
        node.put("ephemerals", plan.ephemerals());
        node.putObject("counters")
                .put("counters", plan.counters().counters())
                .put("numbers", plan.counters().numbers());
        node.putArray("warnings");
        plan.warnings().forEach(warning -> node.withArray("warnings").add(warning));
        node.put("done", false);
        return node;
    }

    private static ObjectNode json(Look look, ReplayPlan plan, Replayed done) {
        ObjectNode node = json(look, plan);
        node.put("done", true);
        node.put("compared", done.znodes() - done.hidden());
        node.put("hidden", done.hidden());
        node.put("writingMillis", done.writing());
        node.put("readingMillis", done.reading());
        node.put("raised", done.numbers());
        node.putArray("notes");
        done.notes().forEach(note -> node.withArray("notes").add(note));
        node.putArray("problems");
        done.problems().forEach(problem -> node.withArray("problems").add(problem));
        return node;
    }
}
