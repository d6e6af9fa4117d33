package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The frameworks that a master knows, and what agents hold for those that it no longer does. */
final class Frameworks {

    private static final int MOST_LEFT = 1_000;
    private static final Set<String> ID_LABELS = Set.of("marathon_framework_id", "framework_id", "dcos_framework_id");

    private static final String OF_ENDED =
            "its framework has ended: make sure that nobody misses it, then /destroy-volumes and /unreserve it";
    private static final String OF_UNKNOWN =
            "the master knows nothing of its framework, which may only be away: find out whose it is; what is destroyed"
                    + " (/destroy-volumes, /unreserve) is gone for good";
    private static final String OF_ROLE =
            "no framework of this role is registered now; some come only by the hour. If none comes back, /unreserve"
                    + " it";
    private static final String FIXED =
            "the agent's own --resources reserve it, and /unreserve does not change that: if no framework of this role"
                    + " comes back, start the agent with others";

    private final String source;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> roles = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean anyReservation;
    private int left;

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

    /** One that was registered, and has ended for good. */
    void addEnded(JsonNode framework) {
        ended.add(framework.path("id").asText());
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
                judge(subject, role.getKey(), "", role.getValue().toString(), OF_ROLE);
            }
        }
    }

    private void resource(String subject, String role, JsonNode resource) {
        anyReservation = true;
        String volume = resource.path("disk").path("persistence").path("id").asText();
        String what = (volume.isEmpty() ? "" : "the volume " + volume + ", ")
                + resource.path("name").asText() + " "
                + resource.path("scalar").path("value").asText();
        String framework = framework(resource);
        judge(
                subject,
                role,
                framework,
                what,
                isFixed(resource) ? FIXED : framework.isEmpty() ? OF_ROLE : remedy(framework));
    }

    private String remedy(String framework) {
        return ended.contains(framework) ? OF_ENDED : OF_UNKNOWN;
    }

    /** Whether the agent's own flags reserve it; a resource that was reserved while it ran says by whom. */
    private static boolean isFixed(JsonNode resource) {
        boolean dynamic = resource.path("reservation").isObject();
        for (JsonNode reservation : resource.path("reservations")) {
            dynamic |= reservation.path("type").asText().equals("DYNAMIC");
        }
        return !dynamic;
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

    private void judge(String subject, String role, String framework, String what, String remedy) {
        boolean gone = framework.isEmpty() ? !served(role) : !ids.contains(framework);
        if (gone && ++left <= MOST_LEFT) {
            findings.add(MasterRules.LEFT.broken(
                    framework.isEmpty() ? Severity.NOTE : MasterRules.LEFT.severity(),
                    subject,
                    what + " for "
                            + (framework.isEmpty() ? "role " + role : "framework " + framework + " of role " + role),
                    "a registered framework that uses it",
                    remedy));
        }
    }

    /** A framework of a role is offered what is reserved for the roles above, too. */
    private boolean served(String role) {
        return roles.stream().anyMatch(one -> one.equals(role) || one.startsWith(role + "/"));
    }

    List<Finding> findings() {
        if (left == 0) {
            findings.add(MasterRules.LEFT.passed(
                    source, anyReservation ? "each reservation has its framework" : "nothing is reserved"));
        } else if (left > MOST_LEFT) {
            findings.add(MasterRules.LEFT.broken(
                    source,
                    left - MOST_LEFT + " more than the " + MOST_LEFT + " that are shown",
                    "a registered framework that uses each",
                    "see to those that are shown, and look again"));
        }
        return findings;
    }
}
