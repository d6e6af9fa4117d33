package dev.keepsake.catalog;

import java.util.Comparator;

/**
 * A source that every node would capture alike. What several nodes call by one name, of one type, is one source.
 *
 * @param source how configurations call it
 * @param type its kind
 */
public record ClusterSource(String source, String type) implements Comparable<ClusterSource> {

    private static final Comparator<ClusterSource> ORDER =
            Comparator.comparing(ClusterSource::source).thenComparing(ClusterSource::type);

    @Override
    public int compareTo(ClusterSource other) {
        return ORDER.compare(this, other);
    }

    /** Whether a part holds what it gave. */
    boolean isIn(Part part) {
        return part.shares().stream().anyMatch(share -> isOf(share.source(), share.type()))
                || part.documentShares().stream().anyMatch(share -> isOf(share.source(), share.type()));
    }

    boolean isOf(String name, String kind) {
        return source.equals(name) && type.equals(kind);
    }

    @Override
    public String toString() {
        return source + " (" + type + ")";
    }
}
