package dev.keepsake.job;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.DocumentWriter;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.TapeWriter;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One node's half of a backup: brings each source's tape up to date, and takes the documents of those without one. A
 * source that fails does not stop the others; a store that fails, or an interrupt, stops all, since that says nothing of
 * the source.
 */
public final class Capture {

    private final Catalog catalog;
    private final List<Source> sources;
    private final String writer;
    private final BackupJob.Watcher watcher;
    private final CrossCheck crossCheck;

    /** A capture of these sources; {@code writer} is the version to be noted. */
    public Capture(
            Catalog catalog,
            List<? extends Source> sources,
            String writer,
            BackupJob.Watcher watcher,
            CrossCheck crossCheck) {
        this.catalog = catalog;
        this.sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a backup of nothing");
        }
        this.writer = writer;
        this.watcher = watcher;
        this.crossCheck = crossCheck;
    }

    /**
     * What a capture gave.
     *
     * @param failure the first source's failure, when every source failed
     */
    record Captured(Part part, Optional<IOException> failure) {}

    String writer() {
        return writer;
    }

    /** The sources that one node captures for all. */
    List<ClusterSource> clusterSources() {
        return sources.stream()
                .filter(Source::isClusterWide)
                .map(Capture::clusterSource)
                .sorted()
                .toList();
    }

    /** Whether there is anything that nobody else can capture. */
    boolean hasOwn() {
        return sources.stream().anyMatch(source -> !source.isClusterWide());
    }

    private static ClusterSource clusterSource(Source source) {
        return new ClusterSource(source.name(), source.type());
    }

    /** What the sources of all parts tell of each other that does not fit. */
    List<String> contradictions(List<Part> parts) {
        List<CrossCheck.Told> told = new ArrayList<>();
        for (Part part : parts) {
            part.shares()
                    .forEach(share ->
                            told.add(new CrossCheck.Told(part.node(), share.source(), share.type(), share.facts())));
            part.documentShares()
                    .forEach(share ->
                            told.add(new CrossCheck.Told(part.node(), share.source(), share.type(), share.facts())));
        }
        return crossCheck.contradictions(told);
    }

    /** Captures every source; nothing is a backup until a manifest names the part. */
    Captured run(BackupId id, String node) throws IOException {
        return run(id, node, source -> true, List.of());
    }

    /** Captures what nobody else can; the part says which sources besides these one node captures for all. */
    Captured runOwn(BackupId id, String node) throws IOException {
        return run(id, node, source -> !source.isClusterWide(), clusterSources());
    }

    /** Captures these for all nodes. */
    Captured runForAll(BackupId id, String node, Collection<ClusterSource> some) throws IOException {
        return run(id, node, source -> source.isClusterWide() && some.contains(clusterSource(source)), List.of());
    }

    private Captured run(BackupId id, String node, Predicate<Source> which, List<ClusterSource> others)
            throws IOException {
        Instant begun = catalog.now();
        List<Share> shares = new ArrayList<>();
        List<DocumentShare> documents = new ArrayList<>();
        List<Part.Failure> failures = new ArrayList<>();
        Optional<IOException> first = Optional.empty();
        for (Source source : sources.stream().filter(which).toList()) {
            watcher.begun(source);
            try {
                if (source instanceof ArtefactSource tape) {
                    shares.add(capture(id, node, tape));
                } else if (source instanceof DocumentSource some) {
                    documents.add(capture(id, node, some));
                }
            } catch (IOException | RuntimeException thrown) {
                IOException e = failure(thrown);
                if (isNotOfTheSource(e)) {
                    throw e;
                }
                first = first.or(() -> Optional.of(e));
                failures.add(new Part.Failure(source.name(), String.valueOf(e.getMessage())));
                watcher.failed(source, e);
            }
        }
        Part part = new Part(node, writer, begun, catalog.now(), shares, failures, documents, others);
        return new Captured(part, part.isEmpty() ? first : Optional.empty());
    }

    private Share capture(BackupId id, String node, ArtefactSource source) throws IOException {
        TapeWriter tape = catalog.tape(id, node, source.name());
        source.sendTo(tape);
        Share share = tape.share(source.type());
        watcher.captured(source, share);
        return share;
    }

    private DocumentShare capture(BackupId id, String node, DocumentSource source) throws IOException {
        DocumentWriter documents = catalog.documents().writer(id, node, source.name());
        source.sendTo(documents);
        DocumentShare share = documents.share(source.type());
        watcher.captured(source, share);
        return share;
    }

    /** What nobody foresaw of one source must not cost the others either. */
    private static IOException failure(Exception thrown) {
        if (thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException carried) {
            return carried;
        }
        return thrown instanceof IOException known
                ? known
                : new IOException("an unforeseen failure, which is a defect to be reported: " + thrown, thrown);
    }

    private static boolean isNotOfTheSource(IOException failure) {
        return failure instanceof StoreException.Unavailable
                || failure instanceof StoreException.OutcomeUnknown
                || failure instanceof StoreException.Denied
                || failure instanceof InterruptedIOException
                || Thread.currentThread().isInterrupted();
    }
}
