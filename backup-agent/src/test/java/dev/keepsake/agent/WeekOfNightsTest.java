package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weeks in which machines reboot, clocks are wrong or changed, and stores go away: no slot goes without a word. */
class WeekOfNightsTest {

    private static final int WEEKS =
            Integer.getInteger("keepsake.weeks", Boolean.getBoolean("keepsake.long") ? 5_000 : 20);

    @TempDir
    private Path directory;

    @Test
    void everySlotOfAnyWeekHasOneBackupOrAReason() throws Exception {
        long first = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("WeekOfNightsTest: -Dkeepsake.seed=" + first);
        int complete = 0;
        int slots = 0;
        for (int week = 0; week < (Long.getLong("keepsake.seed") == null ? WEEKS : 1); week++) {
            long seed = first + week;
            try (RandomWeek random = new RandomWeek(seed, directory)) {
                random.pass();
                slots += random.cluster().slots().size();
                complete += requireAccountedFor(random, seed);
            } catch (AssertionError e) {
                throw new AssertionError("-Dkeepsake.seed=" + seed, e);
            }
        }
        assertThat(complete).as("complete backups of %s slots", slots).isGreaterThan(slots > 1_000 ? slots / 4 : -1);
    }

    private static int requireAccountedFor(RandomWeek week, long seed) throws Exception {
        SimulatedCluster cluster = week.cluster();
        int complete = 0;
        Set<String> ofSlots = new HashSet<>();
        // the slot before the first start is made up where it is young enough, and the last one may be under way
        for (Instant edge : List.of(week.begin, cluster.time.now())) {
            cluster.schedule
                    .lastUpTo(edge)
                    .ifPresent(slot -> ofSlots.add(BackupId.ofSlot(slot).value()));
        }
        for (Instant slot : cluster.slots()) {
            Optional<Manifest> manifest = cluster.manifest(slot);
            manifest.ifPresent(made -> ofSlots.add(made.id().value()));
            for (SimulatedNode node : cluster.nodes) {
                requireOutcome(week, node, slot, manifest);
            }
            if (manifest.isPresent()) {
                requireHonest(manifest.get());
                complete += manifest.get().complete() ? 1 : 0;
            }
            assertThat(!week.isQuiet(slot)
                            || (manifest.isPresent() && manifest.get().complete()))
                    .as("nothing stood in the way of slot %s: %s, seed %s", slot, manifest, seed)
                    .isTrue();
        }
        for (Catalog.Listed listed : cluster.catalog().list()) {
            assertThat(listed.id().value().contains("-")
                            || ofSlots.contains(listed.id().value()))
                    .as("%s is no slot", listed.id())
                    .isTrue();
        }
        requireRightAlarms(week);
        return complete;
    }

    private static void requireOutcome(RandomWeek week, SimulatedNode node, Instant slot, Optional<Manifest> manifest)
            throws Exception {
        Optional<SlotOutcome> outcome = node.outcome(slot);
        assertThat(outcome)
                .as("%s says what became of %s among %s", node.name(), slot, node.journal)
                .isPresent();
        SlotOutcome said = outcome.orElseThrow();
        boolean inIt = manifest.isPresent() && manifest.get().part(node.name()).isPresent();
        assertThat(said.reason()).as("%s of %s", node.name(), slot).isNotBlank();
        boolean gaveNothing = inIt
                && said.kind() == SlotOutcome.Kind.FAILED
                && manifest.orElseThrow()
                        .part(node.name())
                        .orElseThrow()
                        .shares()
                        .isEmpty();
        assertThat(said.kind() == SlotOutcome.Kind.BACKED_UP || gaveNothing)
                .as("%s says %s and the manifest is %s", node.name(), said, manifest)
                .isEqualTo(inIt);
        assertThat(said.kind() == SlotOutcome.Kind.LATE)
                .as("%s says %s and the manifest is %s", node.name(), said, manifest)
                .isEqualTo(said.kind() == SlotOutcome.Kind.LATE && manifest.isPresent() && !inIt);
        assertThat(inIt && week.isSkewed(node))
                .as("%s claims nothing: %s", node.name(), said)
                .isFalse();
        assertThat(said.kind() == SlotOutcome.Kind.BY_HAND && !week.isSkewed(node))
                .isFalse();
    }

