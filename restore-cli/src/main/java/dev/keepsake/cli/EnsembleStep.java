package dev.keepsake.cli;

import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeShare;
import dev.keepsake.catalog.Share;
import dev.keepsake.cli.ClusterPlan.Order;
import dev.keepsake.cli.ClusterPlan.Step;
import dev.keepsake.config.Assembly;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the servers of one ensemble come back: the same seed for each of them, then a check of each. */
final class EnsembleStep {

    private static final Path UNKNOWN = Path.of("DIR");

    private final OpenArchive archive;
    private final PlanOptionGroup options;
    private final PrintWriter err;

    EnsembleStep(OpenArchive archive, PlanOptionGroup options, PrintWriter err) {
        this.archive = archive;
        this.options = options;
        this.err = err;
    }

    /** Replays what was chosen, as a restore does, to know its hash; nothing of it stays. */
    Step plan(RestoreChoice wanted, Manifest servers, Optional<String> tape) throws IOException {
        WalkGuard.require(wanted.share().share(), false);
        Path blank = Files.createTempDirectory("keepsake-plan-");
        try {
            SeedOptionGroup trial = seed(blank, blank);
            ArtefactTarget target = Assembly.seed(
                    trial.request(Look.zxid(wanted), wanted.fence()).onAnotherMachine());
            Delivery.Done<RestorePlan> made =
                    new Delivery(archive, tape, false, err).send(wanted, target, target::plan);
            return step(made.choice(), made.made(), servers);
        } finally {
            Files.delete(blank);
        }
    }

    private SeedOptionGroup seed(Path dataDir, Path logDir) {
        return SeedOptionGroup.of(dataDir, logDir, options.targetVersion().orElse(null), options.extendedTypes());
    }

    private Step step(RestoreChoice choice, RestorePlan plan, Manifest servers) {
        String source = choice.share().share().source();
        List<Order> seeds = new ArrayList<>();
        List<Order> checks = new ArrayList<>();
        for (NodeShare server : servers.shares()) {
            if (server.share().source().equals(source) && isServer(server.share())) {
                add(server.node(), server.share(), choice, plan, seeds, checks);
            }
        }
        if (seeds.isEmpty()) {
            add("each server", choice.share().share(), choice, plan, seeds, checks);
        }
        List<String> notes = new ArrayList<>(List.of(
                "Every server of the ensemble gets it, also one that is not named here, before any of them is"
                        + " started: a blank one among them could win the election.",
                "When each has passed its check, start all of them, and go on when each answers as leader or"
                        + " follower."));
        if (seeds.stream().anyMatch(order -> order.line().contains(" --data-dir " + UNKNOWN.toAbsolutePath()))) {
            notes.add("The backup does not say where a server's files are: put its dataDir in the place of "
                    + UNKNOWN.toAbsolutePath() + ".");
        }
        notes.addAll(plan.warnings());
        notes.addAll(choice.fence().doubts());
        choice.chosen().ifPresent(chosen -> notes.addAll(chosen.notes()));
        WalkWords.of(choice.share().share()).ifPresent(notes::add);
        seeds.addAll(checks);
        return new Step("ZooKeeper '" + source + "': seed every server, check, start all", notes, seeds);
    }

    /** Neither an observer of ours nor a client has the directory of a server. */
    private static boolean isServer(Share share) {
        return share.type().equals("zookeeper") && !share.facts().containsKey("captured-by");
    }

    private void add(
            String node, Share server, RestoreChoice choice, RestorePlan plan, List<Order> seeds, List<Order> checks) {
        Path dataDir = place(server, "data-dir").orElse(UNKNOWN.toAbsolutePath());
        Path logDir = place(server, "data-log-dir").orElse(dataDir);
        String line = new RestoreCommandLine(archive.config(), choice, seed(dataDir, logDir)).with(plan.hash());
        seeds.add(new Order(node, options.agreed(line)));
        checks.add(new Order(
                node,
                "keepsake restore check " + RestoreCommandLine.quoted(dataDir.toString())
                        + (logDir.equals(dataDir) ? "" : " --log-dir " + RestoreCommandLine.quoted(logDir.toString()))
                        + " --expect " + plan.hash() + " --epoch " + plan.epoch()));
    }

    private static Optional<Path> place(Share share, String fact) {
        return isServer(share) ? Optional.ofNullable(share.facts().get(fact)).map(Path::of) : Optional.empty();
    }
}
