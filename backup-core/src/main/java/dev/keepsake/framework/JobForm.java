package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedChange;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** How a kind of system writes its jobs, and takes them. */
interface JobForm {

    String system();

    String nameField();

    boolean isName(String text);

    /** Without what the system computes. */
    ObjectNode sendable(ObjectNode told);

    /** Without what goes on by itself, too. */
    ObjectNode comparable(ObjectNode sendable);

    /** Fields that are told whenever they are set. */
    Set<String> fields();

    /** The names of jobs that must be there before this one. */
    List<String> needed(JsonNode job);

    /** Where its interface is. */
    String place(WebClient client) throws IOException;

    JsonNode present(WebClient client, String place) throws IOException;

    Step step(PlannedChange change, String place, ObjectNode job);

    /** What to know before. */
    List<String> notes();
}
