package dev.keepsake.catalog;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Which facts of an object stand in the clear beside its content. */
final class ClearFacts {

    /** Facts that would let somebody try out what the content may be; nobody reads them without the content. */
    private static final Set<String> LEFT_OUT = Set.of("tree-digest", "content-sha256", "header.etag");

    /** The same, but whoever wrote them looks for them again. */
    private static final Set<String> MASKED = Set.of("first-record", "last-record", "content");

    /** Facts of use only to those who cannot read the content. */
    private static final Set<String> FOR_LOCKED = Set.of(TapeSamples.FACT);

    private ClearFacts() {}

    /** Of an object whose content stands in the clear. */
    static SortedMap<String, String> unencrypted(Map<String, String> facts) {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.keySet().removeAll(FOR_LOCKED);
        return all;
    }

    /** Of an encrypted one, with what stands for a text that is not to be told. */
    static SortedMap<String, String> encrypted(Map<String, String> facts, UnaryOperator<String> mask) {
        SortedMap<String, String> kept = new TreeMap<>();
        facts.forEach((name, value) -> {
            if (MASKED.contains(name)) {
                kept.put(name, mask.apply(value));
            } else if (!LEFT_OUT.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
