package dev.keepsake.cli;

import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.DrillRequest;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Installation;
import dev.keepsake.job.DrillJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake drill}: does a real server start on this backup, and how long does that take? */
@Command(
        name = "drill",
        description = {
            "Restores a backup onto a real ZooKeeper server that nobody uses, and throws it away again.",
            "",
            "Replays and proves the backup as a restore does, writes it into a temporary directory, starts a server"
                    + " process there on a free loopback port, reads every znode back and compares data, access list and"
                    + " Stat with what was replayed. Says how long each step took, so how long a real restore would take."
                    + " Process and directory are gone afterwards, also after Ctrl-C.",
            "",
            "The report is stored in the archive, and 'list' shows what it comes to. Ends with 9 when something speaks"
                    + " against the backup. What only this machine lacks (jars, room, memory, time) is refused with 4 and"
                    + " recorded nowhere."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c /etc/keepsake/agent.yaml drill",
            "With the version that is in use, and with room for a large tree:",
            "  keepsake -c agent.yaml drill latest --zookeeper-home /opt/zookeeper --work-dir /var/tmp"
        })
final class DrillCommand extends Verb implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "ID|latest", description = "which backup (default: latest)")
    private String moment = "latest";

    @Option(
            names = "--zookeeper-home",
            paramLabel = "DIR",
            description = "the server to start: an unpacked ZooKeeper, or /usr/share/java of a Debian package"
                    + " (default: the one that Keepsake brings)")
    private @Nullable Path home;

    @Option(
            names = "--tape",
            paramLabel = "NODE",
            description = "restore this node's share, or the share with this tape")
    private @Nullable String tape;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "where the temporary directory is made; three times the tree's size must be free")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--ready-within",
            paramLabel = "SECONDS",
            description = "how long the server may take until it serves (default: 600)")
    private int ready = 600;

    @Option(names = "--no-record", description = "do not store the report in the archive")
    private boolean unrecorded;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(moment);
            Manifest.NodeShare share = ShareChoice.choose(manifest, tapeOf(manifest));
            if (!share.share().provesAnything()) {
                throw new RefusedException("nothing in backup " + manifest.id()
                        + " is proven to have been committed, so there is nothing to drill with");
            }
            WalkGuard.require(share.share(), false);
            Proof proof = drill(archive, manifest, share);
            Optional<String> record = unrecorded ? Optional.empty() : ProofReport.record(archive, proof, err());
            ProofReport.print(this, proof, record);
            return (proof.good() ? ExitCode.DONE : ExitCode.NOT_PROVEN).code();
        }
    }

    /** {@code --tape} takes a node's name as well. */
    private Optional<String> tapeOf(Manifest manifest) {
        return manifest.shares().stream()
                .filter(owned -> owned.node().equals(tape) && owned.share().standsOnTape())
                .map(owned -> owned.share().tape())
                .findFirst()
                .or(() -> Optional.ofNullable(tape));
    }

    private Proof drill(OpenArchive archive, Manifest manifest, Manifest.NodeShare share) throws IOException {
        DrillRequest request = new DrillRequest(
                Optional.ofNullable(home).map(Path::toAbsolutePath),
                Installation.lib(),
                work.toAbsolutePath(),
                share.share().through(),
                archive.fence(manifest).epoch(),
                Duration.ofSeconds(ready));
        ProgressBar progress = new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
        try (ArtefactDrill drill = Assembly.drill(request)) {
            Thread cleaner = new Thread(() -> end(drill, err()), "end of the drill");
            Runtime.getRuntime().addShutdownHook(cleaner);
            try {
                return new DrillJob(archive.catalog(), progress, ThisHost.name()).run(manifest, share, drill);
            } finally {
                progress.clear();
                forget(cleaner);
            }
        }
    }

    private static void end(ArtefactDrill drill, PrintWriter err) {
        try {
            drill.close();
        } catch (IOException e) {
            err.println("keepsake: the drill's directory could not be removed: " + e.getMessage());
        }
    }

    /** While the process is ending the hook is at work, and cannot be taken back. */
    private static void forget(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
