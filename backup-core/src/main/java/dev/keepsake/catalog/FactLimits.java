package dev.keepsake.catalog;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a source may tell of itself in a record. Much of it comes from servers; what is more than a record can hold
 * would cost the node its part, and with it all other sources.
 */
final class FactLimits {

    private static final int NAME = 200;
    private static final int VALUE = 32 << 10;
    private static final int ALL = 64 << 10;
    private static final String LEFT_OUT = "facts-left-out";
    private static final String MORE = "…";

    private FactLimits() {}

    /** The same, with long values shortened, and without what has too long a name or finds no room. */
    static SortedMap<String, String> of(SortedMap<String, String> told) {
        SortedMap<String, String> kept = new TreeMap<>();
        int room = ALL;
        int leftOut = 0;
        for (Map.Entry<String, String> fact : told.entrySet()) {
            String value = text(fact.getValue(), VALUE);
            int size = fact.getKey().length() + value.length();
            if (fact.getKey().length() > NAME || size > room) {
                leftOut++;
            } else {
                kept.put(text(fact.getKey(), NAME), value);
                room -= size;
            }
        }
        if (leftOut > 0) {
            kept.put(LEFT_OUT, leftOut + " with too long a name, or that found no room");
        }
        return kept;
    }

    /** At most so many characters, and nothing that is no Unicode: half a pair cannot be written. */
    static String text(String text, int most) {
        StringBuilder kept = new StringBuilder();
        int end = Math.min(most, text.length());
        for (int i = 0; i < end; ) {
            int point = text.codePointAt(i);
            kept.appendCodePoint(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '?' : point);
            i += Character.charCount(point);
        }
        return text.length() > most ? kept + MORE : kept.toString();
    }
}
