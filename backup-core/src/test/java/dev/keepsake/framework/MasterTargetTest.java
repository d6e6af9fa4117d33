package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.ChangeReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.framework.WebDouble.Reply;
import dev.keepsake.framework.WebDouble.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quota, weights and the schedule of maintenance, back to a leading master. */
final class MasterTargetTest {

    private static final String QUOTA = "{\"configs\":[{\"role\":\"dev\",\"guarantees\":{\"cpus\":{\"value\":2.0}},"
            + "\"limits\":{\"cpus\":{\"value\":3.0}}}]}";

    private final Map<String, String> answers = new TreeMap<>();
    private final List<JsonNode> calls = new ArrayList<>();
    private WebDouble master;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        answers.put("/metrics/snapshot", "{\"master/elected\":1.0,\"master/uptime_secs\":5.0}");
        answers.put("/version", "{\"version\":\"1.11.0\"}");
        answers.put("/master/quota", "{}");
        answers.put("/master/weights", "[]");
        answers.put("/master/maintenance/schedule", "{}");
        master = WebDouble.answering(this::answer);
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private Reply answer(Request request) throws IOException {
        if (request.path().equals("/api/v1")) {
            calls.add(Json.MAPPER.readTree(request.body()));
            return status == 200 ? new Reply(200, Map.of(), new byte[0]) : Reply.html(status, "not enough resources");
        }
        return answers.containsKey(request.path()) ? Reply.json(answers.get(request.path())) : Reply.nothing();
    }

    @Test
    void whatABlankMasterLacksIsSetByItsOwnCalls() throws IOException {
        ChangePlan plan = plan(backup());

        assertThat(plan.changes())
                .extracting(change -> change.kind() + " " + change.subject() + " " + change.name())
                .containsExactly("CREATE quota dev", "CREATE weight dev", "CREATE maintenance schedule");
        assertThat(plan.changes().get(0).details())
                .containsExactly(
                        "guarantees: (not set) -> {\"cpus\":{\"value\":2}}",
                        "limits: (not set) -> {\"cpus\":{\"value\":3}}");
        assertThat(calls).isEmpty();
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("list of gone agents"));

