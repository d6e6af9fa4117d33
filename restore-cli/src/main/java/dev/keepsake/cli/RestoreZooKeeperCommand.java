package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Change;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.SeedRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** {@code keepsake restore zookeeper}: makes a blank server's directory hold what the ensemble had. */
@Command(
        name = "zookeeper",
        customSynopsis = {
            "keepsake --store=URL --cluster=NAME restore zookeeper",
            "                (--data-dir=DIR | --connect=HOSTS[/CHROOT])",
            "                [--backup=ID|latest | --zxid=Z | --time=T |",
            "                --before=PATH [--change=N] | --before-deletion=PATH |",
            "                --latest] [--plan] [OPTIONS]"
        },
        description = {
            "Restores a backup, or any moment that a tape holds, onto a blank ZooKeeper server that is not running.",
            "",
            "Reads and proves everything first, says what it is going to do, asks, and only then writes: one clean"
                    + " snapshot, a second copy of it, and the epoch files, all into DIR/version-2. Until the last moment"
                    + " the target stays blank.",
            "",
            "For an ensemble: run it with '--plan' once; it prints the command for every server, with the hash that each"
                    + " of them must reach. Restore all servers, compare them with 'restore check', then start them.",
            "",
            "With '--connect', restores into a running, blank ensemble instead, through its clients' port: data, access"
                    + " lists, containers, times to live, quotas and sequence counters; zxids, times and versions are"
                    + " new. Writes, reads everything back and compares. '--resume' finishes one that was broken off.",
            "",
            "With '--path' too, makes one subtree of an ensemble that is in use what it was: shows what differs, asks, and"
                    + " changes only that, where nobody else did meanwhile. An undo file holds what takes it back"
                    + " ('keepsake undo')."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "What would be done, and the command for each server:",
            "  keepsake -c agent.yaml restore zookeeper --data-dir /var/lib/zookeeper --plan",
            "A lone server, from the latest backup:",
            "  keepsake -c agent.yaml restore zookeeper --data-dir /var/lib/zookeeper --yes",
            "Into a running ensemble that is blank:",
            "  keepsake -c agent.yaml restore zookeeper --connect zk1:2181,zk2:2181 --auth digest:/etc/keepsake/super",
            "One subtree, into an ensemble that is in use:",
            "  keepsake -c agent.yaml restore zookeeper --time 2026-11-22T10:15:02Z --path /app --connect zk1:2181,zk2:2181",
            "The same, just before it was deleted:",
            "  keepsake -c agent.yaml restore zookeeper --before-deletion /app --path /app --connect zk1:2181,zk2:2181",
            "Just before a znode was changed:",
            "  keepsake -c agent.yaml restore zookeeper --before /app --list-changes",
            "  keepsake -c agent.yaml restore zookeeper --before /app --data-dir DIR --plan"
        })
final class RestoreZooKeeperCommand extends Verb implements Callable<Integer> {

    private static final int LISTED_CHANGES = 20;

    @Mixin
    private final MomentOptionGroup which = new MomentOptionGroup();

    @Mixin
    private final SeedOptionGroup options = new SeedOptionGroup();

    @Mixin
    private final LiveOptionGroup live = new LiveOptionGroup();

    @Mixin
    private final ReplayOptionGroup replay = new ReplayOptionGroup();

    @Mixin
    private final SubtreeOptionGroup subtree = new SubtreeOptionGroup();

