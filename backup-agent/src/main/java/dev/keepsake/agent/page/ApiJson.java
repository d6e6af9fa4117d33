package dev.keepsake.agent.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moment;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Range;
import dev.keepsake.catalog.Standing;
import dev.keepsake.catalog.TapeCoverage;
import dev.keepsake.format.Decoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the API answers, as {@code openapi.json} says it: members are added, never renamed or removed. */
final class ApiJson {

    private ApiJson() {}

    static ObjectNode object() {
        return Answer.MAPPER.createObjectNode();
    }

    static ObjectNode problem(String words) {
        return object().put("problem", words);
    }

    static ObjectNode status(AgentNow agent, Surveyed known) {
        Protection protection = Protection.of(agent, known);
        ObjectNode node = object();
        node.put("cluster", agent.cluster());
        node.put("node", agent.node());
        node.put("version", agent.version());
        node.put("at", agent.at().toString());
        node.put("protected", protection.level() != Protection.Level.UNPROTECTED);
        node.put("level", protection.level().name().toLowerCase(Locale.ROOT));
        time(node, "since", protection.since());
        time(node, "savedUpTo", protection.savedUpTo());
        seconds(node, "wouldLoseSeconds", protection.wouldLose());
        seconds(node, "restoreSeconds", protection.restore());
        node.put(
                "restoreMeasuredBy",
                protection.restore().isEmpty() ? null : protection.restoreIsDrill() ? "drill" : "proof");
        time(node, "proven", protection.proven());
        time(node, "drilled", protection.drilled());
        time(node, "archiveSeen", known.takenAt());
        ArrayNode reasons = node.putArray("reasons");
        protection.reasons().forEach(reasons::add);
        ArrayNode alarms = node.putArray("alarms");
        agent.alarms()
                .forEach(alarm -> alarms.addObject()
                        .put("id", alarm.id())
                        .put("reason", alarm.reason())
                        .put("since", alarm.since().toString())
                        .put("grave", alarm.grave()));
        return node;
    }

    static ObjectNode progress(AgentNow agent) {
        ObjectNode node = object();
        node.put("busy", agent.busy());
        time(node, "nextRun", agent.nextRun());
        time(node, "nextLook", agent.nextLook());
        if (agent.byHand().isPresent()) {
            AgentNow.ByHand one = agent.byHand().get();
            node.putObject("byHand")
                    .put("asked", one.asked().toString())
                    .put("state", one.state().name().toLowerCase(Locale.ROOT))
                    .put("words", one.words());
        } else {
            node.putNull("byHand");
        }
        ArrayNode followed = node.putArray("followed");
        agent.followed()
                .forEach(one -> followed.addObject()
                        .put("source", one.source())
                        .put("upTo", one.upTo().toString())
                        .put("breaks", one.breaks())
                        .put("trouble", one.trouble()));
        ArrayNode events = node.putArray("events");
        agent.events()
                .forEach(event -> events.addObject()
                        .put("at", event.at().toString())
                        .put("phase", event.phase())
                        .put("words", event.words()));
        return node;
    }

    static ObjectNode backups(Survey archive) {
        ObjectNode node = object();
        node.put("count", archive.count());
        ArrayNode all = node.putArray("backups");
        archive.backups().forEach(one -> all.add(backup(one, archive.standing(one))));
        ArrayNode unreadable = node.putArray("unreadable");
        archive.unreadable().forEach(unreadable::add);
        return node;
    }

    /** One backup, as {@code keepsake list -o json} names its members. */
    static ObjectNode backup(Manifest backup, Standing standing) {
        ObjectNode node = object();
        node.put("id", backup.id().value());
        node.put("time", backup.created().toString());
        node.put("label", backup.label());
        ArrayNode nodes = node.putArray("nodes");
        backup.parts().stream().map(Part::node).forEach(nodes::add);
        node.put("zxid", backup.zxid().toString());
        node.put("bytes", backup.addedBytes());
        node.put("complete", backup.complete());
        proof(node, "failed", standing.failed());
        proof(node, "proven", standing.proven());
        ArrayNode warnings = node.putArray("warnings");
        backup.contradictions().forEach(warnings::add);
        return node;
    }

    /** The same with its sources. */
    static ObjectNode details(Manifest backup, Standing standing) {
        ObjectNode node = backup(backup, standing);
        ArrayNode sources = node.putArray("sources");
        for (Manifest.NodeShare owned : backup.shares()) {
            sources.addObject()
                    .put("node", owned.node())
                    .put("name", owned.share().source())
                    .put("type", owned.share().type())
                    .put("tape", owned.share().tape())
                    .put("from", owned.share().baseStart().toString())
                    .put("through", owned.share().through().toString())
                    .put("bytes", owned.share().base().bytes() + owned.share().linkBytes());
        }
        ArrayNode documents = node.putArray("documents");
        backup.documents()
                .forEach(owned -> owned.share()
                        .documents()
                        .forEach(document -> documents
                                .addObject()
                                .put("node", owned.node())
                                .put("source", owned.share().source())
                                .put("type", owned.share().type())
                                .put("name", document.name())
                                .put("bytes", document.piece().bytes())));
        ArrayNode failures = node.putArray("failures");
        backup.parts()
                .forEach(part -> part.failures()
                        .forEach(failure -> failures.addObject()
                                .put("node", part.node())
                                .put("source", failure.source())
                                .put("reason", failure.reason())));
        return node;
    }

