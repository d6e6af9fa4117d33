package dev.keepsake.job;

import dev.keepsake.catalog.Claim;
import dev.keepsake.catalog.Claimed;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a manifest: those of the nodes, and in each of them what that node captured for all. No source stands there
 * twice: of several who captured it, whoever claimed it first counts, since his is closest to the slot.
 */
final class JoinedParts {

    private final List<Part> parts;
    private final Claimed claimed;

    JoinedParts(List<Part> parts, Claimed claimed) {
        this.parts = List.copyOf(parts);
        this.claimed = claimed.by(parts.stream().map(Part::node).toList());
    }

    /** The parts, in the same order. */
    List<Part> all() {
        return parts.stream().map(this::joined).toList();
    }

    private Part joined(Part part) {
        List<Share> shares = new ArrayList<>();
        List<DocumentShare> documents = new ArrayList<>();
        List<Part.Failure> failures = new ArrayList<>();
        for (ClusterSource source : ForAll.wanted(parts)) {
            Optional<Claim> giver = claimed.giver(source);
            if (giver.isEmpty()) {
                failures.addAll(failures(source, part.node()));
            } else if (giver.get().node().equals(part.node())) {
                Part given = claimed.part(giver.get()).orElseThrow();
                given.shares().stream()
                        .filter(share -> source.equals(new ClusterSource(share.source(), share.type())))
                        .forEach(shares::add);
                given.documentShares().stream()
                        .filter(share -> source.equals(new ClusterSource(share.source(), share.type())))
                        .forEach(documents::add);
            }
        }
        return part.joined(shares, documents, failures);
    }

    /** Why a node gave nothing of a source that nobody gave. */
    private List<Part.Failure> failures(ClusterSource source, String node) {
        List<Part.Failure> tried = tries(source, node);
        if (!tried.isEmpty()) {
            return tried;
        }
        boolean nobodyTried =
                parts.stream().allMatch(part -> tries(source, part.node()).isEmpty());
        Optional<Claim> last = claimed.last(source);
        String silent = last.map(Claim::node).orElseGet(() -> firstToName(source));
        if (!nobodyTried || !silent.equals(node)) {
            return List.of();
        }
        return List.of(new Part.Failure(
                source.source(),
                last.map(claim -> "this node claimed it at " + claim.time()
                                + " for all nodes, and had put nothing by the deadline")
                        .orElse("no node had claimed it by the deadline")));
    }

    private List<Part.Failure> tries(ClusterSource source, String node) {
        return claimed.of(node).stream()
                .flatMap(part -> part.failures().stream())
                .filter(failure -> failure.source().equals(source.source()))
                .toList();
    }

    private String firstToName(ClusterSource source) {
        return parts.stream()
                .filter(part -> part.clusterSources().contains(source))
                .map(Part::node)
                .findFirst()
                .orElse("");
    }
}