    /** Complete is what has all parts and no failure, and what is missing is named. */
    private static void requireHonest(Manifest manifest) {
        Set<String> parts = new HashSet<>();
        manifest.parts().forEach(part -> parts.add(part.node()));
        boolean failed =
                manifest.parts().stream().anyMatch(part -> !part.failures().isEmpty());
        assertThat(manifest.complete())
                .as("%s", manifest)
                .isEqualTo(!failed && parts.equals(new HashSet<>(manifest.nodes())));
        List<String> missing = new ArrayList<>();
        manifest.missingNodes().forEach(node -> missing.add(node.node()));
        assertThat(missing).doesNotContainAnyElementsOf(parts);
        parts.addAll(missing);
        assertThat(parts).containsAll(manifest.nodes());
        assertThat(manifest.parts()).as("%s", manifest).anyMatch(part -> !part.isEmpty());
        requireOnce(manifest);
    }

    /** What every node could capture stands there once, or is named. */
    private static void requireOnce(Manifest manifest) {
        List<String> captured = new ArrayList<>();
        manifest.documents().forEach(owned -> captured.add(owned.share().source()));
        assertThat(captured).as("%s", manifest).doesNotHaveDuplicates();
        for (Part part : manifest.parts()) {
            for (ClusterSource source : part.clusterSources()) {
                assertThat(captured.contains(source.source())
                                || manifest.parts().stream()
                                        .flatMap(one -> one.failures().stream())
                                        .anyMatch(failure -> failure.source().equals(source.source())))
                        .as("%s in %s", source, manifest)
                        .isTrue();
            }
        }
    }

