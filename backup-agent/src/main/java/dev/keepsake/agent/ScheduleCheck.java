package dev.keepsake.agent;

import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Looks at what a schedule needs: slots to come, a clock that agrees with the store's, and the right nodes. */
final class ScheduleCheck {

    private static final int SLOTS = 3;

    private ScheduleCheck() {}

    /** What there is to say; nothing about a store that is not reached, since others have said so. */
    static List<Finding> findings(AgentConfig config, RandomGenerator random) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(slots(config));
        try (ObjectStore store = Duty.store(config)) {
            StoreContact.Reading reading = StoreContact.ask(store, InstantSource.system());
            findings.add(clock(reading));
            Catalog catalog = new Catalog(store, Assembly.keys(config), config.cluster(), random);
            if (config.sources().isEmpty()) {
                return findings;
            }
            findings.add(nodes(config, catalog.exists() ? catalog.newest() : Optional.empty()));
        } catch (IOException unreachable) {
            return findings;
        }
        return findings;
    }

    private static Finding slots(AgentConfig config) throws IOException {
        if (config.schedule().isEmpty()) {
            return new Finding(
                    true,
                    "schedule",
                    config.verify().isEmpty()
                            ? "none: backups are made by hand only, 'run' would refuse"
                            : "none: 'run' makes no backups, it only proves those that others make");
        }
        List<Instant> next = next(Duty.of(config).schedule(), Instant.now());
        return next.isEmpty()
                ? new Finding(false, "schedule", "it names no moment to come; change 'schedule.cron'")
                : new Finding(
                        true,
                        "schedule",
                        "next at "
                                + String.join(
                                        ", ",
                                        next.stream().map(Instant::toString).toList()));
    }

    /** The next few slots. */
    static List<Instant> next(Schedule schedule, Instant now) {
        List<Instant> next = new ArrayList<>();
        Optional<Instant> slot = schedule.firstAfter(now);
        while (slot.isPresent() && next.size() < SLOTS) {
            next.add(slot.get());
            slot = schedule.firstAfter(slot.get());
        }
        return next;
    }

    private static Finding clock(StoreContact.Reading reading) {
        Duration skew = reading.skew();
        boolean good = skew.compareTo(NightWatch.MOST_SKEW) <= 0;
        return new Finding(
                good,
                "clock",
                skew.toSeconds() + " s off the store's"
                        + (good
                                ? ""
                                : ", more than the " + NightWatch.MOST_SKEW.toSeconds()
                                        + " s allowed: see to this machine's time synchronisation"));
    }

    private static Finding nodes(AgentConfig config, Optional<Manifest> newest) {
        TreeSet<String> others = new TreeSet<>();
        newest.ifPresent(manifest -> {
            others.addAll(manifest.nodes());
            manifest.parts().stream().map(Part::node).forEach(others::add);
        });
        config.nodes().forEach(others::remove);
        String expected = config.nodes().equals(List.of(config.node()))
                ? "a backup is complete with this node alone"
                : "a backup is complete with " + String.join(", ", config.nodes());
        return others.isEmpty()
                ? new Finding(true, "nodes", expected)
                : new Finding(
                        true,
                        "nodes",
                        expected + "; but the newest backup also knows " + String.join(", ", others)
                                + ": if they still belong to the cluster, list them in 'nodes', on every node alike");
    }
}
