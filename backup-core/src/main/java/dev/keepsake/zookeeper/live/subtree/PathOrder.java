package dev.keepsake.zookeeper.live.subtree;

import java.util.Comparator;

/** Parents before children, and whatever is below a znode together. */
final class PathOrder implements Comparator<String> {

    static final PathOrder PARENTS_FIRST = new PathOrder();

    private PathOrder() {}

    @Override
    public int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            int difference = rank(one.charAt(i)) - rank(other.charAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return one.length() - other.length();
    }

    private static int rank(char letter) {
        return letter == '/' ? -1 : letter;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** Whether a path is this one or below it. */
    static boolean isWithin(String path, String above) {
        return above.equals("/") || path.equals(above) || path.startsWith(above + "/");
    }

    /** What a path below one place is called below another. */
    static String moved(String path, String from, String to) {
        if (from.equals(to)) {
            return path;
        }
        String tail = from.equals("/") ? (path.equals("/") ? "" : path) : path.substring(from.length());
        return to.equals("/") ? (tail.isEmpty() ? "/" : tail) : to + tail;
    }
}
