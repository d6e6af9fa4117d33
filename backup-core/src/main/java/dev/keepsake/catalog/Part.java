package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node's finished share of a backup.
 *
 * @param writer the version of the agent
 * @param begun when the node began, on the store's clock
 * @param finished when it was done, on the store's clock
 * @param documents what sources without a tape gave; absent where there are none
 * @param clusterWide the sources of this node's configuration that one node captures for all, for which there are claims; absent
 *     where there are none
 */
public record Part(
        String node,
        String writer,
        Instant begun,
        Instant finished,
        List<Share> shares,
        List<Failure> failures,
        @Nullable List<DocumentShare> documents,
        @Nullable List<ClusterSource> clusterWide) {

    /** A source that gave nothing, and why, in a sentence. */
    public record Failure(String source, String reason) {

        private static final int LONGEST = 4_000;

        /** Shortens what would be too long for a record: servers have a say in it. */
        public Failure {
            ArchiveKeys.requireName(source);
            reason = FactLimits.text(reason, LONGEST);
        }
    }

    /** Keeps its own copies. */
    public Part {
        ArchiveKeys.requireName(node);
        shares = List.copyOf(shares);
        failures = List.copyOf(failures);
        documents = documents == null || documents.isEmpty() ? null : List.copyOf(documents);
        clusterWide = clusterWide == null || clusterWide.isEmpty() ? null : List.copyOf(clusterWide);
    }

    /** The sources of this node's configuration that one node captures for all. */
    public List<ClusterSource> clusterSources() {
        return clusterWide == null ? List.of() : clusterWide;
    }

    /** The same with what this node captured for all. */
    public Part joined(List<Share> moreShares, List<DocumentShare> moreDocuments, List<Failure> moreFailures) {
        return new Part(
                node,
                writer,
                begun,
                finished,
                Stream.concat(shares.stream(), moreShares.stream()).toList(),
                Stream.concat(failures.stream(), moreFailures.stream()).toList(),
                Stream.concat(documentShares().stream(), moreDocuments.stream()).toList(),
                clusterWide);
    }

    /** Whether this is that part, and besides at most what its node captured for all. */
    boolean isJoinedFrom(Part own) {
        List<Share> moreShares = behind(shares, own.shares());
        List<DocumentShare> moreDocuments = behind(documentShares(), own.documentShares());
        List<Failure> moreFailures = behind(failures, own.failures());
        return own.joined(moreShares, moreDocuments, moreFailures).equals(this)
                && moreShares.stream().allMatch(one -> isForAll(own, one.source(), one.type()))
                && moreDocuments.stream().allMatch(one -> isForAll(own, one.source(), one.type()))
                && (moreFailures.isEmpty() || !own.clusterSources().isEmpty());
    }

    private static boolean isForAll(Part own, String source, String type) {
        return own.clusterSources().contains(new ClusterSource(source, type));
    }

    private static <T> List<T> behind(List<T> all, List<T> first) {
        return all.subList(Math.min(first.size(), all.size()), all.size());
    }

    /** What sources without a tape gave. */
    public List<DocumentShare> documentShares() {
        return documents == null ? List.of() : documents;
    }

    /** Whether no source gave anything. */
    public boolean isEmpty() {
        return shares.isEmpty() && documents == null;
    }

    /** Whether every source gave all that its ensemble may have committed. */
    public boolean isWhole() {
        return failures.isEmpty() && shares.stream().noneMatch(Share::mayMissCommits);
    }

    /** How many bytes this run added to the store. */
    public long addedBytes() {
        return shares.stream()
                        .flatMap(share -> share.added().stream())
                        .mapToLong(StoredPiece::bytes)
                        .sum()
                + documentShares().stream().mapToLong(DocumentShare::bytes).sum();
    }
}