    private static void proof(ObjectNode node, String name, Optional<PastProof> proof) {
        if (proof.isPresent()) {
            node.putObject(name)
                    .put("time", proof.get().time().toString())
                    .put("level", proof.get().level().word());
        } else {
            node.putNull(name);
        }
    }

    static ObjectNode moments(Survey archive) {
        ObjectNode node = object();
        ArrayNode tapes = node.putArray("tapes");
        for (TapeCoverage tape : archive.stock().tapes()) {
            ObjectNode one = tapes.addObject();
            one.put("node", tape.name().node());
            one.put("source", tape.name().source());
            one.put("tape", tape.name().id());
            one.put("explanation", tape.explanation());
            ArrayNode ranges = one.putArray("ranges");
            for (Range range : tape.ranges()) {
                ObjectNode held = ranges.addObject();
                moment(held, "from", range.from());
                moment(held, "through", range.through());
            }
            ArrayNode gaps = one.putArray("gaps");
            for (Gap gap : tape.gaps()) {
                ObjectNode lost = gaps.addObject();
                moment(lost, "after", gap.after());
                moment(lost, "before", gap.before());
                lost.put("reason", gap.reason());
                lost.put("damage", gap.damage());
            }
            ArrayNode problems = one.putArray("problems");
            tape.problems().forEach(problems::add);
        }
        return node;
    }

    private static void moment(ObjectNode node, String name, @Nullable Moment moment) {
        if (moment == null) {
            node.putNull(name);
        } else {
            time(node.putObject(name).put("zxid", moment.zxid().toString()), "time", moment.time());
        }
    }

    /** A znode of a moment, with the names of those below it that are behind one. */
    static ObjectNode znode(Past past, PastZnode znode, String after) {
        ObjectNode node = in(past);
        node.put("path", znode.path());
        byte[] data = znode.data();
        node.put("data", data == null ? null : Base64.getEncoder().encodeToString(data));
        node.putNull("format");
        node.putNull("decoded");
        if (data != null) {
            Decoder.decode(znode.path(), data)
                    .ifPresent(decoded -> node.put("format", decoded.format()).set("decoded", decoded.content()));
        }
        node.put("kind", znode.kind().name().toLowerCase(Locale.ROOT));
        node.put("czxid", znode.created().toString());
        node.put("mzxid", znode.modified().toString());
        node.put("pzxid", znode.childrenModified().toString());
        node.put("ctime", Instant.ofEpochMilli(znode.createdMillis()).toString());
        node.put("mtime", Instant.ofEpochMilli(znode.modifiedMillis()).toString());
        node.put("version", znode.version());
        node.put("childrenCreated", znode.childrenCreated());
        node.put("aclVersion", znode.aclVersion());
        node.put("owner", "0x" + Long.toHexString(znode.owner()));
        ArrayNode acl = node.putArray("acl");
        znode.acl().forEach(acl::add);
        List<String> names = past.tree().children(znode.path()).stream()
                .filter(name -> after.isEmpty() || name.compareTo(after) > 0)
                .toList();
        ArrayNode children = node.putArray("children");
        names.stream().limit(Search.MOST_FOUND).forEach(children::add);
        node.put("more", names.size() > Search.MOST_FOUND);
        return node;
    }

    /** What begins with the moment that it is of. */
    static ObjectNode in(Past past) {
        ObjectNode node = object();
        node.putObject("moment")
                .put("at", past.word().text())
                .put("zxid", past.zxid().toString());
        ArrayNode notes = node.putArray("notes");
        past.notes().forEach(notes::add);
        return node;
    }

    static ObjectNode search(Past past, Search.Result result) {
        ObjectNode node = in(past);
        node.put("whole", result.whole());
        ArrayNode found = node.putArray("found");
        result.found()
                .forEach(one -> found.addObject()
                        .put("path", one.path())
                        .put("children", one.children())
                        .put("brief", one.brief()));
        return node;
    }

    static ObjectNode diff(Past from, Past to, Differences differences) {
        ObjectNode node = object();
        node.set("from", in(from).get("moment"));
        node.set("to", in(to).get("moment"));
        node.put("whole", differences.whole());
        ArrayNode all = node.putArray("differences");
        for (Map.Entry<String, Set<Difference>> one : differences.found().entrySet()) {
            ObjectNode difference = all.addObject().put("path", one.getKey());
            ArrayNode what = difference.putArray("what");
            one.getValue().forEach(kind -> what.add(kind.name().toLowerCase(Locale.ROOT)));
        }
        return node;
    }

    private static void time(ObjectNode node, String name, Optional<Instant> time) {
        node.put(name, time.map(Instant::toString).orElse(null));
    }

    private static void seconds(ObjectNode node, String name, Optional<Duration> time) {
        if (time.isPresent()) {
            node.put(name, time.get().toMillis() / 1000.0);
        } else {
            node.putNull(name);
        }
    }
}
