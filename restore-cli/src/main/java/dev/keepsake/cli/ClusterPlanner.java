package dev.keepsake.cli;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeShare;
import dev.keepsake.cli.ClusterPlan.Step;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out how everything that a backup holds comes back, in the order in which it has to. What cannot be planned is
 * said, and does not keep the rest from being planned: at 3 AM most of a plan is better than none.
 */
final class ClusterPlanner {

    private final RestorePlanCommand verb;
    private final OpenArchive archive;
    private final PlanOptionGroup options;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean whole = true;

    ClusterPlanner(RestorePlanCommand verb, OpenArchive archive, PlanOptionGroup options) {
        this.verb = verb;
        this.archive = archive;
        this.options = options;
    }

    /** Plans one step, or fails with what is told instead. */
    @FunctionalInterface
    private interface Planning {

        Step plan() throws IOException;
    }

    ClusterPlan plan(MomentOptionGroup which) throws IOException {
        Optional<RestoreChoice> moment =
                which.isMoment() ? Optional.of(RestoreChoice.of(archive, which)) : Optional.empty();
        Manifest manifest = moment.isPresent() ? nearest(moment.get()) : archive.resolve(which.backup());
        warnOf(manifest);
        steps.add(stop());
        EnsembleStep ensembles = new EnsembleStep(archive, options, verb.err());
        if (moment.isPresent()) {
            attempt("ZooKeeper", () -> ensembles.plan(moment.get(), manifest, which.tape()));
            sayLeftOut(manifest, Set.of(moment.get().share().share().source()));
        } else {
            Map<String, String> sources = ensembles(manifest, which.tape());
            sayLeftOut(manifest, sources.keySet());
            for (Map.Entry<String, String> source : sources.entrySet()) {
                attempt("ZooKeeper '" + source.getKey() + "'", () -> {
                    // the commands name an id and a tape, so nothing would ask any more
                    if (which.backup().equals(OpenArchive.LATEST)
                            && which.tape().isEmpty()) {
                        archive.requireConcord(source.getKey());
                    }
                    MomentOptionGroup own = MomentOptionGroup.of(manifest.id().value(), source.getValue());
                    return ensembles.plan(RestoreChoice.of(archive, own), manifest, own.tape());
                });
            }
        }
        LogStep logs = new LogStep(archive, options);
        for (String name : MesosLog.names(manifest)) {
            attempt("Replicated log '" + name + "'", () -> logs.plan(manifest, name));
        }
        steps.addAll(new SystemSteps(archive, options).plan(manifest));
        steps.add(afterwards());
        String of = moment.map(chosen ->
                        Look.words(chosen) + " of ZooKeeper, and what else backup " + manifest.id() + " holds")
                .orElse("backup " + manifest.id());
        return new ClusterPlan(of, steps, warnings, whole);
    }

    /** The last backup that was made before a moment: all but ZooKeeper is restored to what it holds. */
    private Manifest nearest(RestoreChoice choice) throws IOException {
        Optional<Instant> time =
                choice.chosen().flatMap(chosen -> chosen.moment().time());
        for (Catalog.Listed listed : archive.catalog().list()) {
            Optional<Manifest> manifest = listed.manifest();
            if (manifest.isPresent()
                    && (time.isEmpty() || !manifest.get().created().isAfter(time.get()))) {
                warnings.add("ZooKeeper comes back as it was at " + Look.words(choice) + "; everything else as backup "
                        + manifest.get().id() + " has it, the last one before");
                return manifest.get();
            }
        }
        BackupId latest = archive.catalog().latestId();
        warnings.add("no backup was made before " + Look.words(choice) + "; everything but ZooKeeper comes back as"
                + " backup " + latest + " has it, which is later");
        return archive.catalog().read(latest);
    }

    private void warnOf(Manifest manifest) throws IOException {
        new CrossChecks(verb, archive, manifest, options.masters())
                .report().findings().stream()
                        .filter(finding -> !finding.good())
                        .forEach(finding -> warnings.add(finding.subject() + ": " + finding.seen()));
        manifest.contradictions().stream()
                .filter(warning -> !warnings.contains(warning))
                .forEach(warnings::add);
        manifest.missingNodes()
                .forEach(missing -> warnings.add("node " + missing.node() + " has no part in it: " + missing.reason()));
        manifest.parts()
                .forEach(part -> part.failures()
                        .forEach(failure -> warnings.add("'" + failure.source() + "' of node " + part.node()
                                + " is not in it: " + failure.reason())));
    }

    /** Each ensemble, and from which tape: of the one that reaches furthest, unless one is asked for. */
    private static Map<String, String> ensembles(Manifest manifest, Optional<String> tape) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (NodeShare share : manifest.shares()) {
            if (tape.isEmpty() || ShareChoice.isNamed(share, tape.get())) {
                sources.putIfAbsent(
                        share.share().source(),
                        share.node() + "/" + share.share().source());
            }
        }
        if (sources.isEmpty() && tape.isPresent()) {
            throw ShareChoice.none(manifest, tape);
        }
        return sources;
    }

    /** An ensemble that nobody asked for is one that would stay lost. */
    private void sayLeftOut(Manifest manifest, Set<String> planned) {
        Set<String> others = new TreeSet<>();
        manifest.shares().forEach(share -> others.add(share.share().source()));
        others.removeAll(planned);
        for (String other : others) {
            whole = false;
            warnings.add(
                    "ZooKeeper '" + other + "' is not in this plan, since something else was chosen of ZooKeeper: plan"
                            + " it as well, with --tape NODE/" + other);
        }
    }

    private void attempt(String what, Planning planning) throws IOException {
        try {
            steps.add(planning.plan());
        } catch (RefusedException | CorruptException e) {
            whole = false;
            warnings.add(what + " cannot be planned: " + e.getMessage());
            steps.add(new Step(what + ": NOT PLANNED", List.of(String.valueOf(e.getMessage())), List.of()));
        }
    }

    private static Step stop() {
        return new Step(
                "Stop everything that is left of the old cluster",
                List.of(
                        "Frameworks, Mesos masters and ZooKeeper servers: stop all that still run, and see to it that"
                                + " none starts again by itself or on a machine that comes back.",
                        "What stands in the directories to be restored is moved away, not deleted: it may be newer than"
                                + " the backup ('keepsake-agent once --offline' can save it)."),
                List.of());
    }

    private Step afterwards() {
        return new Step(
                "Look at it, and take a backup",
                List.of("On every machine with an agent: 'keepsake-agent check', then start it and let it take a"
                        + " backup."),
                List.of());
    }
}
