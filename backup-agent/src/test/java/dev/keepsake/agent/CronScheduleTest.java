package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CronScheduleTest {

    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo");

    private final long seed = Long.getLong("keepsake.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void aNightIsTheSameHourOnTheWall() throws ParseException {
        CronSchedule nights = new CronSchedule("0 0 3 * * ?", ZoneId.of("Europe/Berlin"));

        assertThat(nights.lastUpTo(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-28T02:00:00Z"));
        assertThat(nights.firstAfter(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(nights.period(Instant.parse("2026-03-28T02:00:00Z"))).isEqualTo(Duration.ofHours(23));
    }

    @Test
    void theHourThatIsLeftOutIsMadeUpAtItsEnd() throws ParseException {
        CronSchedule nights = new CronSchedule("0 30 2 * * ?", ZoneId.of("Europe/Berlin"));

        assertThat(between(nights, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void theHourThatComesTwiceCountsOnceForANight() throws ParseException {
        CronSchedule nights = new CronSchedule("0 30 2 * * ?", ZoneId.of("Europe/Berlin"));

        assertThat(between(nights, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(nights.lastUpTo(Instant.parse("2026-10-25T01:45:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void everyHourIsEveryHourWhateverTheWallShows() throws ParseException {
        CronSchedule hourly = new CronSchedule("0 30 * * * ?", ZoneId.of("Europe/Berlin"));

        for (String change : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
            List<Instant> slots = between(
                    hourly,
                    change,
                    Instant.parse(change).plus(Duration.ofHours(5)).toString());
            assertThat(slots).hasSize(5);
            for (int i = 1; i < slots.size(); i++) {
                assertThat(Duration.between(slots.get(i - 1), slots.get(i))).isEqualTo(Duration.ofHours(1));
            }
        }
    }

    @Test
    void rareAndPastExpressionsHaveTheirSlots() throws ParseException {
        CronSchedule leap = new CronSchedule("0 0 3 29 2 ?", ZoneId.of("UTC"));
        CronSchedule past = new CronSchedule("0 0 3 1 1 ? 2024", ZoneId.of("Europe/Berlin"));
        CronSchedule never = new CronSchedule("0 0 3 30 2 ?", ZoneId.of("Europe/Berlin"));
        Instant now = Instant.parse("2026-11-22T12:00:00Z");

        assertThat(leap.lastUpTo(now)).contains(Instant.parse("2024-02-29T03:00:00Z"));
        assertThat(leap.firstAfter(now)).contains(Instant.parse("2028-02-29T03:00:00Z"));
        assertThat(past.lastUpTo(now)).contains(Instant.parse("2024-01-01T02:00:00Z"));
        assertThat(past.firstAfter(now)).isEmpty();
        assertThat(never.firstAfter(now)).isEmpty();
        assertThat(never.lastUpTo(now)).isEmpty();
        assertThatThrownBy(() -> new CronSchedule("0 0 25 * * ?", ZoneId.of("UTC")))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void aroundAMomentTheLongerPeriodCountsAndTheOnlyOneWhereThereIsNoOther() throws ParseException {
        CronSchedule nights = new CronSchedule("0 0 3 * * ?", ZoneId.of("Europe/Berlin"));
        CronSchedule past = new CronSchedule("0 0 3 1,3 1 ? 2024", ZoneId.of("UTC"));
        CronSchedule ahead = new CronSchedule("0 0 3 1,3 1 ? 2030", ZoneId.of("UTC"));
        CronSchedule never = new CronSchedule("0 0 3 30 2 ?", ZoneId.of("UTC"));
        Instant now = Instant.parse("2026-03-28T12:00:00Z");

        assertThat(nights.around(now)).contains(Duration.ofHours(24));
        assertThat(nights.around(now.plus(Duration.ofDays(210)))).contains(Duration.ofHours(25));
        assertThat(past.around(now)).contains(Duration.ofDays(2));
        assertThat(ahead.around(now)).contains(Duration.ofDays(2));
        assertThat(never.around(now)).isEmpty();
    }

    @Test
    void everySecondAroundEveryChangeAgreesWithCounting() throws ParseException {
        System.out.println("CronScheduleTest: -Dkeepsake.seed=" + seed);
        for (int round = 0; round < 60; round++) {
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            Instant change = change(zone);
            Instant from = change.minus(Duration.ofHours(random.nextInt(2, 30)));
            Instant to = change.plus(Duration.ofHours(random.nextInt(2, 30)));
            CountedSlots counted = CountedSlots.random(random, zone);
            NavigableSet<Instant> slots = counted.between(from, to);
            CronSchedule schedule = new CronSchedule(counted.cron(), zone);

            List<Instant> found = new ArrayList<>();
            for (Optional<Instant> slot = schedule.firstAfter(from.minusSeconds(1));
                    slot.isPresent() && slot.get().isBefore(to);
                    slot = schedule.firstAfter(slot.get())) {
                found.add(slot.get());
            }
            assertThat(found)
                    .as("%s in %s from %s to %s, seed %s", counted.cron(), zone, from, to, seed)
                    .containsExactlyElementsOf(slots);
            requireSameFromAnywhere(schedule, counted, slots, from, to);
        }
    }

    /** Where the asking begins changes nothing. */
    private void requireSameFromAnywhere(
            CronSchedule schedule, CountedSlots counted, NavigableSet<Instant> slots, Instant from, Instant to)
            throws ParseException {
        for (int i = 0; i < 50; i++) {
            Instant at =
                    from.plusSeconds(random.nextLong(Duration.between(from, to).toSeconds()));
            CronSchedule asked = random.nextBoolean() ? schedule : new CronSchedule(counted.cron(), counted.zone());
            String what = counted.cron() + " in " + counted.zone() + " at " + at + ", seed " + seed;
            if (slots.floor(at) != null) {
                assertThat(asked.lastUpTo(at)).as(what).contains(slots.floor(at));
            }
            if (slots.higher(at) != null) {
                assertThat(asked.firstAfter(at)).as(what).contains(slots.higher(at));
            }
        }
    }

    private Instant change(ZoneId zone) {
        Instant any = Instant.parse("2015-01-01T00:00:00Z").plusSeconds(random.nextInt(365 * 86_400 * 10));
        return zone.getRules().nextTransition(any) == null
                ? any
                : zone.getRules().nextTransition(any).getInstant();
    }

    private static List<Instant> between(CronSchedule schedule, String from, String to) {
        List<Instant> slots = new ArrayList<>();
        Optional<Instant> slot = schedule.firstAfter(Instant.parse(from));
        while (slot.isPresent() && slot.get().isBefore(Instant.parse(to))) {
            slots.add(slot.get());
            slot = schedule.firstAfter(slot.get());
        }
        return slots;
    }

    /** Slots found by looking at every second on the wall, one after the other. */
    private record CountedSlots(ZoneId zone, String hours, int first, int step, List<Integer> minutes, int second) {

        static CountedSlots random(Random random, ZoneId zone) {
            boolean fixed = random.nextBoolean();
            int first = random.nextInt(5);
            int step = random.nextInt(1, 4);
            List<Integer> minutes = new TreeSet<>(List.of(random.nextInt(60), (random.nextInt(60) + 1) % 60))
                    .stream().toList();
            return new CountedSlots(
                    zone, fixed ? first + "-" + (first + step) : "*", first, step, minutes, random.nextInt(60));
        }

        String cron() {
            return second + " "
                    + String.join(",", minutes.stream().map(String::valueOf).toList()) + " " + hours + " * * ?";
        }

        private boolean shows(LocalDateTime local) {
            boolean hour = hours.equals("*") || (local.getHour() >= first && local.getHour() <= first + step);
            return local.getSecond() == second && minutes.contains(local.getMinute()) && hour;
        }

        NavigableSet<Instant> between(Instant from, Instant to) {
            NavigableSet<Instant> slots = new TreeSet<>();
            LocalDateTime furthest = LocalDateTime.MIN;
            // begins before, so that what was shown once is known
            for (Instant at = from.minus(Duration.ofHours(3)); at.isBefore(to); at = at.plusSeconds(1)) {
                LocalDateTime local =
                        LocalDateTime.ofInstant(at, zone.getRules().getOffset(at));
                boolean again = !local.isAfter(furthest);
                boolean counts = hours.equals("*") ? shows(local) : (shows(local) && !again);
                if (!hours.equals("*") && !furthest.equals(LocalDateTime.MIN)) {
                    for (LocalDateTime out = furthest.plusSeconds(1); out.isBefore(local); out = out.plusSeconds(1)) {
                        counts |= shows(out);
                    }
                }
                furthest = again ? furthest : local;
                if (counts && !at.isBefore(from)) {
                    slots.add(at);
                }
            }
            return slots;
        }
    }
}
