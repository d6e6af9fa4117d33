package dev.keepsake.job;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.DocumentProver;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One look at one backup: whether a restore would find everything it needs, and whether that is what the ensemble had.
 *
 * <p>Changes nothing. What speaks against the backup becomes a finding and does not keep the rest from being looked at; a
 * store that does not answer, or an object that a later version wrote, says nothing of the backup and is thrown.
 */
public final class VerifyJob {

    private final Catalog catalog;
    private final TapeProver prover;
    private final DocumentProver documents;
    private final Progress progress;
    private final String host;

    /**
     * What to look at.
     *
     * @param tape the one share that is looked at, by its node or its tape; empty for all
     */
    public record Request(BackupId id, Proof.Level level, Optional<String> tape) {}

    /** A job on this machine, for which documents say nothing of each other. */
    public VerifyJob(Catalog catalog, TapeProver prover, Progress progress, String host) {
        this(catalog, prover, DocumentProver.NONE, progress, host);
    }

    /** A job on this machine. */
    public VerifyJob(Catalog catalog, TapeProver prover, DocumentProver documents, Progress progress, String host) {
        this.catalog = catalog;
        this.documents = documents;
        this.prover = prover;
        this.progress = progress;
        this.host = host;
    }

    /** Looks, and returns the report, which is not stored yet. */
    public Proof run(Request request) throws IOException {
        Instant begun = catalog.now();
        Findings findings = new Findings();
        Optional<Manifest> manifest = manifest(request.id(), findings);
        Zxid through = new Zxid(0);
        Optional<Examination> examination = Optional.empty();
        boolean opened = true;
        if (manifest.isPresent()) {
            List<Manifest.NodeShare> shares = chosen(manifest.get(), request.tape());
            examination = Optional.of(
                    new Examination(manifest.get(), catalog.evidence(manifest.get(), progress), prover, findings));
            examination.get().look(shares, request.level());
            if (request.tape().isEmpty()) {
                opened = look(manifest.get().documents(), findings);
                if (request.level() == Proof.Level.PROOF) {
                    compare(manifest.get(), findings);
                }
            }
            through = furthest(shares);
        }
        Instant now = catalog.now();
        return new Proof(
                request.id(),
                catalog.cluster(),
                !opened || examination.filter(Examination::wasLocked).isPresent()
                        ? Proof.Level.OBJECTS
                        : request.level(),
                findings.good(),
                findings.good() ? through : new Zxid(0),
                now,
                Duration.between(begun, now).toMillis(),
                host,
                findings.all(),
                examination.map(Examination::tapes).orElse(List.of()),
                examination.map(Examination::agreed).orElse(List.of()));
    }

    /** One that is not there is no finding: nobody ever saw such a backup. */
    private Optional<Manifest> manifest(BackupId id, Findings findings) throws IOException {
        try {
            return Optional.of(catalog.read(id));
        } catch (CorruptException damaged) {
            findings.bad("manifest", String.valueOf(damaged.getMessage()));
            return Optional.empty();
        }
    }

    private static List<Manifest.NodeShare> chosen(Manifest manifest, Optional<String> tape)
            throws StoreException.NotFound {
        List<Manifest.NodeShare> shares = manifest.shares().stream()
                .filter(owned -> tape.isEmpty()
                        || tape.get().equals(owned.node())
                        || tape.get().equals(owned.share().tape()))
                .toList();
        if (shares.isEmpty() && tape.isPresent()) {
            throw new StoreException.NotFound("backup " + manifest.id() + " has no share of node or tape '" + tape.get()
                    + "'; 'keepsake show " + manifest.id() + "' shows what it holds");
        }
        return shares;
    }

    /** What documents tell of each other; not what a damaged one tells, which is named already. */
    private void compare(Manifest manifest, Findings findings) throws IOException {
        List<DocumentProver.Held> held = new ArrayList<>();
        List<DocumentProver.Silent> silent = new ArrayList<>();
        for (Manifest.NodeDocuments one : manifest.documents()) {
            SortedMap<String, Content> contents = new TreeMap<>();
            one.share()
                    .documents()
                    .forEach(document -> contents.put(
                            document.name(), () -> catalog.documents().open(document)));
            held.add(new DocumentProver.Held(
                    one.node(), one.share().source(), one.share().type(), contents));
        }
        manifest.missingNodes()
                .forEach(missing -> silent.add(new DocumentProver.Silent(missing.node(), Optional.empty())));
        manifest.parts()
                .forEach(part -> part.failures()
                        .forEach(failure ->
                                silent.add(new DocumentProver.Silent(part.node(), Optional.of(failure.source())))));
        for (CheckReport.Finding finding : documents.look(held, silent)) {
            if (finding.good()) {
                findings.good(finding.subject(), finding.seen());
            } else {
                findings.bad(finding.subject(), finding.seen());
            }
        }
    }

    /** At every level they are read to their ends; says whether all of them could be opened. */
    private boolean look(List<Manifest.NodeDocuments> owned, Findings findings) throws IOException {
        boolean allOpened = true;
        for (Manifest.NodeDocuments one : owned) {
            allOpened &= look(one, findings);
        }
        return allOpened;
    }

    private boolean look(Manifest.NodeDocuments one, Findings findings) throws IOException {
        AtomicBoolean opened = new AtomicBoolean(true);
        findings.look(one.node() + "/" + one.share().source(), () -> {
            for (StoredDocument document : one.share().documents()) {
                if (!catalog.documents().requireWhole(document)) {
                    opened.set(false);
                }
            }
            return one.share().documents().size()
                    + " documents read to the end: each is the one that the backup names"
                    + (opened.get() ? "" : ". They are encrypted, and were not opened: no private key was given");
        });
        return opened.get();
    }

    private static Zxid furthest(List<Manifest.NodeShare> shares) {
        return shares.stream()
                .map(Manifest.NodeShare::share)
                .filter(Share::provesAnything)
                .map(Share::through)
                .max(Zxid::compareTo)
                .orElse(new Zxid(0));
    }
}
