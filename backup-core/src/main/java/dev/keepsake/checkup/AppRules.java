package dev.keepsake.checkup;

import java.util.List;

/** What should be so in the apps and pods of Marathon. */
final class AppRules {

    static final Rule TAG = new Rule(
            "marathon.image-tag",
            Severity.WARNING,
            "an image without a tag, or with one that moves, such as 'latest'",
            "What runs after the next restart is whatever was pushed last; nobody can go back to what ran before.");
    static final Rule REGISTRY = new Rule(
            "marathon.public-registry",
            Severity.NOTE,
            "an image from a public registry",
            "When that is away, limits its pulls or drops the image, a task that moves to another agent does not"
                    + " start.");
    static final Rule HEALTH = new Rule(
            "marathon.no-health-check",
            Severity.WARNING,
            "no health check",
            "A task that hangs counts as well: nobody starts it again, and deployments go on over it.");
    static final Rule PORT = new Rule(
            "marathon.health-check-port",
            Severity.WARNING,
            "a health check that has no port",
            "It never succeeds, or is never made: tasks are killed for ever, or hang unnoticed.");
    static final Rule TIMES = new Rule(
            "marathon.health-check-times",
            Severity.WARNING,
            "a health check with times that do not fit",
            "Checks that overlap, or begin long after a fault, say nothing or say it too late.");
    static final Rule MEMORY = new Rule(
            "marathon.jvm-memory",
            Severity.WARNING,
            "very little memory for a JVM",
            "A JVM takes 100 MB and more beside its heap; the kernel ends it when it is over its limit.");
    static final Rule SPREAD = new Rule(
            "marathon.no-constraint",
            Severity.NOTE,
            "several instances, and nothing that spreads them",
            "All of them may run on one agent, and end with it.");
    static final Rule CHANGED = new Rule(
            "marathon.changed",
            Severity.NOTE,
            "a definition that changed since the backup before",
            "Who changes apps by hand changes what the next deployment from their repository takes back.");
    static final List<Rule> ALL = List.of(TAG, REGISTRY, HEALTH, PORT, TIMES, MEMORY, SPREAD, CHANGED);

    private AppRules() {}
}
