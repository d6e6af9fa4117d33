package dev.keepsake.zookeeper;

import org.jspecify.annotations.Nullable;

/**
 * The one order in which znodes are written: a parent, then its children by name (as {@link String#compareTo} has it),
 * each followed at once by all that is below it. Sees only one path at a time.
 */
final class PathOrder {

    private @Nullable String last;

    /** Whether no path has come yet. */
    boolean isEmpty() {
        return last == null;
    }

    /** Takes the next path; refuses one that is out of order, comes twice, or whose parent has not come. */
    void next(String path) {
        if (last == null ? !path.isEmpty() : !follows(last, path)) {
            throw new IllegalArgumentException("'" + path + "' cannot follow '" + last + "'");
        }
        last = path;
    }

    private static boolean follows(String last, String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0 || slash == path.length() - 1) {
            return false;
        }
        String parent = path.substring(0, slash);
        boolean parentCame = last.startsWith(parent) && (last.length() == slash || last.charAt(slash) == '/');
        return parentCame && compare(last, path) < 0;
    }

    /** A slash sorts before every other character, so that what is below a znode comes before its next sibling. */
    private static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return a == '/' ? -1 : b == '/' ? 1 : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
