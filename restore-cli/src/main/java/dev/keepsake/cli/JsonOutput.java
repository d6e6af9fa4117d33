package dev.keepsake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The JSON that scripts rely on: fields are added, never renamed or removed. */
final class JsonOutput {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonOutput() {}

    /** What {@code list} says of a backup. */
    static ObjectNode summary(Manifest manifest) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", manifest.id().value());
        node.put("time", seconds(manifest.created()));
        node.put("label", manifest.label());
        manifest.parts().forEach(part -> node.withArray("nodes").add(part.node()));
        node.put("zxid", manifest.zxid().toString());
        node.put("bytes", manifest.addedBytes());
        node.put("complete", manifest.complete());
        return node;
    }

    /** What {@code show} says of it. */
    static ObjectNode details(Manifest manifest) {
        ObjectNode node = summary(manifest);
        node.put("writer", manifest.writer());
        node.putArray("expected");
        manifest.nodes().forEach(name -> node.withArray("expected").add(name));
        node.putArray("sources");
        for (Manifest.NodeShare owned : manifest.shares()) {
            node.withArray("sources").add(source(owned));
        }
        node.putArray("problems");
        manifest.parts()
                .forEach(part -> part.failures()
                        .forEach(failure -> node.withArray("problems")
                                .addObject()
                                .put("node", part.node())
                                .put("source", failure.source())
                                .put("reason", failure.reason())));
        return node;
    }

    private static ObjectNode source(Manifest.NodeShare owned) {
        Share share = owned.share();
        ObjectNode node = MAPPER.createObjectNode();
        node.put("node", owned.node());
        node.put("name", share.source());
        node.put("type", share.type());
        node.put("tape", share.tape());
        ObjectNode base = node.putObject("base");
        base.put("start", share.baseStart().toString());
        base.put("end", share.baseEnd().toString());
        base.put("bytes", share.base().bytes());
        base.put("key", share.base().key().value());
        ObjectNode range = node.putObject("range");
        range.put("after", share.replayAfter().toString());
        range.put("through", share.through().toString());
        range.put(
                "time",
                share.throughTime() == 0
                        ? null
                        : Instant.ofEpochMilli(share.throughTime()).toString());
        range.put("links", share.links());
        range.put("bytes", share.linkBytes());
        ObjectNode server = node.putObject("server");
        share.facts().forEach(server::put);
        return node;
    }

    static void print(PrintWriter out, JsonNode node) throws IOException {
        out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    }

    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
