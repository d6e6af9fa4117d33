package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Disagreement;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.checkup.Finding;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.SourceConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the backup that an upgrade goes back to. It is made whatever the health: a cluster that is not well needs one most.
 * Killed half-way it leaves no backup.
 */
final class PreflightBackup {

    private static final Duration OLDEST = Duration.ofHours(24);

    private final AgentConfig config;
    private final Catalog catalog;
    private final RandomGenerator random;
    private final PrintWriter err;
    private final List<Finding> findings = new ArrayList<>();

    PreflightBackup(AgentConfig config, Catalog catalog, RandomGenerator random, PrintWriter err) {
        this.config = config;
        this.catalog = catalog;
        this.random = random;
        this.err = err;
    }

    /** Makes it; empty where it could not be made, and then the findings say why. */
    Optional<Manifest> make(@Nullable String label) throws InterruptedIOException {
        try {
            Manifest made = RunLock.during(
                    config.stateDir(),
                    config.cluster(),
                    config.node(),
                    () -> new HandBackup(config, catalog, random, err)
                            .make(Assembly.sources(config, Pause.REAL), label));
            judge(made);
            return Optional.of(made);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            findings.add(PreflightRules.MADE.broken(
                    "backup",
                    "it failed, and nothing was listed: " + e.getMessage(),
                    "a backup of every source",
                    "mend that, and run this again"));
            return Optional.empty();
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /** What a backup must be to go back to, whoever made it. */
    void judge(Manifest made) {
        String subject = "backup " + made.id();
        int before = findings.size();
        for (Part part : made.parts()) {
            part.failures()
                    .forEach(failure -> findings.add(PreflightRules.MADE.broken(
                            subject,
                            "without " + failure.source() + ": " + failure.reason(),
                            "every source in it",
                            "mend that source, and run this again")));
        }
        long shares = made.shares().size() + (long) made.documents().size();
        if (findings.size() == before) {
            findings.add(PreflightRules.MADE.passed(
                    subject,
                    shares + (shares == 1 ? " source" : " sources")
                            + (made.shares().isEmpty() ? "" : ", through " + made.zxid()) + ", " + made.addedBytes()
                            + " bytes new"));
        }
        nodes(made, subject);
        fits(made, subject);
    }

    private void nodes(Manifest made, String subject) {
        List<String> absent = new ArrayList<>(made.nodes());
        made.parts().forEach(part -> absent.remove(part.node()));
        if (!absent.isEmpty()) {
            findings.add(PreflightRules.NODES.broken(
                    subject,
                    "nothing of " + String.join(", ", absent),
                    "",
                    "where only they have something, run this there, too"));
        }
    }

    private void fits(Manifest made, String subject) {
        String remedy =
                "see 'Whether its parts fit' in the manual, and 'keepsake show " + made.id() + " --cross-check'";
        int before = findings.size();
        made.contradictions()
                .forEach(sentence -> findings.add(
                        PreflightRules.FITS.broken(subject, sentence, "parts that tell the same", remedy)));
        try {
            for (Disagreement found : catalog.concord(Assembly.history()).look()) {
                findings.add(PreflightRules.FITS.broken(subject, found.words(), "tapes that tell the same", remedy));
            }
            if (findings.size() == before) {
                findings.add(PreflightRules.FITS.passed(subject, "nothing in it contradicts anything else"));
            }
        } catch (IOException e) {
            findings.add(PreflightRules.FITS.unknown(
                    subject, "the newest tapes could not be compared: " + e.getMessage(), "see 'store.usable'"));
        }
    }

    /** A backup that somebody else made may be of other sources, or of servers that prove less than they may have committed. */
    private void holdsAll(Manifest found) {
        String subject = "backup " + found.id();
        Set<String> held = new HashSet<>();
        found.shares().stream()
                .filter(owned -> owned.node().equals(config.node()))
                .forEach(owned -> held.add(owned.share().source()));
        found.documents().forEach(one -> held.add(one.share().source()));
        found.shares().stream()
                .filter(owned -> owned.share().wasWalked())
                .forEach(owned -> held.add(owned.share().source()));
        for (SourceConfig source : config.sources()) {
            if (!held.contains(source.name())) {
                findings.add(PreflightRules.MADE.broken(
                        subject,
                        "nothing of this node's source " + source.name(),
                        "every source of this configuration",
                        "run this without --proved-elsewhere for a new one"));
            }
        }
        if (found.parts().stream().anyMatch(part -> !part.isWhole())) {
            findings.add(PreflightRules.MADE.broken(
                    subject,
                    "more may have been committed than it holds",
                    "all that was committed",
                    "run this without --proved-elsewhere for a new one"));
        }
    }

    /** The backup of an earlier preflight, which was proven where the key is; not one of another age of the cluster. */
    Manifest earlier(String id, Instant now) throws IOException {
        Manifest found = catalog.read(new BackupId(id));
        judge(found);
        holdsAll(found);
        Duration age = Duration.between(found.created(), now);
        if (age.compareTo(OLDEST) > 0) {
            findings.add(PreflightRules.MADE.broken(
                    "backup " + id,
                    "it is " + age.toHours() + " hours old",
                    "at most " + OLDEST.toHours() + " hours",
                    "run this without --proved-elsewhere for a new one"));
        }
        return found;
    }
}
