package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends specifications to Marathon. One that a deployment holds (409) waits for it, unless that may be stopped; of a
 * batch that is refused, the bad ones are found by halving, and the others are sent.
 */
final class SpecificationSender {

    private static final int CONFLICTS = 3;
    private static final int ANSWER = 8 << 20;
    private static final Pattern DEPLOYMENT = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");

    private final WebClient client;
    private final MarathonOptions options;
    private final Deployments deployments;
    private final Set<String> begun = new TreeSet<>();

    SpecificationSender(WebClient client, MarathonOptions options, Deployments deployments) {
        this.client = client;
        this.options = options;
        this.deployments = deployments;
    }

    /** The deployments begun since this was asked last. */
    Set<String> begun() {
        Set<String> all = new TreeSet<>(begun);
        begun.clear();
        return all;
    }

    /** A group or a pod. */
    void one(PlannedChange change, ObjectNode specification, Ledger ledger) throws IOException {
        boolean group = change.subject().equals("group");
        boolean make = !group && change.kind() == Kind.CREATE;
        String path = (group ? "/v2/groups" : "/v2/pods") + (make ? "" : change.name());
        Answer answer = sent(make ? "POST" : "PUT", path + force('?'), Json.write(specification));
        note(change, answer, ledger);
    }

    /** Apps, replaced as wholes: what a present one has and the backup does not is gone. */
    void apps(List<PlannedChange> batch, Map<PathId, ObjectNode> specifications, Ledger ledger) throws IOException {
        ArrayNode body = Json.MAPPER.createArrayNode();
        batch.forEach(change -> body.add(specifications.get(new PathId(change.name()))));
        Answer answer = sent("PUT", "/v2/apps?partialUpdate=false" + force('&'), Json.write(body));
        if (answer.good() || batch.size() == 1) {
            batch.forEach(change -> note(change, answer, ledger));
            return;
        }
        int half = batch.size() / 2;
        apps(batch.subList(0, half), specifications, ledger);
        apps(batch.subList(half, batch.size()), specifications, ledger);
    }

    /** Marathon deletes a group with all that is in it, and that may be more by now than what was shown. */
    void deleteGroup(PlannedChange change, Ledger ledger) throws IOException {
        Optional<JsonNode> group = Answers.json(
                client, "/v2/groups" + change.name() + "?embed=group.groups&embed=group.apps&embed=group.pods");
        for (String part : List.of("apps", "pods", "groups")) {
            if (group.isPresent() && !group.get().path(part).isEmpty()) {
                ledger.failed(change, "there are " + part + " in it, so it was left as it is");
                return;
            }
        }
        delete(change, ledger);
    }

    void delete(PlannedChange change, Ledger ledger) throws IOException {
        Answer answer = sent("DELETE", "/v2/" + change.subject() + "s" + change.name() + force('?'), new byte[0]);
        if (answer.status() == 404) {
            ledger.done(change);
        } else {
            note(change, answer, ledger);
        }
    }

    private static void note(PlannedChange change, Answer answer, Ledger ledger) {
        if (answer.good()) {
            ledger.done(change);
        } else {
            ledger.failed(change, "Marathon answered " + answer.said());
        }
    }

    private String force(char before) {
        return options.force() ? before + "force=true" : "";
    }

    private Answer sent(String method, String path, byte[] body) throws IOException {
        for (int conflict = 1; ; conflict++) {
            BodyPlace.Memory memory = BodyPlace.memory(ANSWER);
            Answer answer = client.ask(Question.change(method, path, body, memory));
            if (answer.good()) {
                answer.header("Marathon-Deployment-Id").ifPresent(begun::add);
                begun.addAll(named(memory.bytes(), answer));
                return answer;
            }
            boolean held = answer.status() == 409 && !options.force();
            if (!held || conflict == CONFLICTS) {
                return answer;
            }
            Set<String> holding = new TreeSet<>();
            Matcher ids = DEPLOYMENT.matcher(answer.complaint());
            while (ids.find()) {
                holding.add(ids.group());
            }
            if (holding.isEmpty()
                    || !deployments.await(holding, options.patience()).isEmpty()) {
                return answer;
            }
        }
    }

    private static Set<String> named(byte[] body, Answer answer) throws CorruptException {
        Set<String> ids = new TreeSet<>();
        if (answer.isJson() && body.length > 0) {
            JsonNode said = Json.read(body, Redirection.shown(answer.from()));
            if (said.path("deploymentId").isTextual()) {
                ids.add(said.path("deploymentId").asText());
            }
            said.path("deployments")
                    .forEach(deployment -> ids.add(deployment.path("id").asText()));
        }
        return ids;
    }
}
