package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Marathon's published schema and its validation messages say a client may send, written down from those: the RAML
 * types App, GroupUpdate and Pod of the REST documentation, and the rules that its validation names when it refuses.
 */
final class MarathonRules {

    private static final Pattern PATH =
            Pattern.compile("(/(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))+");

    private static final Set<String> APP = Set.of(
            "id",
            "acceptedResourceRoles",
            "args",
            "backoffFactor",
            "backoffSeconds",
            "check",
            "cmd",
            "constraints",
            "container",
            "cpus",
            "dependencies",
            "disk",
            "env",
            "executor",
            "executorResources",
            "fetch",
            "healthChecks",
            "instances",
            "labels",
            "maxLaunchDelaySeconds",
            "mem",
            "gpus",
            "ipAddress",
            "networks",
            "ports",
            "portDefinitions",
            "readinessChecks",
            "residency",
            "requirePorts",
            "resourceLimits",
            "role",
            "secrets",
            "storeUrls",
            "taskKillGracePeriodSeconds",
            "tty",
            "upgradeStrategy",
            "uris",
            "user",
            "killSelection",
            "unreachableStrategy");
    private static final Set<String> WHOLE =
            Set.of("instances", "gpus", "backoffSeconds", "maxLaunchDelaySeconds", "taskKillGracePeriodSeconds");
    private static final Set<String> GROUP = Set.of("id", "apps", "groups", "dependencies", "enforceRole");
    private static final Set<String> POD = Set.of(
            "id",
            "labels",
            "user",
            "environment",
            "containers",
            "secrets",
            "volumes",
            "networks",
            "scaling",
            "scheduling",
            "executorResources",
            "role",
            "linuxInfo",
            "legacySharedCgroups");

    private final JsonNode body;
    private final List<String> broken = new ArrayList<>();

    private MarathonRules(JsonNode body) {
        this.body = body;
    }

    static List<String> ofApp(JsonNode app) {
        MarathonRules rules = new MarathonRules(app);
        rules.onlyKnown(APP);
        rules.identity();
        rules.numbers();
        rules.command();
        rules.oneOfTwoForms();
        rules.networksAndPorts();
        rules.references();
        return rules.broken;
    }

    static List<String> ofGroup(JsonNode group) {
        MarathonRules rules = new MarathonRules(group);
        rules.onlyKnown(GROUP);
        rules.identity();
        group.path("apps").forEach(app -> rules.broken.addAll(ofApp(app)));
        group.path("groups").forEach(inner -> rules.broken.addAll(ofGroup(inner)));
        return rules.broken;
    }

    static List<String> ofPod(JsonNode pod) {
        MarathonRules rules = new MarathonRules(pod);
        rules.onlyKnown(POD);
        rules.identity();
        rules.rule(!pod.path("containers").isEmpty(), "a pod has at least one container");
        return rules.broken;
    }

    private void rule(boolean kept, String rule) {
        if (!kept) {
            broken.add(body.path("id").asText() + ": " + rule);
        }
    }

    private void onlyKnown(Set<String> known) {
        body.fieldNames().forEachRemaining(field -> rule(known.contains(field), "unknown or reported only: " + field));
        rule(!body.has("version"), "The 'version' field may only be combined with the 'id' field.");
        rule(!holdsNull(body), "null is no value");
    }

    private static boolean holdsNull(JsonNode node) {
        boolean found = node.isNull();
        for (JsonNode inner : node) {
            found |= holdsNull(inner);
        }
        return found;
    }

    private void identity() {
        rule(PATH.matcher(body.path("id").asText()).matches(), "id must be an absolute path");
        for (JsonNode dependency : body.path("dependencies")) {
            rule(PATH.matcher(dependency.asText()).matches(), "dependencies are paths");
        }
    }

    private void numbers() {
        WHOLE.forEach(field -> rule(
                !body.has(field)
                        || (body.path(field).isIntegralNumber()
                                && body.path(field).asLong() >= 0),
                field + " is a whole number"));
        for (String field : List.of("cpus", "mem", "disk")) {
            rule(
                    !body.has(field)
                            || (body.path(field).isNumber() && body.path(field).asDouble() >= 0),
                    field);
        }
        rule(body.path("backoffFactor").asDouble(1) >= 1, "backoffFactor is at least 1");
        for (String field : List.of("maximumOverCapacity", "minimumHealthCapacity")) {
            double part = body.path("upgradeStrategy").path(field).asDouble(0);
            rule(part >= 0 && part <= 1, field + " is between 0 and 1");
        }
    }

