package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.framework.Gathering.Fetched;
import java.io.IOException;
import java.util.Optional;

/** Chronos: all jobs in one answer, below {@code /v1} since 3.0. */
final class ChronosReading implements Reading {

    /** Where the interface of 3.0 and later is. */
    static final String THREE = "/v1/scheduler";

    /** Where that of 2.x is. */
    static final String TWO = "/scheduler";

    @Override
    public void read(Gathering gathering) throws IOException {
        String prefix = prefix(gathering.client());
        Fetched jobs = gathering.required(gathering.client(), prefix + "/jobs");
        gathering.fact("jobs", Integer.toString(jobs.ids("").size()));
        gathering.fact("interface", prefix);
        gathering.send("jobs", jobs);
    }

    /** Which of the two it has. */
    static String prefix(WebClient client) throws IOException {
        BodyPlace nowhere = BodyPlace.nowhere(client.settings().maxAnswer());
        Answer three = client.ask(Question.get(THREE + "/jobs", nowhere));
        // 2.x answers what it does not know with its start page
        return three.good() && three.isJson() ? THREE : TWO;
    }

    @Override
    public String look(WebClient client) throws IOException {
        String prefix = prefix(client);
        Optional<JsonNode> jobs = Answers.json(client, prefix + "/jobs");
        return "Chronos" + (prefix.equals(TWO) ? " 2" : " 3 or later") + " with "
                + jobs.orElseThrow(() -> Answers.nothing(client, prefix + "/jobs"))
                        .size() + " jobs";
    }
}
