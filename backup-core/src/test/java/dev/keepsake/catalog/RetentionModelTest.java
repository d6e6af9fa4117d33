package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Agents, prunes, holds, copies, crashes, stalls and clocks in random courses: whatever is listed restores, what is needed or on
 * hold is never removed, and what is not needed goes. {@code -Dkeepsake.seed=N} runs one course,
 * {@code -Dkeepsake.long=true} 100,000 of them; {@code -Dkeepsake.runs=N} so many, {@code -Dkeepsake.first=SEED} from that
 * one on, and {@code -Dkeepsake.minutes=M} begins none after so long. Whoever does something else with archives joins as another deed of {@link ModelWorld}.
 */
final class RetentionModelTest {

    private static final int COURSES =
            Integer.getInteger("keepsake.runs", Boolean.getBoolean("keepsake.long") ? 100_000 : 6);

    private static final Duration LONGEST = Duration.ofMinutes(Integer.getInteger("keepsake.minutes", 24 * 60));

    @Test
    void whateverComesInBetweenNothingIsLostThatIsNeeded() {
        Long only = Long.getLong("keepsake.seed");
        long first = only != null ? only : Long.getLong("keepsake.first", System.nanoTime() % 1_000_000_000);
        long courses = only != null ? 1 : COURSES;
        Map<String, Integer> seen = new TreeMap<>();
        Instant begun = Instant.now();
        long seed = first;
        for (; seed < first + courses && Duration.between(begun, Instant.now()).compareTo(LONGEST) < 0; seed++) {
            ModelWorld world = new ModelWorld(seed);
            try {
                world.run();
            } catch (Throwable failure) {
                if (only != null) {
                    world.oracle.journal().forEach(System.out::println);
                    world.copyOracle.journal().forEach(line -> System.out.println("copy " + line));
                }
                throw new AssertionError("replay with -Dkeepsake.seed=" + seed, failure);
            }
            world.seen.forEach((what, times) -> seen.merge(what, times, Integer::sum));
            seen.merge("backups removed", world.oracle.manifestsRemoved, Integer::sum);
            seen.merge("pieces removed", world.oracle.piecesRemoved, Integer::sum);
            seen.merge("backups removed from copies", world.copyOracle.manifestsRemoved, Integer::sum);
            seen.merge("pieces removed from copies", world.copyOracle.piecesRemoved, Integer::sum);
        }
        Duration took = Duration.between(begun, Instant.now());
        System.out.println((seed - first) + " courses from seed " + first + " in " + took.toSeconds() + " s: " + seen);
        assertThat(seed < first + 50 || seen.getOrDefault("backups removed", 0) > 0)
                .as("something was removed")
                .isTrue();
    }
}
