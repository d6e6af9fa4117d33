package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Jobs of Metronome: taken together with their schedules by its older interface, which the newer one lacks. */
final class MetronomeForm implements JobForm {

    private static final String PLACE = "/v0/scheduled-jobs";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)*");
    private static final Set<String> COMPUTED = Set.of("historySummary", "history", "activeRuns", "_embedded");

    @Override
    public String system() {
        return "Metronome";
    }

    @Override
    public String nameField() {
        return "id";
    }

    @Override
    public boolean isName(String text) {
        return text.length() < 256 && NAME.matcher(text).matches();
    }

    @Override
    public ObjectNode sendable(ObjectNode told) {
        told.remove(COMPUTED);
        AppForm.withoutNothing(told);
        for (JsonNode schedule : told.path("schedules")) {
            if (schedule instanceof ObjectNode one) {
                one.remove("nextRunAt");
            }
        }
        if (told.path("dependencies").isEmpty()) {
            // not every version knows them
            told.remove("dependencies");
        }
        return told;
    }

    @Override
    public ObjectNode comparable(ObjectNode sendable) {
        return sendable;
    }

    @Override
    public Set<String> fields() {
        return Set.of("description", "labels", "run", "schedules", "dependencies");
    }

    @Override
    public List<String> needed(JsonNode job) {
        List<String> needed = new ArrayList<>();
        job.path("dependencies").forEach(one -> needed.add(one.path("id").asText()));
        return needed;
    }

    @Override
    public String place(WebClient client) {
        return PLACE;
    }

    @Override
    public JsonNode present(WebClient client, String place) throws IOException {
        return Answers.requiredJson(client, MetronomeReading.JOBS);
    }

    @Override
    public Step step(PlannedChange change, String place, ObjectNode job) {
        return change.kind() == Kind.CREATE
                ? new Step(change, "POST", place, job)
                : new Step(change, "PUT", place + "/" + change.name(), job);
    }

    @Override
    public List<String> notes() {
        return List.of(
                "runs and their history do not come back; enabled schedules go on from now",
                "jobs that are not in the backup stay");
    }
}
