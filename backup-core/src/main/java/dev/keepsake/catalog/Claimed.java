package dev.keepsake.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes claimed for a backup, in the order in which they did, and what came of it.
 *
 * @param claims claim <i>n</i> was made by somebody who knew all before it
 * @param parts what was captured for a claim, by its number
 */
public record Claimed(List<Claim> claims, SortedMap<Integer, Part> parts) {

    /** Keeps its own copies. */
    public Claimed {
        claims = List.copyOf(claims);
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** Who is to capture a source: whoever claimed it last. */
    public Optional<Claim> last(ClusterSource source) {
        return all(source).stream().reduce((one, next) -> next);
    }

    /** Everybody's claims to a source. */
    public List<Claim> all(ClusterSource source) {
        return claims.stream().filter(claim -> claim.sources().contains(source)).toList();
    }

    /** What was captured for a claim, once it was. */
    public Optional<Part> part(Claim claim) {
        return Optional.ofNullable(parts.get(claim.number()))
                .filter(part -> part.node().equals(claim.node()));
    }

    /** The first claim for which a source was captured, which is the one that counts. */
    public Optional<Claim> giver(ClusterSource source) {
        return all(source).stream()
                .filter(claim -> part(claim).filter(source::isIn).isPresent())
                .findFirst();
    }

    /** Whether a node did what it claimed, whether the source gave it something or not. */
    public boolean tried(ClusterSource source, String node) {
        return all(source).stream()
                .anyMatch(claim -> claim.node().equals(node) && part(claim).isPresent());
    }

    /** What a node captured for its claims. */
    public List<Part> of(String node) {
        return claims.stream()
                .filter(claim -> claim.node().equals(node))
                .flatMap(claim -> part(claim).stream())
                .toList();
    }

    /** The same of these nodes alone. */
    public Claimed by(Collection<String> nodes) {
        return new Claimed(
                claims.stream().filter(claim -> nodes.contains(claim.node())).toList(), parts);
    }

    /** The same, as if the sources of this claim had given nothing, for this reason. */
    public Claimed failing(Claim claim, Part part, String reason) {
        SortedMap<Integer, Part> others = new TreeMap<>(parts);
        List<Part.Failure> failures = claim.sources().stream()
                .map(source -> new Part.Failure(source.source(), reason))
                .toList();
        others.put(
                claim.number(),
                new Part(part.node(), part.writer(), part.begun(), part.finished(), List.of(), failures, null, null));
        return new Claimed(claims, others);
    }
}
