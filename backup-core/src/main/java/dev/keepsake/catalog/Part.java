package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node's finished share of a backup.
 *
 * @param writer the version of the agent
 * @param begun when the node began, on the store's clock
 * @param finished when it was done, on the store's clock
 * @param documents what sources without a tape gave; absent where there are none
 */
public record Part(
        String node,
        String writer,
        Instant begun,
        Instant finished,
        List<Share> shares,
        List<Failure> failures,
        @Nullable List<DocumentShare> documents) {

    /** A source that gave nothing, and why, in a sentence. */
    public record Failure(String source, String reason) {}

    /** Keeps its own copies. */
    public Part {
        shares = List.copyOf(shares);
        failures = List.copyOf(failures);
        documents = documents == null || documents.isEmpty() ? null : List.copyOf(documents);
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