    /** The last day and a half is quiet, so what lasts is what is wrong for good. */
    private static void requireRightAlarms(RandomWeek week) {
        boolean allRight = week.cluster().nodes.stream().noneMatch(week::isSkewed);
        boolean allSkewed = week.cluster().nodes.stream().allMatch(week::isSkewed);
        for (SimulatedNode node : week.cluster().nodes) {
            List<Alarm> expected = new ArrayList<>();
            if (week.isSkewed(node)) {
                expected.add(Alarm.CLOCK_SKEWED);
            } else if (!allRight && !allSkewed) {
                expected.add(Alarm.BACKUP_INCOMPLETE);
            }
            List<Alarm> raised = new ArrayList<>(node.raised());
            if (week.isSkewed(node)) {
                raised.removeAll(List.of(Alarm.BACKUP_INCOMPLETE, Alarm.LATE_PART));
            }
            assertThat(raised)
                    .as("alarms of %s after %s", node.name(), node.alarmsTold)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Each node's clock keeps its error for the whole week; everything else happens in its first days. */
    private static final class RandomWeek implements AutoCloseable {

        private static final List<String> BEGINNINGS = List.of(
                "2026-03-26T12:00:00Z",
                "2026-10-22T12:00:00Z",
                "2026-03-05T12:00:00Z",
                "2026-10-29T12:00:00Z",
                "2026-04-02T12:00:00Z",
                "2026-10-01T12:00:00Z",
                "2026-06-10T12:00:00Z");
        private static final List<String> ZONES =
                List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
        private static final List<String> CRONS = List.of(
                "0 0 3 * * ?", "0 30 2 * * ?", "0 30 1 * * ?", "0 15 */8 * * ?", "0 0 2,14 * * ?", "0 0 4 ? * MON-FRI");
        private static final List<Duration> SKEWS = List.of(
                Duration.ofSeconds(10),
                Duration.ofSeconds(-10),
                Duration.ofSeconds(29),
                Duration.ofMinutes(5),
                Duration.ofMinutes(-5),
                Duration.ofHours(24));
        private static final List<List<String>> SYSTEMS = List.of(
                List.of("marathon"),
                List.of("marathon"),
                List.of("marathon", "chronos"),
                List.of("chronos"),
                List.of());
        private static final Duration WEEK = Duration.ofDays(7);
        private static final Duration QUIET = Duration.ofDays(4);

        private final SimulatedCluster cluster;
        private final Random random;
        private final Instant begin;
        private final List<Trouble> troubles = new ArrayList<>();

        /** Between these moments something is wrong. */
        private record Trouble(Instant from, Instant to) {}

        RandomWeek(long seed, Path directory) throws Exception {
            random = new Random(seed);
            begin = Instant.parse(any(BEGINNINGS)).plusSeconds(random.nextInt(86_400));
            cluster = new SimulatedCluster(any(CRONS), any(ZONES), begin, directory, random);
            for (SimulatedNode node : cluster.nodes) {
                if (random.nextInt(4) == 0) {
                    node.skew = any(SKEWS);
                }
                node.systems = any(SYSTEMS);
            }
        }

        SimulatedCluster cluster() {
            return cluster;
        }

        void pass() {
            cluster.boot();
            for (int i = random.nextInt(6); i > 0; i--) {
                trouble();
            }
            cluster.time.runUntil(begin.plus(WEEK));
        }

        boolean isSkewed(SimulatedNode node) {
            return node.skew.abs().compareTo(NightWatch.MOST_SKEW) > 0;
        }

        /** Whether all clocks are right and nothing is wrong from a slot to the end of its deadline. */
        boolean isQuiet(Instant slot) {
            Instant end = slot.plus(SimulatedCluster.DEADLINE);
            return cluster.nodes.stream().noneMatch(this::isSkewed)
                    && !end.isAfter(cluster.time.now())
                    && troubles.stream().noneMatch(one -> one.from.isBefore(end) && one.to.isAfter(slot));
        }

        private void trouble() {
            Instant from = when();
            Duration lasts = Duration.ofMinutes(1 + random.nextInt(random.nextBoolean() ? 60 * 40 : 90));
            Instant limit = begin.plus(WEEK.minus(QUIET));
            Instant to = from.plus(lasts).isAfter(limit) ? limit : from.plus(lasts);
            SimulatedNode node = any(cluster.nodes);
            switch (random.nextInt(8)) {
                case 0, 1 -> between(from, to, node::crash, node::boot);
                case 2 -> between(from, to, () -> cluster.storeIsAway = true, () -> cluster.storeIsAway = false);
                case 3 -> between(from, to, () -> node.captureTakes = lasts, () -> node.captureTakes = Duration.ZERO);
                case 4 -> between(from, to, () -> node.sourceFails = true, () -> node.sourceFails = false);
                case 5 -> between(from, to, () -> node.systemsFail = true, () -> node.systemsFail = false);
                case 6 -> between(from, to, () -> node.systemsTake = lasts, () -> node.systemsTake = Duration.ZERO);
                default ->
                    between(from, to, () -> node.diesAfterPart = true, () -> {
                        node.diesAfterPart = false;
                        node.boot();
                    });
            }
        }

        /** Any moment, mostly one at which something is going on. */
        private Instant when() {
            Instant any = begin.plusSeconds(random.nextLong(WEEK.minus(QUIET).toSeconds()));
            Instant slot = cluster.schedule.lastUpTo(any).orElse(any).plusSeconds(random.nextInt(-600, 600));
            return random.nextInt(3) == 0 || slot.isBefore(begin) ? any : slot;
        }

        private void between(Instant from, Instant to, Runnable begins, Runnable ends) {
            // a capture that was begun takes its time although the trouble is over
            troubles.add(new Trouble(from, to.plus(Duration.ofHours(41))));
            cluster.time.at(from, begins);
            cluster.time.at(to, ends);
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
