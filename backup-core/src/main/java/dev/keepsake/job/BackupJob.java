package dev.keepsake.job;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.TapeWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
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
    private final List<ArtefactSource> sources;
    private final String writer;
    private final Watcher watcher;

    /** Is told what happens, for a log or a terminal. */
    public interface Watcher {

        /** A source is being captured. */
        void begun(ArtefactSource source);

        /** A source gave its share. */
        void captured(ArtefactSource source, Share share);

        /** A source failed; the others go on. */
        void failed(ArtefactSource source, IOException reason);
    }

    /**
     * What to make.
     *
     * @param label what a person calls it, null when nobody does
     * @param node who is making it
     * @param nodes who is expected in a complete backup
     */
    public record Request(BackupId id, @Nullable String label, String node, List<String> nodes) {

        /** Keeps its own copy. */
        public Request {
            nodes = List.copyOf(nodes);
        }
    }

    /** A job over what this node captures; {@code writer} is the version to be noted. */
    public BackupJob(Catalog catalog, List<ArtefactSource> sources, String writer, Watcher watcher) {
        this.catalog = catalog;
        this.sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a backup of nothing");
        }
        this.writer = writer;
        this.watcher = watcher;
    }

    /**
     * Makes the backup and returns its manifest once that is in the store. Throws the first source's failure when every
     * source failed.
     */
    public Manifest run(Request request) throws IOException {
        catalog.create(writer);
        Instant begun = catalog.now();
        List<Share> shares = new ArrayList<>();
        List<Part.Failure> failures = new ArrayList<>();
        @Nullable IOException first = null;
        for (ArtefactSource source : sources) {
            watcher.begun(source);
            try {
                Share share = capture(request, source);
                shares.add(share);
                watcher.captured(source, share);
            } catch (IOException e) {
                first = first == null ? e : first;
                failures.add(new Part.Failure(source.name(), String.valueOf(e.getMessage())));
                watcher.failed(source, e);
            }
        }
        if (first != null && shares.isEmpty()) {
            throw first;
        }
        Part part = new Part(request.node(), writer, begun, catalog.now(), shares, failures);
        return commit(request, part);
    }

    private Share capture(Request request, ArtefactSource source) throws IOException {
        TapeWriter tape = catalog.tape(request.id(), request.node(), source.name());
        source.sendTo(tape);
        return tape.share(source.type());
    }

    private Manifest commit(Request request, Part part) throws IOException {
        catalog.putPart(request.id(), part);
        boolean complete = Set.of(part.node()).equals(new HashSet<>(request.nodes()))
                && part.failures().isEmpty()
                && part.shares().stream().noneMatch(Share::mayMissCommits);
        Manifest manifest =
                catalog.manifest(request.id(), request.label(), writer, request.nodes(), complete, List.of(part));
        catalog.commit(manifest);
        return manifest;
    }
}
