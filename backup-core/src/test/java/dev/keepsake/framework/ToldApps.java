package dev.keepsake.framework;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;

/** Apps as Marathons of several versions tell them: with what they compute, and some things in two forms. */
final class ToldApps {

    private static final String NOW = "2018-03-01T12:00:00.000Z";

    private final Random random;

    ToldApps(long seed) {
        random = new Random(seed);
    }

    /** A root group with so many apps. */
    ObjectNode tree(int count) {
        ObjectNode root = Json.MAPPER.createObjectNode().put("id", "/").put("version", NOW);
        root.putArray("apps");
        root.putArray("pods");
        root.putArray("dependencies");
        ArrayNode groups = root.putArray("groups");
        for (int made = 0; made < count; ) {
            ObjectNode group =
                    groups.addObject().put("id", "/g" + groups.size()).put("version", NOW);
            group.putArray("groups");
            group.putArray("pods");
            group.putArray("dependencies");
            ArrayNode apps = group.putArray("apps");
            for (int i = 0; i < 50 && made < count; i++, made++) {
                String below = group.path("id").asText() + "/app-";
                apps.add(app(below + i, i == 0 ? "" : below + random.nextInt(i)));
            }
        }
        return root;
    }

    ObjectNode app(String id, String dependency) {
        ObjectNode app = Json.MAPPER.createObjectNode().put("id", id);
        command(app);
        app.put("instances", random.nextInt(9)).put("mem", 128).put("disk", 0);
        app.put("cpus", random.nextInt(1, 40) / 10.0).put("backoffFactor", 1.15).put("backoffSeconds", 1);
        app.put("maxLaunchDelaySeconds", 3600).put("requirePorts", false).put("executor", "");
        app.putArray("constraints").addArray().add("hostname").add("UNIQUE");
        ArrayNode dependencies = app.putArray("dependencies");
        if (!dependency.isEmpty()) {
            dependencies.add(dependency);
        }
        ObjectNode env = app.putObject("env").put("PASSWORD", "hunter" + random.nextInt(100));
        env.put("EMPTY", "");
        app.putObject("labels").put("owner", "team-" + random.nextInt(9));
        app.putObject("upgradeStrategy").put("minimumHealthCapacity", 1).put("maximumOverCapacity", 0.5);
        fetched(app);
        switch (random.nextInt(5)) {
            case 0 -> hostOfFourteen(app);
            case 1 -> bridgeOfFourteen(app);
            case 2 -> addressOfFourteen(app);
            case 3 -> hostOfFifteen(app);
            default -> containerOfFifteen(app);
        }
        computed(app);
        return app;
    }

    private void command(ObjectNode app) {
        if (random.nextBoolean()) {
            app.put("cmd", "sleep " + random.nextInt(1000)).putNull("args");
        } else {
            app.putNull("cmd").putArray("args").add("run").add("--now");
        }
    }

    private void fetched(ObjectNode app) {
        ArrayNode uris = app.putArray("uris");
        ArrayNode fetch = app.putArray("fetch");
        for (int i = random.nextInt(3); i > 0; i--) {
            uris.add("https://repo/" + i + ".tgz");
            fetch.addObject()
                    .put("uri", "https://repo/" + i + ".tgz")
                    .put("extract", true)
                    .put("cache", false);
        }
        app.putArray("storeUrls");
    }

    private void hostOfFourteen(ObjectNode app) {
        app.putNull("container").putNull("ipAddress").putNull("residency").putNull("acceptedResourceRoles");
        app.putArray("ports").add(10001).add(0);
        ArrayNode definitions = app.putArray("portDefinitions");
        definitions.addObject().put("port", 10001).put("protocol", "tcp").putObject("labels");
        definitions.addObject().put("port", 0).put("protocol", "tcp").putObject("labels");
        check(app, 1);
    }

    private void bridgeOfFourteen(ObjectNode app) {
        ObjectNode docker = docker(app).put("network", "BRIDGE");
        docker.putArray("portMappings")
                .addObject()
                .put("containerPort", 80)
                .put("hostPort", 0)
                .put("servicePort", 10100);
        app.putNull("ipAddress").putArray("ports").add(10100);
        app.putArray("portDefinitions").addObject().put("port", 10100).put("protocol", "tcp");
        app.putArray("acceptedResourceRoles");
        check(app, 0);
    }

    private void addressOfFourteen(ObjectNode app) {
        app.putNull("container");
        ObjectNode address = app.putObject("ipAddress");
        address.putArray("groups").add("dev");
        address.putObject("discovery")
                .putArray("ports")
                .addObject()
                .put("number", 8080)
                .put("name", "web")
                .put("protocol", "tcp");
        app.putArray("ports").add(10200);
        app.putArray("portDefinitions").addObject().put("port", 10200).put("protocol", "tcp");
        check(app, 0);
    }

    private void hostOfFifteen(ObjectNode app) {
        app.remove("uris");
        app.putArray("networks").addObject().put("mode", "host");
        app.putArray("portDefinitions")
                .addObject()
                .put("port", 10300)
                .put("name", "web")
                .put("protocol", "tcp");
        app.put("killSelection", "YOUNGEST_FIRST").put("unreachableStrategy", "disabled");
        check(app, 0);
    }

    private void containerOfFifteen(ObjectNode app) {
        app.remove("uris");
        ObjectNode docker = docker(app).put("network", "USER");
        docker.putArray("portMappings");
        ((ObjectNode) app.path("container"))
                .putArray("portMappings")
                .addObject()
                .put("containerPort", 80)
                .put("servicePort", 10400);
        app.putArray("networks")
                .addObject()
                .put("mode", random.nextBoolean() ? "container" : "container/bridge")
                .put("name", "dcos");
        app.putArray("portDefinitions").addObject().put("port", 10400).put("protocol", "tcp");
        app.putObject("secrets").putObject("token").put("source", "/db/token");
        ((ObjectNode) app.path("env")).putObject("TOKEN").put("secret", "token");
        check(app, 0);
    }

    private ObjectNode docker(ObjectNode app) {
        ObjectNode container = app.putObject("container").put("type", "DOCKER");
        container
                .putArray("volumes")
                .addObject()
                .put("containerPath", "/a")
                .put("hostPath", "/b")
                .put("mode", "RW");
        ObjectNode docker = container.putObject("docker").put("image", "registry/app:1." + random.nextInt(20));
        docker.putArray("parameters");
        return docker.put("privileged", false);
    }

    private static void check(ObjectNode app, int index) {
        app.putArray("healthChecks")
                .addObject()
                .put("protocol", "HTTP")
                .put("path", "/")
                .put("portIndex", index);
    }

    private static void computed(ObjectNode app) {
        app.put("version", NOW).putObject("versionInfo").put("lastScalingAt", NOW);
        app.put("tasksStaged", 0).put("tasksRunning", 1).put("tasksHealthy", 0).put("tasksUnhealthy", 0);
        app.putArray("deployments");
        app.putArray("tasks").addObject().put("id", "a.1");
        app.putObject("lastTaskFailure").put("message", "gone");
        app.putObject("taskStats");
        for (String nothing : List.of("user", "taskKillGracePeriodSeconds")) {
            app.putNull(nothing);
        }
        app.putArray("readinessChecks");
        app.putArray("readinessCheckResults");
    }
}
