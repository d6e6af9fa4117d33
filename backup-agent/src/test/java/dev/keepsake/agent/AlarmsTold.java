package dev.keepsake.agent;

import java.util.List;

/**
 * Notes which alarms are raised (+) and cleared (-); being told again of one that stands does not count.
 *
 * @param words where it notes them, in order
 */
record AlarmsTold(List<String> words) implements Alarms.Listener {

    @Override
    public void raised(Alarms.Raised alarm, boolean again) {
        if (!again) {
            words.add("+" + alarm.alarm().id());
        }
    }

    @Override
    public void cleared(Alarms.Raised alarm) {
        words.add("-" + alarm.alarm().id());
    }
}
