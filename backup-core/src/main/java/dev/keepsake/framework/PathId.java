package dev.keepsake.framework;

import dev.keepsake.artefact.CorruptException;
import java.util.regex.Pattern;

/**
 * How Marathon names an app, a pod or a group: {@code /prod/web}; the root is {@code /}.
 *
 * @param value absolute
 */
record PathId(String value) implements Comparable<PathId> {

    static final PathId ROOT = new PathId("/");

    private static final Pattern FORM = Pattern.compile("/|(/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}){1,50}");

    /** From a document; an id that is none could lead a request elsewhere. */
    static PathId of(String text) throws CorruptException {
        String absolute = text.startsWith("/") ? text : "/" + text;
        if (!isOne(absolute)) {
            throw new CorruptException("'" + absolute + "' is not the id of an app, a pod or a group");
        }
        return new PathId(absolute);
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** Whether it is that one, or lies below it. */
    boolean within(PathId above) {
        return above.equals(ROOT) || value.equals(above.value) || value.startsWith(above.value + "/");
    }

    PathId parent() {
        int last = value.lastIndexOf('/');
        return last <= 0 ? ROOT : new PathId(value.substring(0, last));
    }

    int depth() {
        return equals(ROOT) ? 0 : (int) value.chars().filter(c -> c == '/').count();
    }

    @Override
    public int compareTo(PathId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
