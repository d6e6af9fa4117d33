package dev.keepsake.agent;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes what happens into the log: a warning for what somebody must act on, a line for each phase of a backup. */
final class LogTeller implements Teller, Alarms.Listener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.keepsake.agent");

    @Override
    public void tell(String phase, String message, Map<String, Object> facts) {
        LoggingEventBuilder line = LOG.atLevel(level(facts)).addKeyValue("phase", phase);
        for (Map.Entry<String, Object> fact : facts.entrySet()) {
            line = fact.getValue() instanceof Throwable thrown
                    ? line.setCause(thrown)
                    : line.addKeyValue(fact.getKey(), fact.getValue());
        }
        line.log(message);
    }

    private static Level level(Map<String, Object> facts) {
        return facts.values().stream().anyMatch(Throwable.class::isInstance) ? Level.ERROR : Level.INFO;
    }

    @Override
    public void raised(Alarms.Raised alarm, boolean again) {
        LOG.atWarn()
                .addKeyValue("alarm", alarm.alarm().id())
                .addKeyValue("since", alarm.since())
                .addKeyValue("reason", alarm.reason())
                .log(again ? "alarm lasts" : "alarm");
    }

    @Override
    public void cleared(Alarms.Raised alarm) {
        LOG.atInfo()
                .addKeyValue("alarm", alarm.alarm().id())
                .addKeyValue("since", alarm.since())
                .log("alarm is over");
    }
}
