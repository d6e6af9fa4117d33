package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges what the leading master of Mesos told, beside what it told in the backup before. */
public final class MasterCheck {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long SHORT_UPTIME = 3_600;
    // with fewer, one task is some percent
    private static final long ENOUGH_TASKS = 100;
    private static final int MANY_FAILED = 10;
    private static final int MANY_LOST = 1;
    private static final int MANY_KILLED = 25;
    private static final double MOST_OFFERED = 0.95;

    private final Told told;
    private final Optional<Told> before;
    private final Profile profile;
    private final List<Finding> findings = new ArrayList<>();
    private final Frameworks frameworks;
    private final Map<String, Described> agents = new HashMap<>();
    private ObjectNode state = MAPPER.createObjectNode();
    private ObjectNode metrics = MAPPER.createObjectNode();

    /** Of what it told now, or in the backup that is looked at, and in the one before. */
    public MasterCheck(Told told, Optional<Told> before, Profile profile) {
        this.told = told;
        this.before = before;
        this.profile = profile;
        this.frameworks = new Frameworks(told.source());
    }

    /** All that is to be said. */
    public List<Finding> findings() throws IOException {
        Optional<Content> text = told.document("state");
        if (text.isEmpty()) {
            return List.of(MasterRules.SIZE.unknown(
                    told.source(), "it has no document 'state'", "look at a backup of a leading master"));
        }
        if (told.document("metrics-snapshot").isPresent()) {
            metrics = JsonItems.top(told.document("metrics-snapshot").get(), Set.of(), (list, item) -> {});
        }
        state = JsonItems.top(text.get(), Set.of("frameworks", "completed_frameworks"), (list, item) -> {
            if (list.equals("frameworks")) {
                frameworks.add(item);
            } else {
                frameworks.addEnded(item);
            }
        });
        eachAgent(told, (id, agent) -> agents.put(id, Described.of(agent)));
        eachAgent(told, (id, agent) -> {
            frameworks.reserved(id, agent);
            room(agent);
        });
        size();
        uptime();
        findings.add(new TeardownCheck(told.source(), flags()).finding());
        rates();
        changed();
        findings.addAll(frameworks.findings());
        return findings;
    }

    @FunctionalInterface
    private interface AgentStep {
        void at(String id, JsonNode agent) throws IOException;
    }

    private static void eachAgent(Told told, AgentStep step) throws IOException {
        Optional<Content> list = told.document("slaves").or(() -> told.document("state"));
        if (list.isPresent()) {
            JsonItems.top(
                    list.get(),
                    Set.of("slaves"),
                    (name, agent) -> step.at(agent.path("id").asText(), agent));
        }
    }

    private JsonNode flags() throws IOException {
        Optional<Content> flags = told.document("flags");
        return flags.isPresent()
                ? JsonItems.top(flags.get(), Set.of(), (list, item) -> {}).path("flags")
                : state.path("flags");
    }

    private void size() throws IOException {
        long quorum = flags().path("quorum").asLong();
        long replicas = metrics.path("registrar/log/ensemble_size").asLong();
        Replicas log = new Replicas(replicas, quorum);
        long masters = replicas > 0 ? replicas : Math.max(0, log.wanted());
        Optional<Replicas.Misfit> misfit = replicas > 0 && quorum > 0 ? log.misfit() : Optional.empty();
        if (masters == 0) {
            findings.add(MasterRules.SIZE.unknown(
                    told.source(),
                    "neither its flags nor its metrics say how many masters there are",
                    "look yourself"));
        } else if (misfit.isPresent()) {
            findings.add(MasterRules.SIZE.broken(
                    Severity.CRITICAL,
                    told.source(),
                    misfit.get().seen(),
                    misfit.get().expected(),
                    misfit.get().remedy()));
        } else if (masters < profile.voters() || masters % 2 == 0) {
            findings.add(MasterRules.SIZE.broken(
                    told.source(),
                    masters + " masters" + (quorum > 0 ? ", quorum " + quorum : ""),
                    "an odd number, at least " + profile.voters() + " in " + profile.word(),
                    Replicas.growing(masters) + "; or say 'profile: staging' where less is enough"));
        } else {
            findings.add(MasterRules.SIZE.passed(told.source(), masters + " masters"));
        }
    }