    @Override
    public Integer call() throws IOException {
        which.requireOne(spec(), options.withUnproven());
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            if (which.listChanges()) {
                return listChanges(archive);
            }
            requireOneTarget();
            RestoreChoice choice = RestoreChoice.of(archive, which);
            if (subtree.isGiven()) {
                return new SubtreeRestore(this, choice, which, subtree)
                        .run(archive, live.settings(), consent(), options.planOnly());
            }
            if (live.isGiven()) {
                return new LiveRestore(this, choice, which, options.planOnly(), consent())
                        .run(archive, live.settings(), replay.options());
            }
            restore(archive, choice);
            return ExitCode.DONE.code();
        }
    }

    /** A server's directory, or a running ensemble; each with its own options. */
    private void requireOneTarget() {
        if (!live.isGiven()) {
            options.requireDataDir(spec());
        }
        subtree.require(spec(), replay.resumes());
        List<String> wrong = new ArrayList<>(live.isGiven() ? options.givenForDirectory() : replay.given());
        if (!live.isGiven()) {
            wrong.addAll(subtree.given());
        }
        if (!wrong.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(),
                    String.join(", ", wrong)
                            + (live.isGiven()
                                    ? " and --connect do not go together: one is for a server's directory, the other for"
                                            + " a running ensemble"
                                    : " needs --connect"));
        }
    }

    private int listChanges(OpenArchive archive) throws IOException {
        List<Change> changes = archive.moments(archive.coverage(), which.tape())
                .changes(which.before().orElseThrow(), LISTED_CHANGES);
        if (archive().json()) {
            ArrayNode array = JsonOutput.MAPPER.createArrayNode();
            changes.forEach(change -> array.add(JsonOutput.change(change)));
            JsonOutput.print(out(), array);
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("CHANGE", "ZXID", "TIME", "KIND"));
            for (Change change : changes) {
                rows.add(List.of(
                        Integer.toString(rows.size()),
                        change.moment().zxid().toString(),
                        change.moment().time().map(Instant::toString).orElse("-"),
                        change.kind()));
            }
            Table.print(out(), rows);
        }
        return ExitCode.DONE.code();
    }

    private void restore(OpenArchive archive, RestoreChoice wanted) throws IOException {
        Share first = wanted.share().share();
        requireWanted(wanted, first);
        SeedRequest request = options.request(first.end(options.withUnproven()), wanted.fence());
        boolean ensemble = isEnsemble(wanted.share());
        requireNamed(ensemble, wanted, new RestoreCommandLine(archive.config(), wanted, options));

        ArtefactTarget target = Assembly.seed(request);
        Delivery.Done<RestorePlan> prepared =
                new Delivery(archive, which.tape(), options.withUnproven(), err()).send(wanted, target, target::plan);
        RestoreChoice choice = prepared.choice();
        RestoreCommandLine repeat = new RestoreCommandLine(archive.config(), choice, options);
        RestoreReport report = new RestoreReport(choice, prepared.made(), request, repeat, ensemble);
        if (options.planOnly()) {
            report.print(this);
            return;
        }
        if (!archive().json()) {
            report.print(this);
        }
        tellEarlier(archive, choice, prepared.made());
        consent().require();
        Audited.in(archive, this)
                .run(
                        "restore",
                        choice.noun() + " " + choice.words() + " into " + options.dataDir(),
                        () -> {
                            target.apply(prepared.made());
                            return prepared;
                        },
                        done -> true);
        choice.note(archive, err(), prepared.made());
        report.printDone(this);
    }

    /** Whether other servers are to be restored as well: the source was one of several, or the target will be. */
    private boolean isEnsemble(Manifest.NodeShare share) throws IOException {
        return !"standalone".equals(share.share().facts().get("mode"))
                || Neighbours.of(options.dataDir(), options.logDir()) > 1;
    }

    /** Two runs of what is not named exactly may mean two moments, and servers that differ for ever. */
    private void requireNamed(boolean ensemble, RestoreChoice choice, RestoreCommandLine repeat) throws IOException {
        boolean bare = choice.isLoose() && options.expect().isEmpty() && !options.planOnly();
        if (bare && ensemble) {
            String said = choice.manifest().isPresent() ? "'latest'" : "'" + choice.asked() + "'";
            throw new RefusedException(
                    said + " may name another " + choice.noun() + " for the next server of this ensemble, and servers"
                            + " that were restored differently stay different for ever. Name the " + choice.noun()
                            + "; right now " + (choice.manifest().isPresent() ? "latest" : "it") + " is:\n  "
                            + repeat.withoutHash());
        }
    }

    /** What is unproven is restored only by a person who asks for it, and only where there is some. */
    private void requireWanted(RestoreChoice choice, Share share) throws RefusedException {
        String backup = choice.manifest().map(manifest -> manifest.id().value()).orElse("");
        if (!share.provesAnything() && !options.withUnproven()) {
            throw new RefusedException("nothing in backup " + backup + " is proven to have been committed: it is of"
                    + " stopped servers, too few of them. An earlier backup may be the better one ('keepsake list');"
                    + " to restore what these servers held, with transactions in it that may never have been committed,"
                    + " add --with-unproven-tail");
        }
        WalkGuard.require(share, options.keepsSessions());
        if (options.withUnproven() && share.unproven() == null) {
            throw new RefusedException("backup " + backup
                    + " has no unproven tail: everything in it was committed; leave --with-unproven-tail out");
        }
    }

    private void tellEarlier(OpenArchive archive, RestoreChoice choice, RestorePlan plan) throws IOException {
        EarlierRestores.of(archive.catalog(), choice)
                .words(
                        choice.noun(),
                        plan.epoch(),
                        ThisHost.name(),
                        Neighbours.of(options.dataDir(), options.logDir()),
                        archive.catalog().now())
                .ifPresent(words -> err().println("note: " + words));
    }

    private Consent consent() {
        return new Consent(err(), options.yes(), "Restore");
    }
}
