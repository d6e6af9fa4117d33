package dev.keepsake.config;

import dev.keepsake.catalog.Proof;
import dev.keepsake.config.Layers.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Reads when the agent proves the latest backup by itself, and how. */
final class VerifyReading {

    static final String KEY = "verify";

    private static final String READY_WITHIN = "10m";

    private VerifyReading() {}

    static Optional<VerifyConfig> read(Section top, Schedules schedules) {
        if (!top.says(KEY)) {
            return Optional.empty();
        }
        if (top.says("schedule") && !top.says("sources")) {
            top.report(
                    "schedule",
                    "schedule: there is nothing to back up, since there are no 'sources'; when the latest backup is"
                            + " proven, 'verify.cron' says: add 'sources', or remove 'schedule'");
        }
        Section section = top.section(KEY, Block.VERIFY);
        Optional<String> cron = section.required("cron", Formats::cron);
        Optional<ZoneId> zone = section.optional("time-zone", Formats::timeZone, new Found("UTC", Origin.DEFAULT));
        // what it reports of the expression is all that is wanted here
        cron.ifPresent(when -> zone.ifPresent(where -> ScheduleReading.period(section, schedules, when, where)));
        Optional<Proof.Level> level =
                section.optional("level", Formats::proofLevel, new Found("proof", Origin.DEFAULT));
        Optional<DrillConfig> drill = drill(section);
        return cron.flatMap(
                when -> zone.flatMap(where -> level.map(closeness -> new VerifyConfig(when, where, closeness, drill))));
    }

    /** Only looks whether the keys are known. */
    static void skim(Section top) {
        top.section(KEY, Block.VERIFY).section("drill", Block.DRILL);
    }

    /** A block that is there means a drill, unless it says otherwise. */
    private static Optional<DrillConfig> drill(Section verify) {
        if (!verify.says("drill")) {
            return Optional.empty();
        }
        Section section = verify.section("drill", Block.DRILL);
        Optional<Boolean> enabled =
                section.optional("enabled", Formats::trueOrFalse, new Found("true", Origin.DEFAULT));
        Optional<Path> home = section.optional("zookeeper-home", Formats::absolutePath);
        Optional<Path> work = section.optional(
                "work-dir",
                Formats::absolutePath,
                new Found(
                        Path.of(System.getProperty("java.io.tmpdir"))
                                .toAbsolutePath()
                                .toString(),
                        Origin.DEFAULT));
        Optional<Duration> ready =
                section.optional("ready-within", Formats::duration, new Found(READY_WITHIN, Origin.DEFAULT));
        return enabled.filter(wanted -> wanted)
                .flatMap(wanted -> work.flatMap(place -> ready.map(limit -> new DrillConfig(home, place, limit))));
    }
}