        assertThat(plan.apply(progress -> {}).complete()).isTrue();
        assertThat(calls)
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"force\":false,\"quota_configs\":[{\"role\":\"dev\","
                                + "\"guarantees\":{\"cpus\":{\"value\":2.0}},\"limits\":{\"cpus\":{\"value\":3.0}}}]}}",
                        "{\"type\":\"UPDATE_WEIGHTS\",\"update_weights\":{\"weight_infos\":[{\"role\":\"dev\","
                                + "\"weight\":2.5}]}}",
                        "{\"type\":\"UPDATE_MAINTENANCE_SCHEDULE\",\"update_maintenance_schedule\":{\"schedule\":"
                                + "{\"windows\":[" + window("a", 5) + "]}}}");
    }

    @Test
    void whatIsThereAlreadyIsNotSent() throws IOException {
        answers.put("/master/quota", QUOTA.replace("2.0", "2"));
        answers.put("/master/weights", "[{\"role\":\"dev\",\"weight\":2.5},{\"role\":\"own\",\"weight\":9}]");
        answers.put("/master/maintenance/schedule", "{\"windows\":[" + window("a", 5) + "]}");

        assertThat(plan(backup()).changes()).isEmpty();
    }

    @Test
    void theScheduleOfMachinesThatTheBackupDoesNotNameStays() throws IOException {
        answers.put("/master/maintenance/schedule", "{\"windows\":[" + window("A", 7) + "," + window("b", 8) + "]}");

        assertThat(plan(backup()).apply(progress -> {}).complete()).isTrue();
        assertThat(calls.get(2)
                        .path("update_maintenance_schedule")
                        .path("schedule")
                        .toString())
                .isEqualTo("{\"windows\":[" + window("a", 5) + "," + window("b", 8) + "]}");
    }

    @Test
    void agentsThatWereDrainedAreAgainAndUnknownOnesAreReported() throws IOException {
        String drain = ",\"drain_info\":{\"state\":\"DRAINING\",\"config\":{\"max_grace_period\":"
                + "{\"nanoseconds\":600000000000},\"mark_gone\":true}}";
        answers.put("/master/slaves", agents(agent("S1", ""), agent("S2", ""), agent("S3", drain), agent("S9", "")));
        Kept kept = backup().with(
                        "slaves",
                        agents(
                                agent("S1", drain),
                                agent("S2", ",\"deactivated\":true"),
                                agent("S3", drain),
                                agent("S4", drain),
                                agent("S5", "")));

        ChangePlan plan = plan(kept);

        assertThat(plan.changes())
                .filteredOn(change -> change.subject().equals("agent"))
                .extracting(change -> change.name() + ": " + change.details())
                .containsExactly(
                        "S1 (S1.example): [drained: no -> DRAINING, its tasks are killed after 10m at most, not marked"
                                + " gone, as it was to be once it is drained; --mark-gone does that, for ever]",
                        "S2 (S2.example): [active -> deactivated]");
        assertThat(plan.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("2 of 5 agents of the backup are unknown to this master: S4 (S4.example), S5"))
                .anySatisfy(note -> assertThat(note).contains("1 of them were drained or deactivated", "S4"));
        assertThat(plan.apply(progress -> {}).complete()).isTrue();
        assertThat(calls.stream().skip(3).map(JsonNode::toString))
                .containsExactly(
                        "{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"S1\"},"
                                + "\"max_grace_period\":{\"nanoseconds\":600000000000}}}",
                        "{\"type\":\"DEACTIVATE_AGENT\",\"deactivate_agent\":{\"agent_id\":{\"value\":\"S2\"}}}");
    }

    @Test
    void anAgentIsMarkedGoneForEverOnlyWhenThatIsAskedForAndShown() throws IOException {
        answers.put("/master/slaves", agents(agent("S1", "")));
        Kept kept = new Kept()
                .with("weights", "[]")
                .with(
                        "slaves",
                        agents(agent(
                                "S1", ",\"drain_info\":{\"state\":\"DRAINING\",\"config\":{\"mark_gone\":true}}")));

        ChangePlan plan = plan(kept, new MasterOptions(false, true));

        assertThat(plan.changes().get(0).details())
                .containsExactly(
                        "drained: no -> DRAINING",
                        "MARKED GONE FOR EVER once it is drained: it can never register again");
        assertThat(plan.apply(progress -> {}).complete()).isTrue();
        assertThat(calls.get(0).toString())
                .isEqualTo("{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"S1\"},"
                        + "\"mark_gone\":true}}");
    }

    private static String agents(String... agents) {
        return "{\"slaves\":[" + String.join(",", agents) + "]}";
    }

    private static String agent(String id, String more) {
        return "{\"id\":\"" + id + "\",\"hostname\":\"" + id + ".example\"" + more + "}";
    }

    @Test
    void quotaThatCannotBeSatisfiedIsReportedAndTheRestIsDone() throws IOException {
        status = 409;

        ChangeReport report = plan(backup()).apply(progress -> {});

        assertThat(report.made()).hasSize(3).noneMatch(ChangeReport.Made::done);
        assertThat(report.made().get(0).said()).isEqualTo("the master answered 409: not enough resources");
    }

    @Test
    void anOlderMasterGetsQuotaInItsOwnForm() throws IOException {
        answers.put("/version", "{\"version\":\"1.8.1\"}");
        Kept backup = new Kept()
                .with(
                        "quota",
                        "{\"infos\":[{\"role\":\"dev\",\"guarantee\":[{\"name\":\"cpus\",\"type\":\"SCALAR\","
                                + "\"scalar\":{\"value\":12}}]}]}");

        assertThat(plan(backup).apply(progress -> {}).complete()).isTrue();
        assertThat(calls)
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"type\":\"SET_QUOTA\",\"set_quota\":{\"quota_request\":{\"force\":false,\"role\":\"dev\","
                                + "\"guarantee\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":12}}]}}}");
    }

    @ParameterizedTest
    @CsvSource({"1.9.0, true", "1.11.0, true", "2.0, true", "1.8.1, false", "0.28.2, false", "'', false"})
    void limitsAreTakenSinceOneNine(String version, boolean expected) {
        assertThat(Quotas.hasLimits(version)).isEqualTo(expected);
    }

    @Test
    void machinesThatWereDownAreNamed() throws IOException {
        Kept backup = backup().with("maintenance-status", "{\"down_machines\":[{\"hostname\":\"a\"}]}");

        assertThat(plan(backup).notes())
                .anySatisfy(note ->
                        assertThat(note).contains("1 machines were down").contains("hostname"));
    }

    @Test
    void moreAgentsThanCanBeComparedKeepNothingElseFromBeingRestored() throws IOException {
        HttpSettings settings = HttpSettings.of(List.of(master.url()), Login.NONE, Optional.empty());
        MasterTarget target = MasterTarget.at(settings, new MasterOptions(false, false), new Patience());
        backup().sendTo(target);
        target.receive(new Document("slaves", Json.LARGEST + 1L, new TreeMap<>(), () -> {
            throw new IOException("is not even opened");
        }));

        ChangePlan plan = target.plan();

        assertThat(plan.changes()).hasSize(3);
        assertThat(plan.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("no agent is drained or deactivated again", "67108865 bytes", "by hand"));
    }

    @Test
    void aBackupOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> plan(new Kept().with("groups", "{}")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("none of the documents");
    }

    private static Kept backup() {
        return new Kept()
                .with("quota", QUOTA)
                .with("weights", "[{\"role\":\"dev\",\"weight\":2.5}]")
                .with("maintenance-schedule", "{\"windows\":[" + window("a", 5) + "]}");
    }

    private static String window(String host, long start) {
        return "{\"machine_ids\":[{\"hostname\":\"" + host + "\",\"ip\":\"10.0.0.1\"}],"
                + "\"unavailability\":{\"start\":{\"nanoseconds\":" + start + "}}}";
    }

    private ChangePlan plan(Kept backup) throws IOException {
        return plan(backup, new MasterOptions(false, false));
    }

    private ChangePlan plan(Kept backup, MasterOptions options) throws IOException {
        HttpSettings settings = HttpSettings.of(List.of(master.url()), Login.NONE, Optional.empty());
        MasterTarget target = MasterTarget.at(settings, options, new Patience());
        backup.sendTo(target);
        return target.plan();
    }
}
