package dev.keepsake.framework;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Endpoints of anybody's choice: every one of them, as received, or none. */
final class EndpointReading implements Reading {

    private final List<Endpoint> endpoints;

    EndpointReading(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public void read(Gathering gathering) throws IOException {
        for (Endpoint endpoint : endpoints) {
            gathering.left().require("endpoint '" + endpoint.name() + "'");
            Path file = gathering.file();
            WebClient client = gathering.client();
            Answer answer =
                    ask(client, endpoint, BodyPlace.file(file, client.settings().maxAnswer()));
            if (endpoint.contentType().filter("application/json"::equals).isPresent()) {
                Json.requireWhole(file, Redirection.shown(answer.from()));
            }
            gathering.send(endpoint.name(), new Gathering.Fetched(answer, file));
        }
        gathering.fact("endpoints", Integer.toString(endpoints.size()));
    }

    @Override
    public String look(WebClient client) throws IOException {
        for (Endpoint endpoint : endpoints) {
            ask(client, endpoint, BodyPlace.nowhere(client.settings().maxAnswer()));
        }
        return endpoints.size() + " endpoints answer";
    }

    private static Answer ask(WebClient client, Endpoint endpoint, BodyPlace place) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Accept", endpoint.contentType().orElse("*/*"));
        for (Map.Entry<String, Login.Hidden> header : endpoint.headers().entrySet()) {
            headers.put(header.getKey(), Login.line(header.getValue().read()));
        }
        Answer answer = client.ask(Question.get(endpoint.path(), headers, place));
        if (!answer.good()) {
            throw new RefusedException("endpoint '" + endpoint.name() + "': " + Redirection.shown(answer.from())
                    + " answered " + answer.said());
        }
        if (endpoint.contentType().isPresent() && !endpoint.contentType().get().equals(answer.contentType())) {
            throw new RefusedException("endpoint '" + endpoint.name() + "': " + Redirection.shown(answer.from())
                    + " answered with content of type '" + answer.contentType() + "' instead of "
                    + endpoint.contentType().get());
        }
        return answer;
    }
}
