package dev.keepsake.checkup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The access lists of a Mesos master, as its flag {@code acls} shows them: a master makes the text form of protocol buffers
 * of whatever it was given; what was taken from its command line may still be JSON.
 */
final class AccessLists {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ANY = "ANY";
    private static final String NONE = "NONE";
    private static final String SOME = "SOME";

    /** What comes of it where somebody who does not say who he is wants to end frameworks. */
    enum Answer {
        /** He may end all of them, or all but a few. */
        LET,
        /** He may end some of them. */
        LET_SOME,
        /** He may end none. */
        REFUSED
    }

    private final JsonNode lists;

    private AccessLists(JsonNode lists) {
        this.lists = lists;
    }

    /** Reads the flag; empty where it is of no form that is known, such as a path. */
    static Optional<AccessLists> of(JsonNode flag) {
        if (flag.isObject()) {
            return Optional.of(new AccessLists(flag));
        }
        String text = flag.asText().strip();
        if (!text.startsWith("{")) {
            return ProtoText.parse(text).map(AccessLists::new);
        }
        try {
            return Optional.of(new AccessLists(MAPPER.readTree(text)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Of its entries the first one that fits decides; where none fits, {@code permissive} does, which is on by default. */
    Answer strangerEndsFrameworks() {
        boolean some = false;
        for (JsonNode entry : entries()) {
            String who = type(entry.path("principals"));
            String whose = type(entry.path("framework_principals"));
            // an entry for some principals never fits whoever has none
            if (!who.equals(SOME)) {
                boolean lets = who.equals(ANY) && !whose.equals(NONE);
                if (!whose.equals(SOME)) {
                    return lets ? Answer.LET : otherwise(some);
                }
                some |= lets;
            }
        }
        return lists.path("permissive").asText("true").equals("false") ? otherwise(some) : Answer.LET;
    }

    private static Answer otherwise(boolean some) {
        return some ? Answer.LET_SOME : Answer.REFUSED;
    }

    /** Until 0.27 they were named otherwise; where both are there, the old ones do not count. */
    private List<JsonNode> entries() {
        List<JsonNode> entries = each(lists.path("teardown_frameworks"));
        return entries.isEmpty() ? each(lists.path("shutdown_frameworks")) : entries;
    }

    /** The text form shows a list of one as that one. */
    private static List<JsonNode> each(JsonNode one) {
        if (one.isObject()) {
            return List.of(one);
        }
        List<JsonNode> all = new ArrayList<>();
        one.forEach(all::add);
        return all;
    }

    private static String type(JsonNode entity) {
        return entity.path("type").asText(SOME);
    }
}
