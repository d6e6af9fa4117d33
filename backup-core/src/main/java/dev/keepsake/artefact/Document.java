package dev.keepsake.artefact;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One named whole of a source, such as a registry, or the answer of an endpoint.
 *
 * @param name what it is, unique within its source: {@code [a-z0-9][a-z0-9._-]{0,62}}
 * @param length how many bytes the content has
 * @param facts what is known of it, as words
 */
public record Document(String name, long length, SortedMap<String, String> facts, Content content) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /** Keeps its own copy of the facts. */
    public Document {
        if (!isName(name) || length < 0) {
            throw new IllegalArgumentException("a document '" + name + "' of " + length + " bytes");
        }
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Whether a document can be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
