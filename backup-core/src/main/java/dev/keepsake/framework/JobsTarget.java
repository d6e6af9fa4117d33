package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A running Chronos or Metronome that gets jobs back, those that others depend on first; runs do not come back. */
public final class JobsTarget implements DocumentTarget {

    private final StoredDocuments stored = new StoredDocuments(Set.of("jobs"));
    private final WebClient client;
    private final JobForm form;

    private JobsTarget(WebClient client, JobForm form) {
        this.client = client;
        this.form = form;
    }

    /** The Chronos behind these URLs; nothing is asked yet. */
    public static JobsTarget chronos(HttpSettings settings, Pause pause) throws IOException {
        return new JobsTarget(WebClient.open(settings, pause), new ChronosForm());
    }

    /** The Metronome behind these URLs; nothing is asked yet. */
    public static JobsTarget metronome(HttpSettings settings, Pause pause) throws IOException {
        return new JobsTarget(WebClient.open(settings, pause), new MetronomeForm());
    }

    @Override
    public void receive(Document document) throws IOException {
        stored.receive(document);
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        stored.describe(facts);
    }

    @Override
    public ChangePlan plan() throws IOException {
        SortedMap<String, ObjectNode> wanted = jobs(stored.required("jobs"));
        String place = form.place(client);
        SortedMap<String, ObjectNode> present = jobs(form.present(client, place));
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, ObjectNode> job : JobOrder.of(wanted, form)) {
            ObjectNode as = Canonical.of(form.comparable(job.getValue()));
            ObjectNode there = present.get(job.getKey());
            List<String> lines = there != null
                    ? Differences.of(Canonical.of(form.comparable(there)), as, form.fields())
                    : Highlights.of(job.getValue());
            if (there == null || !lines.isEmpty()) {
                Kind kind = there == null ? Kind.CREATE : Kind.CHANGE;
                steps.add(form.step(new PlannedChange(kind, "job", job.getKey(), lines), place, job.getValue()));
            }
        }
        return new StepPlan(client, form.system(), steps, form.notes());
    }

    private SortedMap<String, ObjectNode> jobs(JsonNode list) throws CorruptException {
        SortedMap<String, ObjectNode> jobs = new TreeMap<>();
        if (!list.isArray()) {
            throw new CorruptException("the jobs of " + form.system() + " are no list");
        }
        for (JsonNode one : list) {
            String name = one.path(form.nameField()).asText();
            if (!one.isObject() || !form.isName(name)) {
                throw new CorruptException("'" + name + "' is not the name of a job of " + form.system());
            }
            if (jobs.put(name, form.sendable(one.deepCopy())) != null) {
                throw new CorruptException("the job " + name + " is there twice");
            }
        }
        return jobs;
    }
}
