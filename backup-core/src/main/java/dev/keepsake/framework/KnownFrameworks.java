package dev.keepsake.framework;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.FrameworkIds.Masters;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

/** The ids of frameworks in the state of a master, which may be large: nothing else of it is kept. */
final class KnownFrameworks {

    private static final int MOST = 100_000;

    private KnownFrameworks() {}

    static Masters read(InputStream in, String where) throws IOException {
        Set<String> known = new TreeSet<>();
        Set<String> completed = new TreeSet<>();
        try (JsonParser parser = Json.MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptException(where + " is no JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                boolean registered = name.equals("frameworks");
                if (parser.nextToken() == JsonToken.START_ARRAY
                        && (registered || name.equals("completed_frameworks"))) {
                    readIds(parser, registered ? known : completed, where);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new CorruptException(where + " is cut");
            }
        } catch (JsonProcessingException e) {
            throw Json.notJson(where, e);
        }
        completed.removeAll(known);
        return new Masters(known, completed);
    }

    private static void readIds(JsonParser parser, Set<String> ids, String where) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                    ids.add(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (ids.size() > MOST) {
                throw new RefusedException(where + " names more than " + MOST + " frameworks");
            }
        }
    }
}
