package dev.keepsake.job;

import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One backup by one node: brings each source's tape up to date, puts the node's part, then the manifest.
 *
 * <p>A source that fails does not stop the others; when all fail nothing is committed. Whatever fails before the
 * manifest leaves no backup, and what it stored is gone on from by the next run.
 */
public final class BackupJob {

    private final Catalog catalog;
    private final Capture capture;

    /** Is told what happens, for a log or a terminal. */
    public interface Watcher {

        /** A source is being captured. */
        void begun(Source source);

        /** A source gave its share. */
        void captured(Source source, Share share);

        /** A source without a tape gave its documents. */
        void captured(Source source, DocumentShare share);

        /** A source failed; the others go on. */
        void failed(Source source, IOException reason);
    }

    /**
     * What to make.
     *
     * @param label what a person calls it, null when nobody does
     * @param node who is making it
     * @param nodes who is expected in a complete backup
     * @param longest a run that takes longer gives up before its manifest
     */
    public record Request(BackupId id, @Nullable String label, String node, List<String> nodes, Duration longest) {

        /** Keeps its own copy. */
        public Request {
            nodes = List.copyOf(nodes);
        }

        /** A request for a run that may take as long as runs may by default. */
        public Request(BackupId id, @Nullable String label, String node, List<String> nodes) {
            this(id, label, node, nodes, TimeLimit.STANDARD);
        }
    }

    /** A job over what this node captures, of which nothing is compared; {@code writer} is the version to be noted. */
    public BackupJob(Catalog catalog, List<? extends Source> sources, String writer, Watcher watcher) {
        this(catalog, new Capture(catalog, sources, writer, watcher, CrossCheck.NONE));
    }

    /** A job that captures in this way. */
    public BackupJob(Catalog catalog, Capture capture) {
        this.catalog = catalog;
        this.capture = capture;
    }

    /**
     * Makes the backup and returns its manifest once that is in the store. Throws the first source's failure when every
     * source failed.
     */
    public Manifest run(Request request) throws IOException {
        catalog.create(capture.writer());
        Instant begun = catalog.now();
        Capture.Captured captured = capture.run(request.id(), request.node());
        if (captured.failure().isPresent()) {
            throw captured.failure().get();
        }
        return commit(request, captured.part(), begun);
    }

    /** A backup that exists does not fail for want of something that the next one can do. */
    static void tidy(Catalog catalog) {
        try {
            catalog.tidy();
        } catch (IOException later) {
            return;
        }
    }

    private Manifest commit(Request request, Part part, Instant begun) throws IOException {
        catalog.parts(request.id()).put(part);
        boolean complete = Set.of(part.node()).equals(new HashSet<>(request.nodes())) && part.isWhole();
        Manifest manifest = catalog.manifest(
                        request.id(), request.label(), capture.writer(), request.nodes(), complete, List.of(part))
                .warning(capture.contradictions(List.of(part)));
        new TimeLimit(begun, request.longest()).require(manifest.created());
        catalog.commit(manifest);
        tidy(catalog);
        return manifest;
    }
}
