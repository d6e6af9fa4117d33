package dev.keepsake.cli;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Proof;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.ReplicatedLogs;
import dev.keepsake.job.MomentProof;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.job.VerifyMomentJob;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code keepsake verify}: would a restore of this backup, or moment, give what the ensemble had? */
@Command(
        name = "verify",
        description = {
            "Proves a backup: that everything it names is there and whole, and that it is what the ensemble had.",
            "",
            "With '--level objects', every object that a restore needs is read to its end and compared with the size"
                    + " and the SHA-256 that the backup, or its own trailer, states.",
            "With '--level proof', all of it is replayed as well. The tree is compared with the digest that ZooKeeper"
                    + " (3.6 and later) wrote behind each transaction, with the tape's other bases, node by node, access"
                    + " lists and quotas included, and the transactions with those that other nodes recorded. A whole tree"
                    + " must fit into memory, as for a restore.",
            "",
            "The report says what was compared with what, and what was not. It is stored in the archive, and 'list'"
                    + " shows what it comes to. Ends with 9 when something speaks against the backup, and with 5 when it"
                    + " is good, but something is damaged that others stand in for.",
            "",
            "A moment that need not be a backup's is gone to as a restore does: around damage, and over several tapes"
                    + " where none alone leads there. The report says by which way; it is no backup's, and stored nowhere."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c /etc/keepsake/agent.yaml verify",
            "The newest moment of any tape, whatever it takes to get there:",
            "  keepsake -c agent.yaml verify newest",
            "One backup, its objects alone, with credentials that may only read:",
            "  keepsake -c agent.yaml verify 20261122T030000Z --level objects --no-record"
        })
final class VerifyCommand extends Verb implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "ID|latest|MOMENT",
            description =
                    "which backup (default: latest); or which moment: 'newest' for the newest of any tape, a zxid, or a"
                            + " time")
    private @Nullable String moment;

    @Option(
            names = "--zxid",
            paramLabel = "Z",
            converter = MomentOptionGroup.ZxidWord.class,
            description = "the moment right after this transaction, 0x and hex digits or a decimal number")
    private @Nullable Zxid zxid;

    @Option(
            names = "--level",
            paramLabel = "objects|proof",
            description = "how close to look (default: proof, as far as that is possible); a proof that is asked for"
                    + " and impossible, since no private key opens the backup, ends with 7")
    private @Nullable Level level;

    @Option(
            names = "--tape",
            paramLabel = "NODE",
            description = "look only at this node's share, or at the share with this tape; of a moment, begin there")
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
        MomentOptionGroup which = which();
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            return (which.isMoment() ? moment(archive, which) : backup(archive, which.backup())).code();
        }
    }

    private MomentOptionGroup which() {
        Zxid number = zxid;
        if (number != null && moment != null) {
            throw new ParameterException(
                    spec().commandLine(), "only one moment can be looked at: give '" + moment + "' or --zxid");
        }
        String word = moment == null ? OpenArchive.LATEST : moment;
        try {
            return MomentOptionGroup.of(number == null ? word : number.toString(), tape);
        } catch (TypeConversionException wrong) {
            throw new ParameterException(spec().commandLine(), wrong.getMessage());
        }
    }

    private ExitCode backup(OpenArchive archive, String id) throws IOException {
        VerifyJob.Request request = new VerifyJob.Request(archive.id(id), level(), Optional.ofNullable(tape));
        ProgressBar progress = progress();
        Proof proof;
        try {
            proof = new VerifyJob(
                            archive.catalog(), Assembly.prover(), ReplicatedLogs.prover(), progress, ThisHost.name())
                    .run(request);
        } finally {
            progress.clear();
        }
        Optional<String> record = unrecorded ? Optional.empty() : ProofReport.record(archive, proof, err());
        ProofReport.print(this, proof, record);
        return asAskedFor(proof.level(), ProofReport.code(proof.good(), proof.findings()));
    }

    private ExitCode moment(OpenArchive archive, MomentOptionGroup which) throws IOException {
        Moments moments = archive.moments(archive.coverage(), which.tape());
        Chosen chosen = RestoreChoice.chosen(moments, which);
        ProgressBar progress = progress();
        MomentProof proof;
        try {
            proof = new VerifyMomentJob(archive.catalog(), Assembly.prover(), progress, ThisHost.name())
                    .run(moments, chosen, level());
        } finally {
            progress.clear();
        }
        MomentReport.print(this, which.asked(), proof);
        return asAskedFor(proof.level(), ProofReport.code(proof.good(), proof.findings()));
    }

    private Proof.Level level() {
        return (level == null ? Level.PROOF : level).level;
    }

    /** Whoever relies on a proof each morning must not be left with looks at objects unawares. */
    private ExitCode asAskedFor(Proof.Level reached, ExitCode code) {
        if (code != ExitCode.DONE || level != Level.PROOF || reached != Proof.Level.OBJECTS) {
            return code;
        }
        err().println("keepsake: this is no proof: what is encrypted could not be replayed without a private key. Give"
                + " one (--key FILE, 'encryption.private-keys', KEEPSAKE_KEY), or ask for --level objects");
        return ExitCode.IN_PART;
    }

    private ProgressBar progress() {
        return new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
    }
}
