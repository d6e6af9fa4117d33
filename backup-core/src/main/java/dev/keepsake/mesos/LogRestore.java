package dev.keepsake.mesos;

import dev.keepsake.artefact.PlannedRestore;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restores a replicated log: unites the replicas of a backup, and writes one image for every master to start with. Nothing
 * is touched before {@link #apply}, and that either completes or leaves the target as blank as it was.
 */
public final class LogRestore implements PlannedRestore {

    private final LogRestoreOptions options;
    private final List<Replica> replicas;
    private final LogDirectory directory;
    private @Nullable LogImage image;

    /** A restore of these replicas, which stay readable until it is done. */
    public LogRestore(LogRestoreOptions options, List<Replica> replicas) {
        this.options = options;
        this.replicas = List.copyOf(replicas);
        this.directory = new LogDirectory(options.directory());
    }

    @Override
    public RestorePlan plan() throws IOException {
        directory.requireBlank();
        Planned planned = planned();
        directory.requireRoom(planned.image().bytes());
        image = planned.image();
        return planned.plan();
    }

    /** The same for another machine: nothing here is looked at, and nothing can be applied. */
    public RestorePlan planElsewhere() throws IOException {
        return planned().plan();
    }

    /** An image, and what is said of it. */
    private record Planned(LogImage image, RestorePlan plan) {}

    private Planned planned() throws IOException {
        History history = History.of(replicas, options.masters());
        Union union = united(history, options.from());
        LogImage made = LogImage.of(history, union, new LogImage.Edits(options.dropAgents(), options.dropGone()));
        requireExpected(made.hash());
        return new Planned(
                made,
                new RestorePlan(made.hash(), 0, made.bytes(), lines(history, union, made), warnings(history, union)));
    }

    @Override
    public void apply(RestorePlan plan) throws IOException {
        LogImage made = image;
        if (made == null || !plan.hash().equals(made.hash())) {
            throw new IllegalArgumentException("this plan was not made by this restore");
        }
        directory.requireBlank();
        directory.write(made);
    }

    /** The registry that replicas amount to, where they hold one: those named in {@code from}, or else what most share. */
    public static Optional<Registry> registry(List<Replica> replicas, int masters, Set<String> from)
            throws IOException {
        History history = History.of(replicas, masters);
        return LogImage.of(history, united(history, from), new LogImage.Edits(false, false))
                .registry();
    }

    private static Union united(History history, Set<String> from) throws IOException {
        return from.isEmpty() ? history.unite() : history.unite(from);
    }

    private void requireExpected(String hash) throws RefusedException {
        Optional<String> expected = options.expectedHash();
        if (expected.isPresent() && !expected.get().equals(hash)) {
            throw new RefusedException("this restore would write an image with hash " + hash + ", but --expect says "
                    + expected.get() + ": masters with different logs may serve either. Use the command that the first"
                    + " master's restore printed, with the same backup and the same choices");
        }
    }

    private List<RestorePlan.Line> lines(History history, Union union, LogImage made) {
        List<RestorePlan.Line> lines = new ArrayList<>();
        lines.add(new RestorePlan.Line("directory", options.directory().toString()));
        for (Map.Entry<String, ReplicaFacts> replica : history.facts().entrySet()) {
            lines.add(new RestorePlan.Line(
                    "replica of " + replica.getKey(), replica.getValue().inWords()));
        }
        lines.add(new RestorePlan.Line("positions", union.begin() + " to " + made.end()));
        lines.add(new RestorePlan.Line("entries", Long.toString(made.entries())));
        lines.add(new RestorePlan.Line("promised", Long.toString(made.metadata().promised())));
        made.variables().obstacle().ifPresent(obstacle -> lines.add(new RestorePlan.Line("variables", obstacle)));
        made.registry().ifPresent(registry -> {
            lines.add(new RestorePlan.Line(
                    "registry",
                    registry.agents() + " agents, " + registry.unreachable() + " unreachable, " + registry.gone()
                            + " gone"));
            lines.add(new RestorePlan.Line(
                    "needs",
                    registry.minimumCapabilities().isEmpty()
                            ? "any master"
                            : "a master with " + String.join(", ", registry.minimumCapabilities())));
        });
        return lines;
    }

    private static List<String> warnings(History history, Union union) {
        List<String> warnings = new ArrayList<>(union.notes());
        if (history.facts().size() < history.masters()) {
            warnings.add("the backup has replicas of " + history.facts().size() + " of " + history.masters()
                    + " masters only");
        }
        warnings.add("every master must be stopped until this image is on at least " + history.quorum() + " of "
                + history.masters() + " masters (better on all of them), and no master may start with an old log: a"
                + " quorum of old or blank replicas would serve what they have");
        return warnings;
    }
}
