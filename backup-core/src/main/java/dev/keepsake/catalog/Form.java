package dev.keepsake.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.archive.Product;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;

/**
 * What every record says of its own form, whatever else it holds: {@code format}, {@code writer}, and {@code needs}, the
 * lowest version that reads it. These three stay what they are in every later form, so that an older program can tell
 * what it is too old for from what is damaged, and can say which version to fetch.
 *
 * <p>{@code FORMAT.md}, "Versions", is the normative text.
 */
final class Form {

    /** The newest form of records, and of archives, that this version knows. */
    static final int NEWEST = 1;

    /** The first version that knows {@link #NEWEST}. */
    static final String NEEDS = "0.1.0";

    private static final String FORMAT = "format";
    private static final String WRITER = "writer";
    private static final String NEEDED = "needs";

    private Form() {}

    /** Adds the three members to a record that is about to be written. */
    static void stamp(ObjectNode record) {
        record.put(FORMAT, NEWEST);
        record.put(NEEDED, NEEDS);
        if (!record.has(WRITER)) {
            record.put(WRITER, Product.version());
        }
    }

    /** Refuses a record of a form that a later version made up, before anything else of it is looked at. */
    static void requireKnown(ObjectKey key, JsonNode record) throws CorruptException, RefusedException {
        JsonNode format = record.path(FORMAT);
        if (!format.canConvertToInt() || !format.isIntegralNumber() || format.intValue() < 1) {
            throw new CorruptException(key + " does not say its format: expected a number from 1, found " + format);
        }
        if (format.intValue() > NEWEST) {
            throw tooOld(
                    key.toString(),
                    record.path(WRITER).asText("an unknown version"),
                    record.path(NEEDED).asText("a later version"),
                    "reads it");
        }
    }

    /** The refusal of a program that is too old; {@code what} ends "needs at least 2.0, which …". */
    static RefusedException tooOld(String subject, String writer, String needs, String what) {
        return new RefusedException(
                Guard.TOO_OLD,
                subject + " was written by Keepsake " + writer + " and needs at least " + needs
                        + ", which " + what + "; this is " + Product.version()
                        + ". Install that version or a later one;"
                        + " nothing is wrong with the archive");
    }
}
