package dev.keepsake.agent;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Three machines with one configuration, and the store they share, in virtual time. */
final class SimulatedCluster implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofHours(1);

    final VirtualTime time;
    final MemoryStore store = new MemoryStore();
    final CronSchedule schedule;
    final List<SimulatedNode> nodes = new ArrayList<>();
    boolean storeIsAway;

    private final Instant begin;

    SimulatedCluster(String cron, String zone, Instant begin, Path stateDir, Random random) throws ParseException {
        this.begin = begin;
        this.time = new VirtualTime(begin);
        this.schedule = new CronSchedule(cron, ZoneId.of(zone));
        List<String> names = List.of("a", "b", "c");
        SimulatedNode.Setting setting = new SimulatedNode.Setting(
                names, new ScheduleConfig(cron, ZoneId.of(zone), DEADLINE), schedule, stateDir);
        for (String name : names) {
            nodes.add(new SimulatedNode(name, time, store, this::isAway, setting, new Random(random.nextLong())));
        }
    }

    /** The store's clock is the true one. */
    private boolean isAway() {
        store.setNow(time.now());
        return storeIsAway;
    }

    void boot() {
        nodes.forEach(SimulatedNode::boot);
    }

    SimulatedNode node(int index) {
        return nodes.get(index);
    }

    /** The slots since the cluster began whose runs must be over by now. */
    List<Instant> slots() {
        List<Instant> slots = new ArrayList<>();
        Optional<Instant> slot = schedule.firstAfter(begin);
        while (slot.isPresent() && slot.get().plus(DEADLINE).plus(DEADLINE).isBefore(time.now())) {
            slots.add(slot.get());
            slot = schedule.firstAfter(slot.get());
        }
        return slots;
    }

    Catalog catalog() {
        return new Catalog(store.again(), "prod", new Random(1));
    }

    Optional<Manifest> manifest(Instant slot) throws IOException {
        return catalog().find(BackupId.ofSlot(slot));
    }

    @Override
    public void close() {
        time.end();
    }
}