    private void uptime() {
        double uptime = metrics.path("master/uptime_secs").asDouble(-1);
        if (uptime < 0) {
            findings.add(MasterRules.UPTIME.unknown(
                    told.source(), "it does not say for how long it runs", "look at its log for elections"));
            return;
        }
        boolean leads = metrics.path("master/elected").asDouble(1) > 0;
        double led = state.has("start_time") && state.has("elected_time")
                ? state.path("start_time").asDouble()
                        + uptime
                        - state.path("elected_time").asDouble()
                : uptime;
        String seen = "the leading master had run for " + (long) uptime + " s"
                + (leads ? "" : ", and did not lead")
                + (leads && led < uptime ? ", and led for " + Math.max(0, (long) led) + " s" : "");
        findings.add(
                Math.min(uptime, led) < SHORT_UPTIME
                        ? MasterRules.UPTIME.broken(
                                told.source(),
                                seen,
                                "more than an hour",
                                "if nobody restarted it or another one, find in their logs why it ended or was elected;"
                                        + " look at the sessions with ZooKeeper")
                        : MasterRules.UPTIME.passed(told.source(), seen));
    }

    private void rates() {
        long failed = ended("failed");
        long lost = ended("lost") + ended("dropped") + ended("gone");
        long killed = ended("killed");
        long all = failed + lost + killed + ended("finished") + ended("error");
        rate(MasterRules.FAILED, failed, all, MANY_FAILED, "find the apps whose tasks fail, by 'state' or their logs");
        rate(MasterRules.LOST, lost, all, MANY_LOST, "see which agents were away, and why");
        rate(MasterRules.KILLED, killed, all, MANY_KILLED, "see whether health checks or memory limits kill them");
    }

    private long ended(String how) {
        return metrics.path("master/tasks_" + how)
                .asLong(state.path(how + "_tasks").asLong());
    }

    private void rate(Rule rule, long count, long all, int percent, String remedy) {
        String seen = count + " of " + all + " tasks that ended since the leading master was started"
                + (all < ENOUGH_TASKS ? ", too few to say" : " (" + count * 100 / all + "%)");
        findings.add(
                all >= ENOUGH_TASKS && count * 100 > all * percent
                        ? rule.broken(told.source(), seen, "at most " + percent + "%", remedy)
                        : rule.passed(told.source(), seen));
    }

    /** What stands for an agent beside its id. */
    private record Described(String host, JsonNode attributes, JsonNode resources) {

        static Described of(JsonNode agent) {
            return new Described(agent.path("hostname").asText(), agent.path("attributes"), agent.path("resources"));
        }
    }

    private void changed() throws IOException {
        if (before.isEmpty()) {
            findings.add(MasterRules.AGENT.unknown(
                    told.source(), "there is no backup before to compare with", "look again after the next backup"));
            return;
        }
        List<Finding> changes = new ArrayList<>();
        eachAgent(before.get(), (id, agent) -> {
            Described now = agents.get(id);
            Described then = Described.of(agent);
            String subject = told.source() + " agent " + then.host();
            if (now != null && !now.attributes().equals(then.attributes())) {
                changes.add(changed(subject, "attributes", then.attributes(), now.attributes()));
            }
            if (now != null && !now.resources().equals(then.resources())) {
                changes.add(changed(subject, "resources", then.resources(), now.resources()));
            }
        });
        findings.addAll(
                changes.isEmpty()
                        ? List.of(MasterRules.AGENT.passed(told.source(), agents.size() + " agents, none changed"))
                        : changes);
    }

    /** What Mesos allows an agent since 1.5 where it is told so: to have more than before, and nothing less. */
    private static Finding changed(String subject, String what, JsonNode then, JsonNode now) {
        boolean grew = then.properties().stream().allMatch(one -> {
            JsonNode present = now.path(one.getKey());
            return present.equals(one.getValue())
                    || (present.isNumber()
                            && present.asDouble() >= one.getValue().asDouble());
        });
        return MasterRules.AGENT.broken(
                grew ? Severity.NOTE : MasterRules.AGENT.severity(),
                subject,
                what + " were " + then + " and are " + now,
                "the same as in the backup before, or another agent id",
                grew
                        ? "see who changed its configuration; an agent from 1.5 on takes this with"
                                + " --reconfiguration_policy=additive"
                        : "see who changed its configuration; drain it and start it with a new id where that was"
                                + " meant");
    }

    /** Only the machine of the leading master says how large it is. */
    private void room(JsonNode agent) {
        double memory = metrics.path("system/mem_total_bytes").asDouble() / (1 << 20);
        String host = state.path("hostname").asText();
        if (memory <= 0 || host.isEmpty() || !agent.path("hostname").asText().equals(host)) {
            return;
        }
        double offered = agent.path("resources").path("mem").asDouble();
        String seen = "offers " + (long) offered + " MB of its machine's " + (long) memory + " MB";
        findings.add(
                offered > memory * MOST_OFFERED
                        ? MasterRules.ROOM.broken(
                                told.source() + " agent " + host,
                                seen,
                                "at most " + (long) (memory * MOST_OFFERED) + " MB, here less for the master beside it",
                                "set --resources of the agent")
                        : MasterRules.ROOM.passed(told.source() + " agent " + host, seen));
    }
}
