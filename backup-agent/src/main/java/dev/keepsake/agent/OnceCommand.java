package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.OfflineRequest;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keepsake-agent once}: one backup, now. */
@Command(
        name = "once",
        mixinStandardHelpOptions = true,
        description = {
            "Makes one backup now and prints its id, alone, on standard output.",
            "",
            "Stores the transactions since the last run, and a snapshot of the server's own when a new base is due."
                    + " The backup exists once the command has succeeded, and not before; a run that fails leaves no"
                    + " backup, and the next one goes on from what it stored.",
            "",
            "Stopped servers: with '--offline', what the directories together prove to have been committed goes onto"
                    + " the tape; what the furthest of them holds beyond that is kept beside it as unproven, and restored"
                    + " only with '--with-unproven-tail'. Give the directories of as many servers of the ensemble as there"
                    + " are, or copies of them: of a majority, so that all that was acknowledged is in one of the two; of"
                    + " all, so that it is in the first. With fewer, or when nothing is proven, the exit code is 7."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake-agent once -c /etc/keepsake/agent.yaml --label pre-upgrade-3.9",
            "Servers that are stopped:",
            "  keepsake-agent once -c /etc/keepsake/agent.yaml --offline"
        })
final class OnceCommand implements Callable<Integer> {

    static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--label", paramLabel = "TEXT", description = "a name for this backup: 1 to 64 of A-Za-z0-9._-")
    private @Nullable String label;

    @Mixin
    private final OfflineOptions offline = new OfflineOptions();

    private final SecureRandom random = new SecureRandom();

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (label != null && !LABEL.matcher(label).matches()) {
            throw new ParameterException(
                    command.commandLine(), "--label '" + label + "' is not 1 to 64 of A-Za-z0-9._-");
        }
        OfflineRequest stopped = offline.request(command.commandLine());
        AgentConfig config = options.read().config();
        if (config.sources().isEmpty()) {
            throw new RefusedException("the configuration has no 'sources', so there is nothing to back up: this agent"
                    + " only proves what others back up");
        }
        return new OnceReport(config, command.commandLine().getErr())
                .of(() -> RunLock.during(
                        config.stateDir(), config.cluster(), config.node(), () -> backUp(config, stopped, command)))
                .code();
    }

    private ExitCode backUp(AgentConfig config, OfflineRequest stopped, CommandSpec command) throws IOException {
        PrintWriter err = command.commandLine().getErr();
        try (ObjectStore store = Assembly.storeToWrite(config.store())) {
            err.println(
                    "backing up cluster " + config.cluster() + " on node " + config.node() + " to " + store.location());
            Catalog catalog = new Catalog(store, Assembly.keys(config), config.cluster(), random);
            List<? extends Source> sources =
                    offline.chosen() ? Assembly.stopped(config, stopped) : Assembly.sources(config, Pause.REAL);
            HandBackup backup = new HandBackup(config, catalog, random, err);
            Manifest made = backup.make(sources, label);
            command.commandLine().getOut().println(made.id());
            tellDisagreements(catalog, err);
            ArchiveOwner.trouble(config.store().url(), config.stateDir())
                    .ifPresent(words -> err.println("WARNING: " + words));
            if (config.daemon().keepTool()) {
                ToolKeeping.ofInstallation().keep(catalog, config.node(), err::println);
            }
            return tellOutcome(made, backup.failures(), err);
        }
    }

    /** The backup stands, whatever becomes of this. */
    private static void tellDisagreements(Catalog catalog, PrintWriter err) {
        try {
            catalog.concord(Assembly.history()).look().forEach(found -> err.println("WARNING: " + found.words()));
        } catch (IOException e) {
            err.println("note: the newest tapes could not be compared: " + e.getMessage());
        }
    }

    private static ExitCode tellOutcome(Manifest made, int failures, PrintWriter err) {
        List<String> absent = new ArrayList<>(made.nodes());
        made.parts().forEach(part -> absent.remove(part.node()));
        if (!absent.isEmpty()) {
            err.println("this backup is of one node alone; nodes without a part in it: " + String.join(", ", absent));
        }
        boolean proven = made.shares().stream().anyMatch(one -> one.share().provesAnything());
        err.println("backup " + made.id() + " exists: "
                + (proven ? "through " + made.zxid() : "nothing in it is proven to have been committed") + ", "
                + made.addedBytes() + " bytes stored");
        made.contradictions().forEach(warning -> err.println("WARNING: " + warning));
        if (failures > 0) {
            err.println("done in part: " + failures + " of the sources failed");
            return ExitCode.IN_PART;
        }
        if (!made.parts().stream().allMatch(Part::isWhole)) {
            err.println("done in part: clients may have been told of commits that are not in what is proven here; keep"
                    + " these directories, and run again with those of more servers");
            return ExitCode.IN_PART;
        }
        return ExitCode.DONE;
    }
}
