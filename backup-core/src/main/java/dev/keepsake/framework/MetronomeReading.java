package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.framework.Gathering.Fetched;
import java.io.IOException;
import java.util.Optional;

/** Metronome: all jobs with schedules and history in one answer; runs are seen, but never brought back. */
final class MetronomeReading implements Reading {

    /** Jobs with what a restore needs. */
    static final String JOBS = "/v1/jobs?embed=schedules";

    private static final String ALL = JOBS + "&embed=historySummary&embed=activeRuns&embed=history";

    @Override
    public void read(Gathering gathering) throws IOException {
        Fetched jobs = gathering.required(gathering.client(), ALL);
        gathering.fact("jobs", Integer.toString(jobs.ids("").size()));
        Optional<Fetched> info = gathering.optional(gathering.client(), "/info");
        if (info.isPresent()) {
            gathering.fact("version", info.get().json().path("version").asText());
            gathering.send("info", info.get());
        } else {
            gathering.absent("info");
        }
        gathering.send("jobs", jobs);
    }

    @Override
    public String look(WebClient client) throws IOException {
        JsonNode jobs = Answers.requiredJson(client, JOBS);
        return "Metronome with " + jobs.size() + " jobs";
    }
}
