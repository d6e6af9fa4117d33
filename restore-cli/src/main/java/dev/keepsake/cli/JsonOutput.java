package dev.keepsake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Change;
import dev.keepsake.catalog.Leg;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Standing;
import dev.keepsake.catalog.StoredDocument;
import dev.keepsake.catalog.Unproven;
import dev.keepsake.catalog.Walk;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The JSON that scripts rely on: fields are added, never renamed or removed. */
final class JsonOutput {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonOutput() {}

    /** What {@code list} says of a backup. */
    static ObjectNode summary(Manifest manifest, Standing standing) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", manifest.id().value());
        node.put("time", seconds(manifest.created()));
        node.put("label", manifest.label());
        manifest.parts().forEach(part -> node.withArray("nodes").add(part.node()));
        node.put("zxid", manifest.zxid().toString());
        node.put("bytes", manifest.addedBytes());
        node.put("complete", manifest.complete());
        ProofReport.standing(node, standing);
        node.put("onePointInTime", manifest.walk().isEmpty());
        node.putArray("warnings");
        manifest.contradictions().forEach(warning -> node.withArray("warnings").add(warning));
        return node;
    }

    /** What {@code show} says of it. */
    static ObjectNode details(Manifest manifest, Standing standing) {
        ObjectNode node = summary(manifest, standing);
        node.put("writer", manifest.writer());
        node.putArray("expected");
        manifest.nodes().forEach(name -> node.withArray("expected").add(name));
        node.putArray("sources");
        for (Manifest.NodeShare owned : manifest.shares()) {
            node.withArray("sources").add(source(owned));
        }
        node.putArray("documents");
        manifest.documents().forEach(owned -> node.withArray("documents").add(documents(owned)));
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

    private static ObjectNode documents(Manifest.NodeDocuments owned) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("node", owned.node());
        node.put("name", owned.share().source());
        node.put("type", owned.share().type());
        node.put("taken", seconds(owned.share().taken()));
        ObjectNode server = node.putObject("server");
        owned.share().facts().forEach(server::put);
        for (StoredDocument document : owned.share().documents()) {
            ObjectNode held = node.withArray("holds").addObject();
            held.put("name", document.name());
            held.put("bytes", document.piece().bytes());
            held.put("key", document.piece().key().value());
            ObjectNode facts = held.putObject("facts");
            document.facts().forEach(facts::put);
        }
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
        Walk walk = share.walk();
        if (walk == null) {
            node.putNull("walk");
        } else {
            node.putObject("walk")
                    .put("first", walk.first().toString())
                    .put("last", walk.last().toString());
        }
        node.put("proven", share.provesAnything());
        node.put("newerCommitsPossible", share.mayMissCommits());
        ArrayNode unseen = node.putArray("serversNotSeen");
        Arrays.stream(share.facts().getOrDefault("servers-not-seen", "").split(",", -1))
                .filter(id -> !id.isEmpty())
                .forEach(unseen::add);
        ArrayNode remarks = node.putArray("remarks");
        share.remarks().forEach(remarks::add);
        unproven(node, share);
        return node;
    }

    /** What stopped servers held beyond what is proven; null when there is nothing. */
    static void unproven(ObjectNode parent, Share share) {
        Unproven unproven = share.unproven();
        if (unproven == null) {
            parent.putNull("unproven");
            return;
        }
        ObjectNode node = parent.putObject("unproven");
        Unproven.Snapshot base = unproven.base();
        if (base != null) {
            node.putObject("base")
                    .put("start", base.start().toString())
                    .put("end", base.end().toString())
                    .put("bytes", base.piece().bytes())
                    .put("key", base.piece().key().value())
                    .put("from", base.from());
        }
        Unproven.Tail tail = unproven.tail();
        if (tail != null) {
            node.putObject("tail")
                    .put("after", tail.after().toString())
                    .put("through", tail.through().toString())
                    .put("count", tail.count())
                    .put("firstTime", Instant.ofEpochMilli(tail.firstTime()).toString())
                    .put("lastTime", Instant.ofEpochMilli(tail.lastTime()).toString())
                    .put("bytes", tail.piece().bytes())
                    .put("key", tail.piece().key().value())
                    .put("from", tail.from());
        }
    }

    /** A moment's zxid and time, into the object that is about it. */
    static void moment(ObjectNode node, Moment moment) {
        node.put("zxid", moment.zxid().toString());
        node.put("time", moment.time().map(Instant::toString).orElse(null));
    }

    /** What one of several tapes serves, into an object of its own. */
    static void leg(ObjectNode node, Leg leg) {
        node.put("node", leg.tape().node());
        node.put("source", leg.tape().source());
        node.put("tape", leg.tape().id());
        node.put("after", leg.after().toString());
        node.put("through", leg.through().toString());
    }

    /** A transaction. */
    static ObjectNode change(Change change) {
        ObjectNode node = MAPPER.createObjectNode();
        moment(node, change.moment());
        node.put("kind", change.kind());
        node.putArray("paths");
        change.paths().forEach(path -> node.withArray("paths").add(path));
        return node;
    }

    /** An array that is written while its elements come; the writer stays open. */
    static SequenceWriter sequence(PrintWriter out) throws IOException {
        return MAPPER.writerWithDefaultPrettyPrinter()
                .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .writeValuesAsArray(out);
    }

    static void print(PrintWriter out, JsonNode node) throws IOException {
        out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    }

    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
