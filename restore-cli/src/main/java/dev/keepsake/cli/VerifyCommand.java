package dev.keepsake.cli;

import dev.keepsake.catalog.Proof;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.job.VerifyJob;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake verify}: would a restore of this backup give what the ensemble had? */
@Command(
        name = "verify",
        description = {
            "Proves a backup: that everything it names is there and whole, and that it is what the ensemble had.",
            "",
            "With '--level objects', every object that a restore needs is read to its end and compared with the size and"
                    + " the SHA-256 that the backup, or its own trailer, states.",
            "With '--level proof', all of it is replayed as well. The tree is compared with the digest that ZooKeeper (3.6"
                    + " and later) wrote behind each transaction, with the tape's other bases, node by node, access lists and"
                    + " quotas included, and the transactions with those that other nodes recorded. A whole tree must fit"
                    + " into memory, as for a restore.",
            "",
            "The report says what was compared with what, and what was not. It is stored in the archive, and 'list' shows"
                    + " what it comes to. Ends with 9 when something speaks against the backup."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c /etc/keepsake/agent.yaml verify",
            "One backup, its objects alone, with credentials that may only read:",
            "  keepsake -c agent.yaml verify 20261122T030000Z --level objects --no-record"
        })
final class VerifyCommand extends Verb implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "ID|latest", description = "which backup (default: latest)")
    private String moment = "latest";

    @Option(names = "--level", paramLabel = "objects|proof", description = "how close to look (default: proof)")
    private Level level = Level.PROOF;

    @Option(
            names = "--tape",
            paramLabel = "NODE",
            description = "look only at this node's share, or at the share with this tape")
    private @Nullable String tape;

    @Option(names = "--no-record", description = "do not store the report in the archive")
    private boolean unrecorded;

    /** How close to look. */
    enum Level {
        OBJECTS(Proof.Level.OBJECTS),
        PROOF(Proof.Level.PROOF);

        private final Proof.Level level;

        Level(Proof.Level level) {
            this.level = level;
        }
    }

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            VerifyJob.Request request =
                    new VerifyJob.Request(archive.id(moment), level.level, Optional.ofNullable(tape));
            ProgressBar progress = new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
            Proof proof;
            try {
                proof = new VerifyJob(archive.catalog(), Assembly.prover(), progress, ThisHost.name()).run(request);
            } finally {
                progress.clear();
            }
            Optional<String> record = unrecorded ? Optional.empty() : ProofReport.record(archive, proof, err());
            ProofReport.print(this, proof, record);
            return (proof.good() ? ExitCode.DONE : ExitCode.NOT_PROVEN).code();
        }
    }
}