    private void command() {
        JsonNode container = body.path("container");
        boolean command = body.has("cmd");
        boolean arguments = !body.path("args").isEmpty();
        boolean image = container.has("docker") || container.has("appc");
        rule(!command || !body.path("cmd").asText().isEmpty(), "cmd must not be an empty string");
        rule(
                (command ^ arguments) || (!(command && arguments) && image),
                "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.");
    }

    private void oneOfTwoForms() {
        rule(body.path("uris").isEmpty() || body.path("fetch").isEmpty(), "cannot specify both uris and fetch fields");
        List<Integer> ports = numbers(body.path("ports"), "");
        List<Integer> definitions = numbers(body.path("portDefinitions"), "port");
        rule(
                ports.isEmpty() || definitions.isEmpty() || ports.equals(definitions),
                "cannot specify both ports and port definitions");
        rule(unique(ports) && unique(definitions), "ports must be unique");
        rule(
                body.path("container").path("portMappings").isEmpty()
                        || body.path("container")
                                .path("docker")
                                .path("portMappings")
                                .isEmpty(),
                "cannot specify both portMappings and docker.portMappings");
        rule(
                !body.has("acceptedResourceRoles")
                        || !body.path("acceptedResourceRoles").isEmpty(),
                "must not be empty");
    }

    private static List<Integer> numbers(JsonNode array, String field) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(item ->
                numbers.add(field.isEmpty() ? item.asInt() : item.path(field).asInt()));
        return numbers;
    }

    private static boolean unique(List<Integer> ports) {
        List<Integer> fixed = ports.stream().filter(port -> port != 0).toList();
        return new HashSet<>(fixed).size() == fixed.size();
    }

    private void networksAndPorts() {
        JsonNode container = body.path("container");
        boolean ports =
                !body.path("ports").isEmpty() || !body.path("portDefinitions").isEmpty();
        boolean networks = !body.path("networks").isEmpty();
        rule(!(body.has("ipAddress") && ports), "cannot specify both an IP address and port");
        rule(!(body.has("ipAddress") && networks), "must not specify both networks and ipAddress");
        rule(
                !(networks && container.path("docker").has("network")),
                "must not specify both container.docker.network and networks");
        boolean host = false;
        boolean other = false;
        for (JsonNode network : body.path("networks")) {
            host |= network.path("mode").asText().equals("host");
            other |= !network.path("mode").asText().equals("host");
        }
        rule(!(host && !container.path("portMappings").isEmpty()), "portMappings are not allowed with host-networking");
        rule(!(other && ports), "portDefinitions are only allowed with host-networking");
        boolean persistent = false;
        for (JsonNode volume : container.path("volumes")) {
            persistent |= volume.has("persistent");
        }
        rule(body.has("residency") == persistent || !body.has("residency"), "residency needs persistent volumes");
        indices(container);
    }

    /** "Health check port indices must address an element of the ports array or container port mappings." */
    private void indices(JsonNode container) {
        int known = container.path("portMappings").size()
                + container.path("docker").path("portMappings").size();
        known = known > 0
                ? known
                : Math.max(
                        body.path("portDefinitions").size(), body.path("ports").size());
        known = Math.max(
                known, body.path("ipAddress").path("discovery").path("ports").size());
        // unless it says that it has none, an app gets one
        boolean none =
                body.path("ports").isArray() || body.path("portDefinitions").isArray();
        for (JsonNode check : body.path("healthChecks")) {
            if (check.has("portIndex") && !check.has("command")) {
                rule(
                        check.path("portIndex").asInt() < (known > 0 || none ? known : 1),
                        "Health check port indices must address an element of the ports array");
            }
        }
    }

    private void references() {
        for (JsonNode value : body.path("env")) {
            rule(
                    value.isTextual()
                            || body.path("secrets").has(value.path("secret").asText()),
                    "a secret that is referred to must be defined");
        }
    }
}
