package dev.keepsake.artefact;

/**
 * A part of a tree: one znode, and those below it so many levels down.
 *
 * @param path the znode; the root is {@code /}
 * @param levels 0 for the znode alone, 1 with its children; {@link #ALL} for everything below
 */
public record Scope(String path, int levels) {

    /** As many levels as there are. */
    public static final int ALL = Integer.MAX_VALUE;

    /** The whole tree. */
    public static final Scope EVERYTHING = new Scope("/", ALL);

    /** Refuses what is no path. */
    public Scope {
        boolean sound = path.equals("/") || (path.startsWith("/") && !path.endsWith("/"));
        if (!sound || levels < 0) {
            throw new IllegalArgumentException(levels + " levels below '" + path + "'");
        }
    }

    /** One znode alone. */
    public static Scope of(String path) {
        return new Scope(path, 0);
    }

    /** A znode and everything below it. */
    public static Scope below(String path) {
        return new Scope(path, ALL);
    }

    /** Whether a znode of this path belongs to it. */
    public boolean holds(String other) {
        if (other.equals(path)) {
            return true;
        }
        String above = path.equals("/") ? "" : path;
        if (!other.startsWith(above + "/")) {
            return false;
        }
        return levels == ALL
                || other.chars()
                                .skip(above.length())
                                .filter(letter -> letter == '/')
                                .count()
                        <= levels;
    }

    /** One level deeper, as far as that goes. */
    public Scope deeper() {
        return levels == ALL ? this : new Scope(path, levels + 1);
    }
}
