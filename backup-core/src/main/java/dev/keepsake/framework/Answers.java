package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.Optional;

/** What may count as an answer. */
final class Answers {

    private Answers() {}

    /** Refuses what is no success, and what is no JSON: the page of a proxy or of a login is both at times. */
    static void requireJson(Answer answer) throws RefusedException {
        requireGood(answer);
        if (!answer.isJson()) {
            throw new RefusedException(Redirection.shown(answer.from()) + " answered with content of type '"
                    + answer.contentType() + "' instead of application/json; a proxy or a login page answers like"
                    + " that: see that the URL is the system's own");
        }
        requirePlain(answer);
    }

    static void requireGood(Answer answer) throws RefusedException {
        if (!answer.good()) {
            throw new RefusedException(Redirection.shown(answer.from()) + " answered " + answer.said());
        }
    }

    private static void requirePlain(Answer answer) throws RefusedException {
        Optional<String> coding = answer.header("Content-Encoding").filter(name -> !"identity".equals(name));
        if (coding.isPresent()) {
            throw new RefusedException(Redirection.shown(answer.from()) + " answered packed (Content-Encoding "
                    + coding.get() + "), which was not asked for");
        }
    }

    /** Asks for JSON that fits into memory; empty when there is nothing. */
    static Optional<JsonNode> json(WebClient client, String path) throws IOException {
        BodyPlace.Memory memory = BodyPlace.memory(Json.LARGEST);
        Answer answer = client.ask(Question.get(path, memory));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        requireJson(answer);
        return Optional.of(Json.read(memory.bytes(), Redirection.shown(answer.from())));
    }

    /** The same of what must be there; empty where it does not fit. */
    static Optional<JsonNode> jsonUnlessTooLarge(WebClient client, String path) throws IOException {
        BodyPlace.Memory memory = BodyPlace.memory(Json.LARGEST);
        Optional<Answer> answer = client.askUnlessTooLarge(Question.get(path, memory));
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        requireJson(answer.get());
        return Optional.of(
                Json.read(memory.bytes(), Redirection.shown(answer.get().from())));
    }

    /** The same, where something must be there. */
    static JsonNode requiredJson(WebClient client, String path) throws IOException {
        return json(client, path).orElseThrow(() -> nothing(client, path));
    }

    static RefusedException nothing(WebClient client, String path) {
        return new RefusedException(
                "GET " + path.split("\\?", 2)[0] + " at " + client.settings().urls()
                        + ": there is nothing (404); is this the right URL, and the right type of source?");
    }
}
