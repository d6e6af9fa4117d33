package dev.keepsake.framework;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;

/** How JSON is read and written here: numbers keep every digit, and what is not whole JSON is nothing. */
final class Json {

    /** A group of 20,000 apps is half of it. */
    static final int LARGEST = 64 << 20;

    private static final int LONGEST_NUMBER = 400;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    static JsonNode read(byte[] bytes, String where) throws CorruptException {
        try {
            return requireThere(MAPPER.readTree(bytes), where);
        } catch (JsonProcessingException e) {
            throw notJson(where, e);
        } catch (NumberFormatException e) {
            // an exponent of ten digits is JSON, and more than any number here can have
            throw new CorruptException(where + " holds a number that is none: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CorruptException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    static JsonNode read(InputStream in, String where) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new RefusedException(where + " has more than " + LARGEST + " bytes, more than is read here");
        }
        return read(bytes, where);
    }

    static byte[] write(JsonNode node) throws IOException {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Reads a file to its end without keeping any of it: it must hold one value, whole. */
    static void requireWhole(Path file, String where) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = MAPPER.createParser(in)) {
            if (parser.nextToken() == null) {
                throw new CorruptException(where + " is empty, and was to be JSON");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new CorruptException(where + " holds more than one JSON value");
            }
        } catch (JsonProcessingException e) {
            throw notJson(where, e);
        }
    }

    /** A number in digits, but not one whose exponent alone asks for gigabytes of zeros. */
    static String plain(JsonNode number) {
        BigDecimal value = number.decimalValue();
        return Math.abs((long) value.scale()) > LONGEST_NUMBER ? value.toString() : value.toPlainString();
    }

    /** The same number without zeros at its end. */
    static BigDecimal stripped(JsonNode number) {
        BigDecimal value = number.decimalValue();
        // at the ends of what an exponent can say there is none for a shorter number
        return Math.abs((long) value.scale()) > LONGEST_NUMBER ? value : value.stripTrailingZeros();
    }

    private static JsonNode requireThere(JsonNode node, String where) throws CorruptException {
        if (node.isMissingNode()) {
            throw new CorruptException(where + " is empty, and was to be JSON");
        }
        return node;
    }

    /** Says where, but nothing of the content, which may hold passwords. */
    static CorruptException notJson(String where, JsonProcessingException e) {
        String place = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return new CorruptException(where + " is no whole JSON" + place + ": it was cut, or is something else");
    }
}
