package dev.keepsake.job;

import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.Drilled;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One restore of one share of a backup onto a server that is thrown away again. */
public final class DrillJob {

    /** What a plan says of the state; the rest is about the files that are thrown away again. */
    private static final Set<String> OF_THE_STATE = Set.of("moment", "proof", "tree", "sessions");

    private final Catalog catalog;
    private final Progress progress;
    private final String host;

    /** A job on this machine. */
    public DrillJob(Catalog catalog, Progress progress, String host) {
        this.catalog = catalog;
        this.progress = progress;
        this.host = host;
    }

    /** Drills, and returns the report, which is not stored yet. The drill stays the caller's to close. */
    public Proof run(Manifest manifest, Manifest.NodeShare owned, ArtefactDrill drill) throws IOException {
        Instant begun = catalog.now();
        Findings findings = new Findings();
        findings.look(Examination.name(owned), () -> {
            catalog.source(owned, progress).sendTo(drill);
            Drilled drilled = drill.run();
            drilled.lines().stream()
                    .filter(line -> OF_THE_STATE.contains(line.name()))
                    .forEach(line -> findings.good(line.name(), line.value()));
            drilled.problems().forEach(problem -> findings.bad(drilled.server(), problem));
            if (drilled.problems().isEmpty()) {
                findings.good(
                        drilled.server(),
                        drilled.znodes() + " znodes read back, " + drilled.fields()
                                + " fields, all as they were replayed");
            }
            return times(drilled);
        });
        Instant now = catalog.now();
        return new Proof(
                manifest.id(),
                catalog.cluster(),
                Proof.Level.DRILL,
                findings.good(),
                findings.good() ? owned.share().through() : new Zxid(0),
                now,
                Duration.between(begun, now).toMillis(),
                host,
                findings.all(),
                List.of(),
                List.of());
    }

    private static String times(Drilled drilled) {
        return String.format(
                Locale.ROOT,
                "restored in %.1f s, ready %.1f s later, read back in %.1f s: %.1f s in all",
                drilled.restored() / 1000.0,
                drilled.ready() / 1000.0,
                drilled.readBack() / 1000.0,
                (drilled.restored() + drilled.ready() + drilled.readBack()) / 1000.0);
    }
}
