package dev.keepsake.agent;

import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.preflight.UpgradeChecks;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.DrillRequest;
import dev.keepsake.config.ReplicatedLogs;
import dev.keepsake.job.DrillJob;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Proves a backup and drills with it, as the verbs of these names do; the reports are stored in the archive. An agent that
 * encrypts cannot read what it stored: then it says where that is to be done, and is satisfied with the reports of whoever
 * did it, never with a word.
 */
final class PreflightProof {

    private final AgentConfig config;
    private final Catalog catalog;
    private final boolean locked;
    private final PrintWriter err;
    private final List<Finding> findings = new ArrayList<>();

    /** Starts a server for a drill. */
    @FunctionalInterface
    interface Drills {

        /** A server for this moment and this epoch. */
        DrillRequest request(Manifest.NodeShare owned, long epoch) throws IOException;
    }

    /**
     * A proof with what this process has.
     *
     * @param locked whether the archive is encrypted, and nobody here has a key to it
     */
    PreflightProof(AgentConfig config, Catalog catalog, boolean locked, PrintWriter err) {
        this.config = config;
        this.catalog = catalog;
        this.locked = locked;
        this.err = err;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Looks at all of it, and compares it with whatever else tells of the same. */
    void prove(Manifest backup) throws InterruptedIOException {
        String subject = "backup " + backup.id();
        err.println("proving backup " + backup.id());
        guarded(PreflightRules.PROVEN, subject, () -> {
            Proof proof = verified(backup, Proof.Level.PROOF);
            boolean opened = proof.level() == Proof.Level.PROOF && !locked;
            findings.add(!proof.good() || opened ? judged(PreflightRules.PROVEN, subject, proof) : locked(backup));
            remember(proof);
        });
    }

    private Proof verified(Manifest backup, Proof.Level level) throws IOException {
        VerifyJob job =
                new VerifyJob(catalog, Assembly.prover(), ReplicatedLogs.prover(), Progress.NONE, config.node());
        return job.run(new VerifyJob.Request(backup.id(), level, Optional.empty()));
    }

    /** What was found stays found where its report cannot be stored. */
    private void remember(Proof proof) {
        try {
            catalog.proofs().put(proof);
        } catch (IOException e) {
            err.println("keepsake-agent: the report could not be stored: " + e.getMessage());
        }
    }

    static Finding judged(Rule rule, String subject, Proof proof) {
        List<CheckReport.Finding> bad = proof.findings().stream()
                .filter(finding -> !finding.good() || finding.isSpared())
                .toList();
        return bad.isEmpty()
                ? rule.passed(subject, said(proof))
                : rule.broken(
                        subject,
                        bad.stream()
                                .map(finding -> finding.subject() + ": " + finding.seen())
                                .collect(Collectors.joining("; ")),
                        "nothing that speaks against it",
                        "find out what damages it; take another backup, and run this again");
    }

    private static String said(Proof proof) {
        String took = " (" + (proof.millis() + 500) / 1000 + " s)";
        boolean tree = !proof.tapes().isEmpty();
        if (proof.level() == Proof.Level.DRILL) {
            return "a server started on it and gave back all of it, through " + proof.through() + took;
        }
        return (tree ? "proven through " + proof.through() : "every document is there and whole") + took;
    }

    private Finding locked(Manifest backup) {
        String commands = "where the private key is: 'keepsake -c FILE verify " + backup.id() + " --key KEY' and"
                + " 'keepsake -c FILE drill " + backup.id()
                + " --key KEY'; then here: 'keepsake-agent preflight -c FILE"
                + " --proved-elsewhere " + backup.id() + "'. Or lend this run the key: --key FILE";
        return PreflightRules.PROVEN.unknown(
                "backup " + backup.id(),
                "all objects are there and whole, but encrypted, and this agent has no private key: nothing was"
                        + " replayed, and no server was started",
                commands);
    }

    /** Starts a server on each ensemble in it. Where nothing can be opened, the proof has said so. */
    void drill(Manifest backup, Drills drills) throws InterruptedIOException {
        if (locked) {
            return;
        }
        Set<String> ensembles = new HashSet<>();
        for (Manifest.NodeShare owned : backup.shares()) {
            if (isOfEnsemble(owned) && ensembles.add(owned.share().source())) {
                drill(backup, owned, drills);
            }
        }
        if (ensembles.isEmpty()) {
            findings.add(PreflightRules.DRILLED.passed(
                    "backup " + backup.id(), "holds nothing of an ensemble, so there is nothing to start a server on"));
        }
    }

    /** A server is started on a walk as on a tape: it is a tree, though not of one moment. */
    static boolean isOfEnsemble(Manifest.NodeShare owned) {
        return owned.share().standsOnTape() || owned.share().wasWalked();
    }

    private void drill(Manifest backup, Manifest.NodeShare owned, Drills drills) throws InterruptedIOException {
        String subject = "backup " + backup.id() + ", " + owned.share().source();
        err.println("drilling with " + subject);
        guarded(PreflightRules.DRILLED, subject, () -> {
            DrillRequest request = drills.request(owned, catalog.fence(backup).epoch());
            try (ArtefactDrill drill = Assembly.drill(request)) {
                Thread cleaner = new Thread(() -> end(drill), "end of the drill");
                Runtime.getRuntime().addShutdownHook(cleaner);
                try {
                    Proof proof = new DrillJob(catalog, Progress.NONE, config.node()).run(backup, owned, drill);
                    findings.add(judged(PreflightRules.DRILLED, subject, proof));
                    remember(proof);
                } finally {
                    forget(cleaner);
                }
            }
        });
    }

    private void end(ArtefactDrill drill) {
        try {
            drill.close();
        } catch (IOException e) {
            err.println("keepsake-agent: the drill's directory could not be removed: " + e.getMessage());
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

    /** Looks in each ensemble of it for what servers of another release must be told of. */
    void look(Manifest backup) throws InterruptedIOException {
        Set<String> ensembles = new HashSet<>();
        for (Manifest.NodeShare owned : backup.shares()) {
            String source = owned.share().source();
            if (isOfEnsemble(owned) && ensembles.add(source)) {
                look(backup, owned);
            }
        }
    }

    private void look(Manifest backup, Manifest.NodeShare owned) throws InterruptedIOException {
        String source = owned.share().source();
        if (locked || !owned.share().standsOnTape()) {
            findings.add(UpgradeChecks.timesToLiveUnseen(
                    source, locked ? "the backup is encrypted, and no key is here" : "a walk does not show them"));
            return;
        }
        guarded(PreflightRules.PROVEN, "backup " + backup.id() + ", " + source, () -> {
            PastTree tree = Assembly.pastTree(owned.share().through());
            catalog.source(owned, Progress.NONE).sendTo(tree);
            AtomicLong timed = new AtomicLong();
            tree.walk("/", znode -> timed.addAndGet(znode.kind() == PastZnode.Kind.TTL ? 1 : 0));
            findings.add(UpgradeChecks.timesToLive(source, timed.get()));
        });
    }

    /**
     * Takes the reports that are stored of it, whose makers are trusted here, and looks whether all of it is there still.
     *
     * @param signed whether signatures count here; without them a report is a word of anybody who may write to the store
     */
    void elsewhere(Manifest backup, boolean signed) throws InterruptedIOException {
        String subject = "backup " + backup.id();
        if (signed) {
            guarded(PreflightRules.PROVEN, subject, () -> {
                findings.addAll(StoredReports.of(catalog, backup).findings());
            });
        } else {
            findings.add(PreflightRules.PROVEN.unknown(
                    subject,
                    "this agent has neither 'signing-key' nor 'trusted-signers', so anybody who may write to the store"
                            + " could have put a report of it there: none counts",
                    "run this without --proved-elsewhere, which proves a new one here; or name in 'trusted-signers' who"
                            + " verifies backups"));
        }
        guarded(PreflightRules.PROVEN, subject, () -> lookAgain(backup));
    }

    /** That all of it is there still needs no key. */
    private void lookAgain(Manifest backup) throws IOException {
        Proof look = verified(backup, Proof.Level.OBJECTS);
        if (!look.good()) {
            findings.add(judged(PreflightRules.PROVEN, "backup " + backup.id(), look));
        }
    }

    /** Looks, and says what it came to. */
    @FunctionalInterface
    private interface Look {
        void see() throws IOException;
    }

    /** What cannot be done is not passed, and keeps nothing else from being looked at. */
    private void guarded(Rule rule, String subject, Look look) throws InterruptedIOException {
        try {
            look.see();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (StoreException e) {
            findings.add(rule.unknown(subject, String.valueOf(e.getMessage()), "see that the store can be reached"));
        } catch (IOException e) {
            findings.add(rule.unknown(
                    subject,
                    String.valueOf(e.getMessage()),
                    "mend that, or run 'keepsake verify' and 'keepsake drill'"));
        } catch (OutOfMemoryError tooLarge) {
            findings.add(rule.unknown(
                    subject,
                    "the tree does not fit into this agent's memory (" + tooLarge.getMessage() + ")",
                    "give it more with KEEPSAKE_JAVA_OPTS, or prove on a larger machine, and then --proved-elsewhere"));
        }
    }
}
