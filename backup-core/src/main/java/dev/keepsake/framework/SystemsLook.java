package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Asks every member of a system how it is. Nothing is changed there, and a silent member is a fact, not a failure. */
public final class SystemsLook {

    private static final String RECOVERED = "registrar/log/recovered";
    private static final String SIZE = "registrar/log/ensemble_size";
    private static final double MILLIS = 1000;

    private final WebClient client;

    private SystemsLook(WebClient client) {
        this.client = client;
    }

    /** A look at the members that the settings name; each is asked once more where the first try says nothing. */
    public static SystemsLook at(HttpSettings settings, Pause pause) throws IOException {
        return new SystemsLook(WebClient.open(settings, pause).hurried());
    }

    /** Masters of Mesos, each by itself. */
    public List<MasterSeen> masters() throws IOException {
        List<MasterSeen> seen = new ArrayList<>();
        for (URI member : client.settings().urls()) {
            try {
                seen.add(master(member));
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                seen.add(MasterSeen.silent(member, String.valueOf(e.getMessage())));
            }
        }
        return List.copyOf(seen);
    }

    private MasterSeen master(URI member) throws IOException {
        WebClient one = client.only(member);
        JsonNode metrics = Answers.requiredJson(one, LeadingMaster.METRICS);
        Optional<JsonNode> flags = Answers.json(one, "/master/flags");
        return new MasterSeen(
                member,
                Optional.empty(),
                LeadingMaster.leads(metrics),
                Duration.ofMillis((long) (metrics.path(LeadingMaster.UPTIME).asDouble() * MILLIS)),
                metrics.has(RECOVERED) ? Optional.of(metrics.path(RECOVERED).asDouble() == 1) : Optional.empty(),
                number(metrics.path(SIZE).asText("")),
                number(flags.map(all -> all.path("flags").path("quorum").asText(""))
                        .orElse("")));
    }

    /** Mesos writes each number with a point, and each flag as a text. */
    private static OptionalInt number(String text) {
        try {
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) Double.parseDouble(text));
        } catch (NumberFormatException none) {
            return OptionalInt.empty();
        }
    }

    /** One Marathon: whom its members follow, and what it runs. */
    public MarathonSeen marathon() throws IOException {
        List<MarathonSeen.Member> members = new ArrayList<>();
        for (URI member : client.settings().urls()) {
            members.add(member(member));
        }
        try {
            return new MarathonSeen(members, Optional.of(new MarathonVitals(client).read()), Optional.empty());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new MarathonSeen(members, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private MarathonSeen.Member member(URI url) throws InterruptedIOException {
        try {
            String leader = Answers.json(client.only(url), "/v2/leader")
                    .map(answer -> answer.path("leader").asText(""))
                    .orElse("");
            return leader.isEmpty()
                    ? new MarathonSeen.Member(url, Optional.empty(), Optional.of("it says that there is no leader"))
                    : new MarathonSeen.Member(url, Optional.of(leader), Optional.empty());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new MarathonSeen.Member(url, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
