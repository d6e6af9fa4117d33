package dev.keepsake.framework;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an answer lists, which may be as large as answers may be: nothing of it is kept but the ids. */
final class Listing {

    private Listing() {}

    /** The {@code id} of each object in the list in this field of an object; empty texts where there is none. */
    static List<String> ids(Path file, String field, String where) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = Json.MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptException(where + " is no JSON object");
            }
            List<String> ids = List.of();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(field)) {
                    ids = elements(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return ids;
        } catch (JsonProcessingException e) {
            throw Json.notJson(where, e);
        }
    }

    /** The same of a list alone. */
    static List<String> ids(Path file, String where) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = Json.MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new CorruptException(where + " is no JSON list");
            }
            return elements(parser);
        } catch (JsonProcessingException e) {
            throw Json.notJson(where, e);
        }
    }

    private static List<String> elements(JsonParser parser) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            ids.add(token == JsonToken.START_OBJECT ? id(parser) : "");
            if (token == JsonToken.START_ARRAY) {
                parser.skipChildren();
            }
        }
        return ids;
    }

    private static String id(JsonParser parser) throws IOException {
        String id = "";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            id = name.equals("id") && value == JsonToken.VALUE_STRING ? parser.getText() : id;
            parser.skipChildren();
        }
        return id;
    }
}
