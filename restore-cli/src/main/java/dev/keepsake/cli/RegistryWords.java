package dev.keepsake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The registry of Mesos masters for a person to read: a table for each kind of thing in it. */
final class RegistryWords {

    private final PrintWriter out;
    private final JsonNode registry;

    RegistryWords(PrintWriter out, JsonNode registry) {
        this.out = out;
        this.registry = registry;
    }

    void print() {
        JsonNode master = registry.at("/master/info");
        out.println("master    " + Terminal.shown(text(master, "hostname") + ", " + text(master, "version")));
        out.println("needs     "
                + Terminal.shown(joined(registry.path("minimum_capabilities"), each -> text(each, "capability"))));
        registered();
        agents("UNREACHABLE", "unreachable");
        agents("GONE", "gone");
        quotas();
        machines();
        schedules();
    }

    private void registered() {
        table(
                registry.at("/slaves/slaves"),
                List.of("AGENT", "HOST", "ATTRIBUTES", "STATE"),
                each -> List.of(
                        each.at("/info/id/value").asText("-"),
                        each.at("/info/hostname").asText("-") + ":"
                                + each.at("/info/port").asText(),
                        joined(each.at("/info/attributes"), RegistryWords::attribute),
                        state(each)));
    }

    private void quotas() {
        table(
                registry.path("quota_configs"),
                List.of("QUOTA FOR", "GUARANTEES", "LIMITS"),
                each -> List.of(text(each, "role"), scalars(each.path("guarantees")), scalars(each.path("limits"))));
        table(
                registry.path("quotas"),
                List.of("QUOTA OF BEFORE 1.9 FOR", "GUARANTEES"),
                each -> List.of(
                        each.at("/info/role").asText("-"),
                        joined(each.at("/info/guarantee"), RegistryWords::attribute)));
        table(
                registry.path("weights"),
                List.of("WEIGHT OF", "IS"),
                each -> List.of(
                        each.at("/info/role").asText("-"),
                        each.at("/info/weight").asText()));
    }

    private void machines() {
        table(
                registry.at("/machines/machines"),
                List.of("MACHINE", "MODE", "FROM", "HOURS"),
                each -> List.of(
                        machine(each.at("/info/id")),
                        each.at("/info/mode").asText("-"),
                        time(each.at("/info/unavailability/start")),
                        hours(each.at("/info/unavailability/duration"))));
    }

    private void agents(String title, String field) {
        table(
                registry.at("/" + field + "/slaves"),
                List.of(title, "SINCE"),
                each -> List.of(each.at("/id/value").asText("-"), time(each.path("timestamp"))));
    }

    private void schedules() {
        for (JsonNode schedule : registry.path("schedules")) {
            table(
                    schedule.path("windows"),
                    List.of("MAINTENANCE OF", "FROM", "HOURS"),
                    each -> List.of(
                            joined(each.path("machine_ids"), RegistryWords::machine),
                            time(each.at("/unavailability/start")),
                            hours(each.at("/unavailability/duration"))));
        }
    }

    private void table(JsonNode entries, List<String> head, Function<JsonNode, List<String>> row) {
        if (entries.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        entries.forEach(entry -> rows.add(row.apply(entry)));
        out.println();
        Table.print(out, rows);
    }

    private static String joined(JsonNode entries, Function<JsonNode, String> word) {
        List<String> words = new ArrayList<>();
        entries.forEach(entry -> words.add(word.apply(entry)));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String attribute(JsonNode attribute) {
        String name = text(attribute, "name");
        JsonNode plain = attribute.at(attribute.has("text") ? "/text/value" : "/scalar/value");
        return name + "="
                + (plain.isMissingNode()
                        ? attribute
                                .path(attribute.has("set") ? "set" : "ranges")
                                .toString()
                        : plain.asText());
    }

    private static String scalars(JsonNode scalars) {
        List<String> words = new ArrayList<>();
        scalars.properties()
                .forEach(each -> words.add(
                        each.getKey() + "=" + each.getValue().path("value").asText()));
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static String state(JsonNode agent) {
        String drain = agent.at("/drain_info/state").asText("");
        boolean deactivated = agent.path("deactivated").asBoolean();
        return drain.isEmpty()
                ? (deactivated ? "deactivated" : "active")
                : drain + (deactivated ? ", deactivated" : "");
    }

    private static String machine(JsonNode id) {
        return text(id, "hostname") + (id.has("ip") ? " (" + text(id, "ip") + ")" : "");
    }

    private static String time(JsonNode nanoseconds) {
        JsonNode value = nanoseconds.path("nanoseconds");
        return value.isMissingNode()
                ? "-"
                : Instant.ofEpochMilli(value.asLong() / 1_000_000).toString();
    }

    private static String hours(JsonNode duration) {
        JsonNode value = duration.path("nanoseconds");
        return value.isMissingNode() ? "-" : Double.toString(value.asLong() / 3.6e12);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("-");
    }
}
