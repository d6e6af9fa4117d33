package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Judges one app or pod of Marathon. */
final class AppCheck {

    private static final int JVM_MEMORY = 256;
    private static final int LONG_GRACE = 3_600;

    private final String subject;
    private final JsonNode app;
    private final boolean pod;
    private final List<Finding> findings = new ArrayList<>();

    AppCheck(String source, JsonNode item, boolean pod) {
        // what tells how a pod runs has its definition inside
        this.app = item.path("spec").isObject() ? item.path("spec") : item;
        this.subject = source + " " + app.path("id").asText("(without id)");
        this.pod = pod;
    }

    List<Finding> findings() {
        if (pod) {
            app.path("containers").forEach(container -> {
                if (container.path("image").path("kind").asText().equals("DOCKER")) {
                    image(
                            container.path("image").path("id").asText(),
                            container.path("resources").path("mem").asDouble());
                }
            });
            boolean none = true;
            for (JsonNode container : app.path("containers")) {
                none &= !container.path("healthCheck").isObject();
            }
            health(none);
            spread(
                    app.path("scaling").path("instances").asInt(),
                    app.path("scheduling").path("placement").path("constraints"));
        } else {
            image(
                    app.path("container").path("docker").path("image").asText(),
                    app.path("mem").asDouble());
            health(app.path("healthChecks").isEmpty());
            app.path("healthChecks").forEach(this::check);
            spread(app.path("instances").asInt(), app.path("constraints"));
        }
        return findings;
    }

    private void image(String name, double memory) {
        Image image = new Image(name);
        boolean starts = app.path("cmd").asText().matches("(?s).*\\bjava\\b.*");
        if (!name.isBlank()) {
            findings.add(
                    image.isFixed()
                            ? AppRules.TAG.passed(subject, name)
                            : AppRules.TAG.broken(
                                    subject, name, "a tag that never moves, or a digest", "name the version"));
            findings.add(
                    image.isPublic()
                            ? AppRules.REGISTRY.broken(
                                    subject,
                                    name + " comes from " + image.registry(),
                                    "a registry of your own",
                                    "keep a copy there")
                            : AppRules.REGISTRY.passed(subject, image.registry()));
        }
        if ((starts || image.isOfJvm()) && memory > 0) {
            memory(name, memory, starts);
        }
    }

    /** A name alone may mean something else. */
    private void memory(String image, double memory, boolean sure) {
        String seen = (memory < 1 ? Double.toString(memory) : Long.toString((long) memory)) + " MB"
                + (image.isBlank() ? "" : " for " + image);
        findings.add(
                memory < JVM_MEMORY
                        ? AppRules.MEMORY.broken(
                                sure ? AppRules.MEMORY.severity() : Severity.NOTE,
                                subject,
                                seen + (sure ? "" : ", which is a JVM by its name"),
                                "at least " + JVM_MEMORY + " MB",
                                "give it more, and bound its heap below that")
                        : AppRules.MEMORY.passed(subject, seen));
    }

    /** What does not run now is not asked now; it will be missed once it does. */
    private void health(boolean none) {
        boolean runs = pod || app.path("instances").asInt(1) > 0;
        findings.add(
                none
                        ? AppRules.HEALTH.broken(
                                runs ? AppRules.HEALTH.severity() : Severity.NOTE,
                                subject,
                                runs ? "it has none" : "it has none, and no instances now",
                                "one that asks what the app does",
                                "add one")
                        : AppRules.HEALTH.passed(subject, "it has one"));
    }

    private void spread(int instances, JsonNode constraints) {
        if (instances > 1 && constraints.isEmpty()) {
            findings.add(AppRules.SPREAD.broken(
                    subject,
                    instances + " instances without constraints",
                    "a constraint such as [hostname, UNIQUE] or [rack, GROUP_BY]",
                    "add one"));
        } else {
            findings.add(AppRules.SPREAD.passed(subject, instances + " instances"));
        }
    }

    private void check(JsonNode check) {
        String protocol = check.path("protocol").asText("HTTP");
        int ports = ports();
        if (!protocol.equals("COMMAND") && !check.path("port").isNumber() && ports >= 0) {
            int index = check.path("portIndex").asInt();
            String seen = "a check by " + protocol + " at port index " + index + " of " + ports + " ports";
            findings.add(
                    index < 0 || index >= ports
                            ? AppRules.PORT.broken(
                                    subject,
                                    seen,
                                    "an index below " + ports + ", or a port",
                                    ports == 0
                                            ? "define a port, or give the check one"
                                            : "mend portIndex, which counts from 0")
                            : AppRules.PORT.passed(subject, seen));
        }
        times(check);
    }

    /** How many ports it has; less than none where nothing says so. */
    private int ports() {
        JsonNode container = app.path("container");
        int known = -1;
        for (JsonNode list : List.of(
                container.path("portMappings"),
                container.path("docker").path("portMappings"),
                app.path("ipAddress").path("discovery").path("ports"),
                app.path("portDefinitions"),
                app.path("ports"))) {
            if (list.isArray()) {
                known = Math.max(known, list.size());
            }
        }
        return known;
    }

    private void times(JsonNode check) {
        int interval = check.path("intervalSeconds").asInt(60);
        int timeout = check.path("timeoutSeconds").asInt(20);
        int grace = check.path("gracePeriodSeconds").asInt(300);
        String seen = "every " + interval + " s, within " + timeout + " s, from " + grace + " s on";
        boolean wrong = interval <= 0 || timeout <= 0 || timeout > interval || grace > LONG_GRACE;
        findings.add(
                wrong
                        ? AppRules.TIMES.broken(
                                subject,
                                seen,
                                "a time-out no longer than the interval, and at most an hour of grace",
                                "mend timeoutSeconds, intervalSeconds or gracePeriodSeconds")
                        : AppRules.TIMES.passed(subject, seen));
    }
}
