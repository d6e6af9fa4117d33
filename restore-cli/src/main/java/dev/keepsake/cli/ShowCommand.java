package dev.keepsake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.ReplicatedLogs;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake show}: one backup in full. */
@Command(
        name = "show",
        description = {
            "Shows what one backup holds.",
            "",
            "For each source: the server, the tape, the base that a restore begins with, the range of transactions"
                    + " replayed over it, what stopped servers held beyond that, and what failed; then the newest report"
                    + " of 'verify' or 'drill'."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c /etc/keepsake/agent.yaml show latest"})
final class ShowCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "ID|latest", description = "which backup")
    private String moment = "";

    @Option(
            names = "--registry",
            description = "the registry of Mesos masters in it: agents, quotas, weights, maintenance")
    private boolean registry;

    @Option(
            names = "--cross-check",
            description =
                    "compare what its sources hold of each other: the framework ids in ZooKeeper, in Marathon's own"
                            + " words and at the masters; the registry in the replicated log and at the master")
    private boolean crossCheck;

    @Option(names = "--name", paramLabel = "NAME", description = "of which replicated log, where it has several")
    private @Nullable String name;

    @Option(
            names = "--from",
            paramLabel = "NODE",
            split = ",",
            description = "by the replicas of these nodes alone, as 'restore mesos-log' takes it")
    private Set<String> from = new LinkedHashSet<>();

    @Option(
            names = "--masters",
            paramLabel = "N",
            description = "how many masters the cluster of the backup has, as 'restore mesos-log' takes it")
    private @Nullable Integer masters;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(moment);
            if (registry) {
                printRegistry(archive, manifest);
                return 0;
            }
            if (crossCheck) {
                return printChecks(new CrossChecks(this, archive, manifest, Optional.ofNullable(masters)).report())
                        .code();
            }
            if (archive().json()) {
                ObjectNode json =
                        JsonOutput.details(manifest, archive.catalog().proofs().standing(manifest.id()));
                json.set(
                        "proof",
                        newest(archive, manifest).map(ProofReport::json).orElse(null));
                JsonOutput.print(out(), json);
            } else {
                print(out(), manifest);
                newest(archive, manifest).ifPresent(this::print);
            }
            return 0;
        }
    }

    private ExitCode printChecks(CheckReport report) throws IOException {
        if (archive().json()) {
            ArrayNode findings = JsonOutput.MAPPER.createArrayNode();
            report.findings()
                    .forEach(finding -> findings.addObject()
                            .put("good", finding.good())
                            .put("subject", finding.subject())
                            .put("seen", finding.seen()));
            JsonOutput.print(out(), findings);
        } else if (report.findings().isEmpty()) {
            out().println("nothing in this backup tells of anything else in it");
        } else {
            report.findings()
                    .forEach(finding -> out().println((finding.good() ? "ok    " : "FAIL  ") + finding.subject() + ": "
                            + finding.seen()));
        }
        return report.good() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private void printRegistry(OpenArchive archive, Manifest manifest) throws IOException {
        MesosLog log = MesosLog.of(archive, manifest, Optional.ofNullable(name)).counting(Optional.ofNullable(masters));
        log.doubt().ifPresent(words -> err().println("note: " + words));
        Optional<byte[]> decoded = ReplicatedLogs.registry(log.replicas(), log.masters(), from);
        if (decoded.isEmpty()) {
            throw new RefusedException("the replicated log '" + log.name() + "' of backup " + manifest.id()
                    + " holds no registry of Mesos masters that this version can decode");
        }
        JsonNode json = JsonOutput.MAPPER.readTree(decoded.get());
        if (archive().json()) {
            JsonOutput.print(out(), json);
        } else {
            new RegistryWords(out(), json).print();
        }
    }

    /** The newest report; one that is damaged must not keep the backup from being shown. */
    private Optional<Proof> newest(OpenArchive archive, Manifest manifest) throws IOException {
        Optional<PastProof> newest = archive.catalog().proofs().newest(manifest.id());
        try {
            return newest.isPresent() ? Optional.of(archive.catalog().proofs().read(newest.get())) : Optional.empty();
        } catch (CorruptException | RefusedException e) {
            err().println("note: the newest report of a look at this backup cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void print(Proof proof) {
        out().println();
        out().println("looked at " + JsonOutput.seconds(proof.time()) + " on " + proof.host() + ", level "
                + proof.level().word());
        ProofReport.print(out(), proof);
        out().println(ProofReport.verdict(proof));
    }

    private static void print(PrintWriter out, Manifest manifest) {
        String label = manifest.label();
        out.println("backup    " + manifest.id() + (label == null ? "" : "  (" + label + ")"));
        out.println("made      " + JsonOutput.seconds(manifest.created()) + " by keepsake-agent " + manifest.writer());
        out.println("nodes     expected " + String.join(", ", manifest.nodes())
                + (manifest.complete() ? "; complete" : "; not complete"));
        out.println("stored    " + Bytes.inWords(manifest.addedBytes()) + " new in this backup");
        out.println(
                "reaches   " + WalkWords.zxid(manifest.walk(), manifest.zxid().toString())
                        + (manifest.walk().isPresent() ? ", not one point in time" : ""));
        manifest.contradictions().forEach(warning -> out.println("WARNING   " + warning));
        manifest.missingNodes().forEach(node -> out.println("MISSING   " + node.node() + ": " + node.reason()));
        for (Manifest.NodeShare owned : manifest.shares()) {
            print(out, owned);
        }
        for (Manifest.NodeDocuments owned : manifest.documents()) {
            print(out, owned);
        }
        manifest.parts()
                .forEach(part -> part.failures()
                        .forEach(failure -> out.println(
                                "\nFAILED    " + part.node() + "/" + failure.source() + ": " + failure.reason())));
    }

    private static void print(PrintWriter out, Manifest.NodeDocuments owned) {
        DocumentShare share = owned.share();
        out.println();
        out.println("source    " + owned.node() + "/" + share.source() + " (" + share.type() + "), taken "
                + JsonOutput.seconds(share.taken()));
        if (!share.facts().isEmpty()) {
            out.println("  server  " + share.facts());
        }
        for (StoredDocument document : share.documents()) {
            out.println("  holds   " + document.name() + ", "
                    + Bytes.inWords(document.piece().bytes()) + " in the store"
                    + (document.facts().isEmpty() ? "" : "  " + document.facts()));
        }
    }

    private static void print(PrintWriter out, Manifest.NodeShare owned) {
        Share share = owned.share();
        out.println();
        out.println("source    " + owned.node() + "/" + share.source() + " (" + share.type() + ")");
        SortedMap<String, String> facts = new TreeMap<>(share.facts());
        facts.values().removeAll(share.remarks());
        out.println("  server  " + facts);
        if (share.wasWalked()) {
            out.println("  walk    " + WalkWords.of(share).orElse(""));
            out.println("  tree    " + share.facts().getOrDefault("znodes", "?") + " znodes, "
                    + Bytes.inWords(share.base().bytes()) + " in the store, "
                    + share.base().key());
        } else if (share.provesAnything()) {
            printCommitted(out, share);
        } else {
            out.println("  tape    none: nothing of this is proven to have been committed");
        }
        UnprovenWords.lines(share, false).forEach(line -> out.println("  unproven  " + line));
        share.remarks().forEach(remark -> out.println("  note    " + remark));
    }

    private static void printCommitted(PrintWriter out, Share share) {
        out.println("  tape    " + share.tape());
        out.println("  base    " + share.baseStart() + ", fuzzy through " + share.baseEnd() + ", "
                + Bytes.inWords(share.base().bytes()) + " in the store");
        out.println("  replay  everything after " + share.replayAfter() + " through " + share.through() + ", "
                + share.links() + " links of " + Bytes.inWords(share.linkBytes()));
        if (share.throughTime() != 0) {
            out.println("  last    transaction made at " + Instant.ofEpochMilli(share.throughTime())
                    + " by the leader's clock");
        }
    }
}
