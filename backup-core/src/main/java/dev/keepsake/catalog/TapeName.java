package dev.keepsake.catalog;

/**
 * Which tape: a node's, of one of its sources, begun when its ULID says. The newest tape of a source sorts last.
 *
 * @param id a ULID
 */
public record TapeName(String node, String source, String id) {

    /** Refuses an id that is no ULID, since it becomes part of a key. */
    public TapeName {
        if (!Ulid.isUlid(id)) {
            throw new IllegalArgumentException("not the name of a tape: '" + id + "'");
        }
    }

    /** Whether a person means it, by its ULID, its node, or node and source. */
    boolean isCalled(String words) {
        return words.equals(id) || words.equals(node) || words.equals(node + "/" + source);
    }

    @Override
    public String toString() {
        return node + "/" + source + "/" + id;
    }
}
