package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The frameworks that a master knows, and what agents hold for those that it no longer does. */
final class Frameworks {

    private static final int MOST = 1_000;
    private static final Set<String> ID_LABELS = Set.of("marathon_framework_id", "framework_id", "dcos_framework_id");

    private final String source;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> roles = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean anyReservation;

    Frameworks(String source) {
        this.source = source;
    }

    void add(JsonNode framework) {
        ids.add(framework.path("id").asText());
        roles.add(framework.path("role").asText());
        framework.path("roles").forEach(role -> roles.add(role.asText()));
        boolean away = (framework.has("active") && !framework.path("active").asBoolean())
                || (framework.has("connected") && !framework.path("connected").asBoolean());
        String subject = source + " framework " + framework.path("name").asText() + " ("
                + framework.path("id").asText() + ")";
        findings.add(
                away
                        ? MasterRules.INACTIVE.broken(
                                subject,
                                "it is away; its tasks are killed "
                                        + framework.path("failover_timeout").asLong() + " s after it went",
                                "active and connected",
                                "start it again under the same id; if it is gone for good, its owner may tear it down")
                        : MasterRules.INACTIVE.passed(subject, "active"));
    }

    /** What an agent holds for a role, of which Mesos tells the most in its full form. */
    void reserved(String id, JsonNode agent) {
        String subject = source + " agent " + agent.path("hostname").asText(id);
        for (Map.Entry<String, JsonNode> role :
                agent.path("reserved_resources_full").properties()) {
            role.getValue().forEach(resource -> resource(subject, role.getKey(), resource));
        }
        if (!agent.has("reserved_resources_full")) {
            for (Map.Entry<String, JsonNode> role :
                    agent.path("reserved_resources").properties()) {
                anyReservation = true;
                judge(subject, role.getKey(), "", role.getValue().toString());
            }
        }
    }

    private void resource(String subject, String role, JsonNode resource) {
        anyReservation = true;
        String volume = resource.path("disk").path("persistence").path("id").asText();
        String what = (volume.isEmpty() ? "" : "the volume " + volume + ", ")
                + resource.path("name").asText() + " "
                + resource.path("scalar").path("value").asText();
        judge(subject, role, framework(resource), what);
    }

    private static String framework(JsonNode resource) {
        List<JsonNode> reservations = new ArrayList<>(List.of(resource.path("reservation")));
        resource.path("reservations").forEach(reservations::add);
        for (JsonNode reservation : reservations) {
            for (JsonNode label : reservation.path("labels").path("labels")) {
                if (ID_LABELS.contains(label.path("key").asText())) {
                    return label.path("value").asText();
                }
            }
        }
        return "";
    }

    private void judge(String subject, String role, String framework, String what) {
        boolean gone = framework.isEmpty() ? !served(role) : !ids.contains(framework);
        if (gone && findings.size() < MOST) {
            findings.add(MasterRules.LEFT.broken(
                    subject,
                    what + " for "
                            + (framework.isEmpty() ? "role " + role : "framework " + framework + " of role " + role),
                    "a registered framework that uses it",
                    "make sure that nobody misses it, then /destroy-volumes and /unreserve it"));
        }
    }

    /** A framework of a role is offered what is reserved for the roles above, too. */
    private boolean served(String role) {
        return roles.stream().anyMatch(one -> one.equals(role) || one.startsWith(role + "/"));
    }

    List<Finding> findings() {
        boolean left = findings.stream().anyMatch(finding -> finding.rule().equals(MasterRules.LEFT));
        if (!left) {
            findings.add(MasterRules.LEFT.passed(
                    source, anyReservation ? "each reservation has its framework" : "nothing is reserved"));
        }
        return findings;
    }
}
