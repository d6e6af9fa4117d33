package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A running Marathon that gets back groups, pods and apps by its own interface. Versions are never restored, since it
 * makes them itself; framework id, instances and reservations only come back with its ZooKeeper tree.
 */
public final class MarathonTarget implements DocumentTarget {

    private final StoredDocuments stored = new StoredDocuments(Set.of("groups", "pods", "info"));
    private final WebClient client;
    private final MarathonOptions options;
    private final Pause pause;

    private MarathonTarget(WebClient client, MarathonOptions options, Pause pause) {
        this.client = client;
        this.options = options;
        this.pause = pause;
    }

    /** The one behind these URLs; nothing is asked yet. */
    public static MarathonTarget at(HttpSettings settings, MarathonOptions options, Pause pause) throws IOException {
        return new MarathonTarget(WebClient.open(settings, pause), options, pause);
    }

    @Override
    public void receive(Document document) throws IOException {
        stored.receive(document);
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        stored.describe(facts);
    }

    @Override
    public ChangePlan plan() throws IOException {
        PathId path = new PathId(options.path());
        MarathonState all = MarathonState.of(stored.required("groups"), stored.find("pods"));
        MarathonState wanted = all.within(path);
        if (wanted.isEmpty()) {
            throw new RefusedException("there is nothing at " + path + " in the backup, which has "
                    + all.apps().size() + " apps and " + all.pods().size() + " pods; its groups are "
                    + all.groups().keySet().stream().limit(20).toList());
        }
        JsonNode info = Answers.requiredJson(client, "/v2/info");
        List<PlannedChange> changes = changes(wanted, MarathonState.of(client).within(path));
        return new MarathonPlan(client, options, pause, wanted, changes, notes(wanted, info));
    }

    private List<PlannedChange> changes(MarathonState wanted, MarathonState present) {
        List<PlannedChange> changes = new ArrayList<>();
        groups(wanted, present, changes);
        compare("pod", wanted.pods(), present.pods(), Canonical::of, wanted.fields(), changes);
        compare("app", wanted.apps(), present.apps(), Canonical::app, wanted.fields(), changes);
        if (options.deleteOthers()) {
            others("app", wanted.apps(), present.apps(), changes);
            others("pod", wanted.pods(), present.pods(), changes);
            others("group", wanted.groups(), present.groups(), changes);
        }
        return changes;
    }

    /** A group comes with what is in it; only one that is empty or says something itself has to be made. */
    private static void groups(MarathonState wanted, MarathonState present, List<PlannedChange> changes) {
        SortedMap<PathId, ObjectNode> explicit = new TreeMap<>();
        wanted.groups().forEach((id, group) -> {
            boolean says = !group.path("dependencies").isEmpty() || group.has("enforceRole");
            boolean there = present.groups().containsKey(id);
            if (there || says || isBare(id, wanted)) {
                explicit.put(id, group);
            }
        });
        explicit.remove(PathId.ROOT);
        compare("group", explicit, present.groups(), Canonical::of, Set.of("dependencies"), changes);
    }

    private static boolean isBare(PathId group, MarathonState state) {
        return state.apps().keySet().stream().noneMatch(app -> app.within(group))
                && state.pods().keySet().stream().noneMatch(pod -> pod.within(group));
    }

    private static void compare(
            String subject,
            SortedMap<PathId, ObjectNode> wanted,
            SortedMap<PathId, ObjectNode> present,
            UnaryOperator<ObjectNode> form,
            Set<String> known,
            List<PlannedChange> changes) {
        wanted.forEach((id, specification) -> {
            ObjectNode one = form.apply(specification);
            if (!present.containsKey(id)) {
                changes.add(new PlannedChange(Kind.CREATE, subject, id.value(), Highlights.of(one)));
                return;
            }
            List<String> lines = Differences.of(form.apply(present.get(id)), one, known);
            if (!lines.isEmpty()) {
                changes.add(new PlannedChange(Kind.CHANGE, subject, id.value(), lines));
            }
        });
    }

    /** The deepest first: a group goes when nothing is in it. */
    private static void others(
            String subject,
            SortedMap<PathId, ObjectNode> wanted,
            SortedMap<PathId, ObjectNode> present,
            List<PlannedChange> changes) {
        present.keySet().stream()
                .filter(id -> !wanted.containsKey(id) && !id.equals(PathId.ROOT))
                .sorted((one, other) -> Integer.compare(other.depth(), one.depth()))
                .forEach(id -> changes.add(
                        new PlannedChange(Kind.DELETE, subject, id.value(), List.of("it is not in the backup"))));
    }

    private List<String> notes(MarathonState wanted, JsonNode info) {
        List<String> notes = new ArrayList<>();
        notes.add("into Marathon " + info.path("version").asText("(unknown)") + ", framework "
                + info.path("frameworkId").asText("(none yet)")
                + stored.fact("version")
                        .map(version -> "; the backup is of " + version)
                        .orElse("")
                + stored.fact(FrameworkCheck.ID).map(id -> ", framework " + id).orElse(""));
        String now = info.path("frameworkId").asText();
        stored.fact(FrameworkCheck.ID)
                .filter(then -> !then.isEmpty() && !now.isEmpty() && !then.equals(now))
                .ifPresent(then -> notes.add("this is another framework than the backup's: tasks that still run for "
                        + then
                        + " stay nobody's, and these apps are started beside them. If any do, restore Marathon's tree"
                        + " in ZooKeeper instead, which holds that id"));
        long secrets = wanted.apps().values().stream()
                        .filter(app -> app.has("secrets"))
                        .count()
                + wanted.pods().values().stream()
                        .filter(pod -> pod.has("secrets"))
                        .count();
        if (secrets > 0) {
            notes.add(secrets + " of them name secrets, whose values Marathon does not hold and no backup has");
        }
        notes.add("versions of the past, tasks, reservations and the framework id are not restored this way; they come"
                + " back with Marathon's tree in ZooKeeper");
        if (stored.fact("changed-while-read").filter("true"::equals).isPresent()) {
            notes.add("apps were changed while this backup was made: its groups and pods may be of two moments");
        }
        return notes;
    }
}
