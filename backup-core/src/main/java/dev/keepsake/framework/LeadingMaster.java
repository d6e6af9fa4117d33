package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The master that leads. Each of those named is asked whether it does; when none does, the one to which they send us
 * must say so itself.
 */
final class LeadingMaster {

    static final String METRICS = "/metrics/snapshot";

    private static final String ELECTED = "master/elected";
    static final String UPTIME = "master/uptime_secs";

    private final WebClient client;
    private final double uptime;

    private LeadingMaster(WebClient client, JsonNode metrics) {
        this.client = client;
        this.uptime = metrics.path(UPTIME).asDouble();
    }

    /** Asks all of them. */
    static LeadingMaster found(WebClient all) throws IOException {
        List<LeadingMaster> leaders = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (URI member : all.settings().urls()) {
            WebClient one = all.only(member);
            try {
                JsonNode metrics = Answers.requiredJson(one, METRICS);
                said.add(member + " does not lead");
                if (leads(metrics)) {
                    leaders.add(new LeadingMaster(one, metrics));
                }
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                said.add(member + ": " + e.getMessage());
            }
        }
        if (leaders.size() > 1) {
            throw new RefusedException("more than one master says that it leads: "
                    + leaders.stream()
                            .map(leader -> leader.client.settings().urls())
                            .toList()
                    + "; one of them was cut off and has not noticed. Look which of them the others follow, and name"
                    + " only that one");
        }
        // masters tell the host that the leader advertises, which need not be one of those named
        return leaders.isEmpty() ? sentTo(all.trustingTheLeader(), said) : leaders.get(0);
    }

    /** A follower sends whoever asks for its state to the leader, whom we may not have been told of. */
    private static LeadingMaster sentTo(WebClient all, List<String> said) throws IOException {
        Answer answer;
        try {
            answer = all.ask(Question.get(
                    "/master/roles", BodyPlace.nowhere(all.settings().maxAnswer())));
        } catch (RefusedException e) {
            throw new RefusedException("no master leads: " + String.join("; ", said) + "; and " + e.getMessage());
        }
        URI from = answer.from();
        WebClient leader = all.only(URI.create(from.getScheme() + "://" + from.getRawAuthority()));
        JsonNode metrics = Answers.requiredJson(leader, METRICS);
        if (!leads(metrics)) {
            throw new RefusedException("no master leads: " + String.join("; ", said) + "; and "
                    + leader.settings().urls() + ", to which they send us, does not either; run again when one does");
        }
        return new LeadingMaster(leader, metrics);
    }

    static boolean leads(JsonNode metrics) {
        return metrics.path(ELECTED).asDouble() == 1;
    }

    WebClient client() {
        return client;
    }

    /** It must not have lost its place, or been started anew, while it was asked for the rest. */
    void requireSame(JsonNode metrics) throws RefusedException {
        if (!leads(metrics) || metrics.path(UPTIME).asDouble() < uptime) {
            throw new RefusedException(client.settings().urls() + " stopped leading while it was asked: its answers"
                    + " may be of two masters, and were thrown away; run again");
        }
    }
}
