package dev.keepsake.cli;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Fence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastRestore;
import dev.keepsake.catalog.RestoreRecord;
import dev.keepsake.catalog.Share;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.SeedRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepsake restore zookeeper}: makes a blank server's directory hold what the ensemble had. */
@Command(
        name = "zookeeper",
        customSynopsis = {
            "keepsake --store=URL --cluster=NAME restore zookeeper --data-dir=DIR",
            "                [--backup=ID|latest] [--plan] [OPTIONS]"
        },
        description = {
            "Restores a backup onto a blank ZooKeeper server that is not running.",
            "",
            "Reads and proves everything first, says what it is going to do, asks, and only then writes: one clean"
                    + " snapshot, a second copy of it, and the epoch files, all into DIR/version-2. Until the last moment"
                    + " the target stays blank.",
            "",
            "For an ensemble: run it with '--plan' once; it prints the command for every server, with the hash that each"
                    + " of them must reach. Restore all servers, compare them with 'restore check', then start them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "What would be done, and the command for each server:",
            "  keepsake -c agent.yaml restore zookeeper --data-dir /var/lib/zookeeper --plan",
            "A lone server, from the latest backup:",
            "  keepsake -c agent.yaml restore zookeeper --data-dir /var/lib/zookeeper --yes"
        })
final class RestoreZooKeeperCommand extends Verb implements Callable<Integer> {

    @Mixin
    private final SeedOptionGroup options = new SeedOptionGroup();

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(options.backup());
            Manifest.NodeShare share = ShareChoice.choose(manifest, options.tape());
            Fence fence = archive.catalog().fence(manifest);
            requireWanted(manifest, share.share());
            SeedRequest request = options.request(share.share().end(options.withUnproven()), fence);
            RestoreCommandLine repeat = new RestoreCommandLine(archive.config(), manifest, share, options, fence);
            boolean ensemble = isEnsemble(share);
            requireNamed(ensemble, repeat);

            ArtefactTarget target = Assembly.seed(request);
            RestorePlan plan = prepare(archive, share, target);
            RestoreReport report = new RestoreReport(manifest, share, plan, request, repeat, ensemble);
            if (options.planOnly()) {
                report.print(this);
                return ExitCode.DONE.code();
            }
            if (!archive().json()) {
                report.print(this);
            }
            warnOfEarlier(archive, manifest);
            requireConsent();
            target.apply(plan);
            note(archive, manifest, plan);
            report.printDone(this);
            return ExitCode.DONE.code();
        }
    }

    /** Whether other servers are to be restored as well: the source was one of several, or the target will be. */
    private boolean isEnsemble(Manifest.NodeShare share) throws IOException {
        return !"standalone".equals(share.share().facts().get("mode"))
                || Neighbours.of(options.dataDir(), options.logDir()) > 1;
    }

    /** Two runs of a bare {@code latest} may mean two backups, and servers that differ for ever. */
    private void requireNamed(boolean ensemble, RestoreCommandLine repeat) throws IOException {
        boolean bare =
                OpenArchive.isLatest(options.backup()) && options.expect().isEmpty() && !options.planOnly();
        if (bare && ensemble) {
            throw new RefusedException(
                    "'latest' may name another backup for the next server of this ensemble, and servers"
                            + " that were restored differently stay different for ever. Name the backup; right now latest is:\n  "
                            + repeat.withoutHash());
        }
    }

    private RestorePlan prepare(OpenArchive archive, Manifest.NodeShare share, ArtefactTarget target)
            throws IOException {
        ProgressBar progress = new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
        try {
            source(archive.catalog(), share, progress).sendTo(target);
        } finally {
            progress.clear();
        }
        return target.plan();
    }

    private ArtefactSource source(Catalog catalog, Manifest.NodeShare share, ProgressBar progress) {
        return options.withUnproven() ? catalog.sourceWithUnproven(share, progress) : catalog.source(share, progress);
    }

    /** What is unproven is restored only by a person who asks for it, and only where there is some. */
    private void requireWanted(Manifest manifest, Share share) throws RefusedException {
        if (!share.provesAnything() && !options.withUnproven()) {
            throw new RefusedException(
                    "nothing in backup " + manifest.id() + " is proven to have been committed: it is of"
                            + " stopped servers, too few of them. An earlier backup may be the better one ('keepsake list');"
                            + " to restore what these servers held, with transactions in it that may never have been committed,"
                            + " add --with-unproven-tail");
        }
        if (options.withUnproven() && share.unproven() == null) {
            throw new RefusedException("backup " + manifest.id()
                    + " has no unproven tail: everything in it was committed; leave --with-unproven-tail out");
        }
    }

    private void warnOfEarlier(OpenArchive archive, Manifest manifest) throws IOException {
        long highest = 0;
        for (PastRestore earlier : archive.catalog().restores()) {
            highest = earlier.backup().equals(manifest.id()) ? Math.max(highest, earlier.epoch()) : highest;
        }
        if (highest > 0) {
            err().println("note: this backup was restored before, with epoch " + highest
                    + ". If that was another server of this ensemble, all is well; if it was a whole ensemble that"
                    + " clients have used since, stop here and give every server '--epoch "
                    + (highest + Fence.STEP) + "'");
        }
    }

    private void requireConsent() throws IOException {
        if (options.yes()) {
            return;
        }
        if (!Terminal.canAsk()) {
            throw new RefusedException("nobody can be asked here, since this is no terminal; add --yes to restore"
                    + " without a question, or --plan to see only what would be done");
        }
        err().print("Restore now? Type 'yes': ");
        err().flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new RefusedException("nothing was done: the answer was not 'yes'");
        }
    }

    /** That it was restored is worth knowing, but a reader's credentials may not allow to write it down. */
    private void note(OpenArchive archive, Manifest manifest, RestorePlan plan) {
        try {
            archive.catalog()
                    .noteRestore(new RestoreRecord(
                            manifest.id(),
                            plan.epoch(),
                            plan.hash(),
                            hostName(),
                            archive.catalog().now()));
        } catch (IOException e) {
            err().println("note: that this backup was restored could not be written into the archive (" + e.getMessage()
                    + "); the restore itself is done");
        }
    }

    /** A machine that was just set up may not know its own name yet. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
