package dev.keepsake.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of the API says what the API is: its paths, who may ask, and every member of every answer. */
final class OpenApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FIRST = "20261122T030000Z";

    @TempDir
    private Path directory;

    private final List<String> wrong = new ArrayList<>();
    private JsonNode document = MAPPER.createObjectNode();

    private ServedArchive served() throws IOException {
        ServedArchive archive = new ServedArchive(directory);
        archive.server.creates(3);
        archive.backUp(FIRST, null);
        archive.server.creates("/app", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        archive.backUp("20261123T030000Z", "named");
        archive.agent.alarms.add(new AgentNow.Notice("stale", "old", Instant.now(), true));
        archive.agent.events.add(new AgentNow.Event(Instant.now(), "capture", "capturing"));
        archive.serveWithToken();
        document = MAPPER.readTree(archive.getAsStranger("/api/v1/openapi.json").body());
        return archive;
    }

    @Test
    void everyPathThatIsServedIsDescribedAndTheOtherWayRound() throws IOException {
        try (ServedArchive archive = served()) {
            Set<String> served = new TreeSet<>();
            for (Route route : archive.page().routes()) {
                if (route.path().startsWith("/api/")) {
                    served.add(route.method() + " " + route.path());
                    JsonNode operation = document.get("paths")
                            .path(route.path())
                            .path(route.method().equals("GET") ? "get" : "post");
                    assertThat(operation.has("security"))
                            .as("whether anybody may ask for " + route.path())
                            .isEqualTo(route.access() == Route.Access.ANYBODY);
                }
            }
            Set<String> described = new TreeSet<>();
            document.get("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .fieldNames()
                            .forEachRemaining(method ->
                                    described.add((method.equals("get") ? "GET " : "POST ") + path.getKey())));

            assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
            assertThat(described).isEqualTo(served);
        }
    }

    @Test
    void everyAnswerIsAsItIsDescribed() throws IOException {
        try (ServedArchive archive = served()) {
            check(archive.get("/api/v1/status"), "/api/v1/status", "get");
            check(archive.get("/api/v1/progress"), "/api/v1/progress", "get");
            check(archive.get("/api/v1/backups"), "/api/v1/backups", "get");
            check(archive.get("/api/v1/backups/" + FIRST), "/api/v1/backups/{id}", "get");
            check(archive.get("/api/v1/backups/20200101T000000Z"), "/api/v1/backups/{id}", "get");
            check(archive.get("/api/v1/moments"), "/api/v1/moments", "get");
            check(archive.get("/api/v1/znode?path=/app"), "/api/v1/znode", "get");
            check(archive.get("/api/v1/znode"), "/api/v1/znode", "get");
            check(archive.get("/api/v1/znode?path=/none"), "/api/v1/znode", "get");
            check(archive.get("/api/v1/znode?at=never"), "/api/v1/znode", "get");
            check(archive.get("/api/v1/search?q=app"), "/api/v1/search", "get");
            check(archive.get("/api/v1/diff?from=" + FIRST + "&to=latest"), "/api/v1/diff", "get");
            check(archive.getAsStranger("/api/v1/status"), "/api/v1/status", "get");
            check(run(archive), "/api/v1/run", "post");
            archive.agent.byHand =
                    Optional.of(new AgentNow.ByHand(Instant.now(), AgentNow.ByHand.State.RUNNING, "by-me"));
            archive.agent.refusal = Optional.of("one is under way");
            check(run(archive), "/api/v1/run", "post");
            check(archive.get("/api/v1/progress"), "/api/v1/progress", "get");

            assertThat(wrong).isEmpty();
        }
    }

    private static HttpResponse<String> run(ServedArchive archive) throws IOException {
        return archive.post("/api/v1/run", Map.of(), "Authorization", "Bearer " + ServedArchive.TOKEN);
    }

    private void check(HttpResponse<String> answer, String path, String method) throws IOException {
        JsonNode schema = document.get("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(answer.statusCode()))
                .path("content")
                .path("application/json")
                .path("schema");
        if (schema.isMissingNode()) {
            wrong.add(path + " answered " + answer.statusCode() + ", which is not described");
        } else {
            compare(MAPPER.readTree(answer.body()), schema, path);
        }
    }

    private void compare(JsonNode value, JsonNode given, String where) {
        JsonNode schema =
                given.has("$ref") ? document.at(given.get("$ref").asText().substring(1)) : given;
        if (schema.has("oneOf")) {
            if (!value.isNull()) {
                compare(value, schema.get("oneOf").get(0), where);
            }
            return;
        }
        if (schema.has("type") && !types(schema.get("type")).contains(typeOf(value))) {
            wrong.add(where + " is " + typeOf(value) + " and not " + schema.get("type"));
        }
        if (schema.has("enum")
                && !MAPPER.convertValue(schema.get("enum"), List.class)
                        .contains(value.isNull() ? null : value.asText())) {
            wrong.add(where + " is " + value + " and not one of " + schema.get("enum"));
        }
        if (value.isArray()) {
            value.forEach(one -> compare(one, schema.get("items"), where + "[]"));
        }
        if (value.isObject() && schema.has("properties")) {
            members(value, schema, where);
        }
    }

    private void members(JsonNode value, JsonNode schema, String where) {
        schema.get("required").forEach(name -> {
            if (!value.has(name.asText())) {
                wrong.add(where + " lacks " + name.asText());
            }
        });
        value.properties().forEach(member -> {
            JsonNode described = schema.get("properties").path(member.getKey());
            if (described.isMissingNode()) {
                wrong.add(where + "." + member.getKey() + " is not described");
            } else {
                compare(member.getValue(), described, where + "." + member.getKey());
            }
        });
    }

    private static Set<String> types(JsonNode type) {
        Set<String> types = new TreeSet<>();
        (type.isArray() ? type : MAPPER.createArrayNode().add(type)).forEach(one -> types.add(one.asText()));
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case OBJECT -> "object";
            default -> "string";
        };
    }
}
