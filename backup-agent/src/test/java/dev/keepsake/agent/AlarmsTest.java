package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An alarm is told when it begins, now and then while it lasts, and when it is over. */
final class AlarmsTest {

    private static final Instant BEGIN = Instant.parse("2026-06-11T03:00:00Z");

    private final List<String> told = new ArrayList<>();
    private Instant now = BEGIN;
    private final Alarms alarms = new Alarms(() -> now, new Alarms.Listener() {
        @Override
        public void raised(Alarms.Raised alarm, boolean again) {
            told.add(alarm.alarm().id() + " " + alarm.reason() + (again ? " again since " + alarm.since() : ""));
        }

        @Override
        public void cleared(Alarms.Raised alarm) {
            told.add(alarm.alarm().id() + " cleared");
        }
    });

    @Test
    void anAlarmThatLastsIsToldAgainAfterSixHoursWithItsLastReason() {
        alarms.raise(Alarm.STALE, "one");
        now = BEGIN.plus(Alarms.REPEAT).minusSeconds(1);
        alarms.raise(Alarm.STALE, "two");
        now = BEGIN.plus(Alarms.REPEAT);
        alarms.raise(Alarm.STALE, "three");
        now = BEGIN.plus(Alarms.REPEAT).plus(Duration.ofHours(1));
        alarms.raise(Alarm.STALE, "four");

        assertThat(told).containsExactly("stale one", "stale three again since " + BEGIN);
        assertThat(alarms.raised()).containsExactly(new Alarms.Raised(Alarm.STALE, "four", BEGIN));
    }

    @Test
    void anAlarmThatIsOverIsToldOnceAndTheNextOneIsANewOne() {
        alarms.clear(Alarm.STALE);
        alarms.raise(Alarm.STALE, "one");
        alarms.set(Alarm.STALE, Optional.empty());
        alarms.clear(Alarm.STALE);
        alarms.set(Alarm.STALE, Optional.of("two"));

        assertThat(told).containsExactly("stale one", "stale cleared", "stale two");
    }

    @Test
    void alarmsOfDifferentKindsDoNotSilenceEachOther() {
        alarms.raise(Alarm.STALE, "one");
        alarms.raise(Alarm.STORE_UNREACHABLE, "other");

        assertThat(told).containsExactly("stale one", "store-unreachable other");
    }

    @Test
    void aClockThatStepsBackDoesNotSilenceAnAlarmForLonger() {
        alarms.raise(Alarm.STALE, "one");
        now = BEGIN.minus(Duration.ofDays(3));
        alarms.raise(Alarm.STALE, "two");

        assertThat(told).hasSize(2);
    }
}
