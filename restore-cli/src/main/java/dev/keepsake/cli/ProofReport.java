package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Standing;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what a look at a backup found, in full or in a word. */
final class ProofReport {

    private ProofReport() {}

    /** What was found is worth keeping, but a reader's credentials may not allow to write it down. */
    static Optional<String> record(OpenArchive archive, Proof proof, PrintWriter err) {
        try {
            return Optional.of(archive.catalog().proofs().put(proof));
        } catch (IOException e) {
            err.println("note: the report could not be stored in the archive (" + e.getMessage()
                    + "); what was found stands all the same. --no-record leaves the attempt out");
            return Optional.empty();
        }
    }

    /** The whole report, in the form that was asked for. */
    static void print(Verb verb, Proof proof, Optional<String> record) throws IOException {
        if (verb.archive().json()) {
            ObjectNode json = json(proof);
            json.put("record", record.orElse(null));
            JsonOutput.print(verb.out(), json);
            return;
        }
        print(verb.out(), proof);
        verb.out().println(verdict(proof));
        printSpared(verb.out(), proof.good(), proof.findings());
        record.ifPresent(key -> verb.out().println("recorded as " + key));
    }

    /** Damage that hinders nothing yet is not what speaks against a backup, and not nothing. */
    static ExitCode code(boolean good, List<CheckReport.Finding> findings) {
        if (!good) {
            return ExitCode.NOT_PROVEN;
        }
        return findings.stream().anyMatch(CheckReport.Finding::isSpared) ? ExitCode.DAMAGED : ExitCode.DONE;
    }

    /** Every finding, one line each. */
    static void print(PrintWriter out, Proof proof) {
        print(out, proof.findings());
    }

    /** Every finding, one line each. */
    static void print(PrintWriter out, List<CheckReport.Finding> findings) {
        for (CheckReport.Finding finding : findings) {
            out.println(
                    finding.isSpared()
                            ? "DAMAGE spared: " + finding.seen()
                            : (finding.good() ? "ok    " : "FAIL  ") + finding.subject() + ": " + finding.seen());
        }
    }

    /** What to do about damage that hinders nothing yet. */
    static void printSpared(PrintWriter out, boolean good, List<CheckReport.Finding> findings) {
        long spared = findings.stream().filter(CheckReport.Finding::isSpared).count();
        if (good && spared > 0) {
            out.println("DAMAGE in " + (spared == 1 ? "1 place" : spared + " places")
                    + ", which hinders nothing as long as what stands in for it is whole: see above, and find out what"
                    + " damages this store");
        }
    }

    /** What it all comes to. */
    static String verdict(Proof proof) {
        String took = String.format(Locale.ROOT, " (%.1f s)", proof.millis() / 1000.0);
        if (!proof.good()) {
            return "FAILED: backup " + proof.backup()
                    + " is not what it should be; do not rely on it. Look at another one"
                    + " ('keepsake list'), or at one node's share of it (--tape); 'keepsake list --ranges' shows which"
                    + " moments can be restored all the same, some with another tape's help, and 'keepsake verify --zxid"
                    + " Z' proves one of them" + took;
        }
        if (proof.level() == Proof.Level.DRILL) {
            return "DRILLED through " + proof.through() + ": backup " + proof.backup() + took;
        }
        return proof.level() == Proof.Level.OBJECTS
                ? "All objects of backup " + proof.backup() + " are there and whole" + took
                : "PROVEN through " + proof.through() + ": backup " + proof.backup() + took;
    }

    static ObjectNode json(Proof proof) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("backup", proof.backup().value());
        node.put("level", proof.level().word());
        node.put("good", proof.good());
        node.put("through", proof.through().toString());
        node.put("time", JsonOutput.seconds(proof.time()));
        node.put("millis", proof.millis());
        node.put("host", proof.host());
        found(node, proof.findings(), proof.tapes(), proof.agreed());
        return node;
    }

    /** What any look finds. */
    static void found(
            ObjectNode node,
            List<CheckReport.Finding> findings,
            List<Proof.OfTape> tapes,
            List<Witnessed.Agreed> allAgreed) {
        node.putArray("findings");
        findings.forEach(finding -> node.withArray("findings")
                .addObject()
                .put("good", finding.good())
                .put("subject", finding.subject())
                .put("seen", finding.seen()));
        node.putArray("tapes");
        tapes.forEach(tape -> node.withArray("tapes").add(tape(tape)));
        node.putArray("agreed");
        for (Witnessed.Agreed agreed : allAgreed) {
            node.withArray("agreed")
                    .addObject()
                    .put("by", agreed.by())
                    .put("of", agreed.of())
                    .put("transactions", agreed.transactions())
                    .put("first", agreed.first().toString())
                    .put("last", agreed.last().toString());
        }
    }

    private static ObjectNode tape(Proof.OfTape tape) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        Zxid last = tape.lastDigest();
        node.put("node", tape.node());
        node.put("source", tape.source());
        node.put("tape", tape.tape());
        node.put("through", tape.through().toString());
        node.put("znodes", tape.znodes());
        node.put("transactions", tape.transactions());
        node.put("behindWindow", tape.judged());
        node.put("digests", tape.digests());
        node.put("lastDigest", last == null ? null : last.toString());
        node.putArray("equalBases");
        tape.bases().forEach(base -> node.withArray("equalBases").add(base));
        return node;
    }

    /** How a backup stands, for a column. */
    static String word(Standing standing, Instant now) {
        if (standing.failed().isPresent()) {
            return "FAILED " + age(standing.failed().get(), now);
        }
        return standing.proven()
                .map(proven -> proven.through() + " " + age(proven, now))
                .orElse("-");
    }

    /** How a backup stands, for scripts: its newest failure that counts, else its newest replay; null when neither is. */
    static void standing(ObjectNode parent, Standing standing) {
        Optional<PastProof> counts = standing.failed().or(standing::proven);
        if (counts.isEmpty()) {
            parent.putNull("proven");
            return;
        }
        PastProof proof = counts.get();
        parent.putObject("proven")
                .put("good", proof.good())
                .put("level", proof.level().word())
                .put("through", proof.through().toString())
                .put("time", JsonOutput.seconds(proof.time()));
    }

    private static String age(PastProof proof, Instant now) {
        Duration age = Duration.between(proof.time(), now);
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return "(" + seconds + "s ago)";
        }
        if (seconds < 2 * 3600) {
            return "(" + seconds / 60 + "m ago)";
        }
        return seconds < 2 * 86400 ? "(" + seconds / 3600 + "h ago)" : "(" + seconds / 86400 + "d ago)";
    }
}
