package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Jobs of Chronos: one with a schedule goes to one place, one with parents to another. */
final class ChronosForm implements JobForm {

    private static final Pattern NAME = Pattern.compile("[\\w\\s#_-]{1,255}");
    private static final Set<String> COUNTED =
            Set.of("successCount", "errorCount", "lastSuccess", "lastError", "errorsSinceLastSuccess");

    @Override
    public String system() {
        return "Chronos";
    }

    @Override
    public String nameField() {
        return "name";
    }

    @Override
    public boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public ObjectNode sendable(ObjectNode told) {
        told.remove(COUNTED);
        AppForm.withoutNothing(told);
        if (!told.path("fetch").isEmpty()) {
            // told in both forms, taken in one
            told.remove("uris");
        }
        return told;
    }

    /** {@code R<n>/<start>/<period>}: the number and the start move with each run. */
    @Override
    public ObjectNode comparable(ObjectNode sendable) {
        ObjectNode job = sendable.deepCopy();
        String schedule = job.path("schedule").asText();
        if (!schedule.isEmpty()) {
            job.put("schedule", schedule.substring(schedule.lastIndexOf('/') + 1));
        }
        return job;
    }

    @Override
    public Set<String> fields() {
        return Set.of("command", "schedule", "parents", "disabled", "environmentVariables", "constraints", "container");
    }

    @Override
    public List<String> needed(JsonNode job) {
        List<String> parents = new ArrayList<>();
        job.path("parents").forEach(parent -> parents.add(parent.asText()));
        return parents;
    }

    @Override
    public String place(WebClient client) throws IOException {
        return ChronosReading.prefix(client);
    }

    @Override
    public JsonNode present(WebClient client, String place) throws IOException {
        return Answers.requiredJson(client, place + "/jobs");
    }

    @Override
    public Step step(PlannedChange change, String place, ObjectNode job) {
        boolean dependent = !job.path("parents").isEmpty();
        return new Step(change, "POST", place + (dependent ? "/dependency" : "/iso8601"), job);
    }

    @Override
    public List<String> notes() {
        return List.of(
                "counters begin anew; a schedule whose start has passed meanwhile runs at once or at its next time,"
                        + " as its epsilon says",
                "jobs that are not in the backup stay");
    }
}
