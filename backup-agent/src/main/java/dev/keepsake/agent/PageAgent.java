package dev.keepsake.agent;

import dev.keepsake.agent.page.Agent;
import dev.keepsake.agent.page.AgentNow;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.SourceConfig;
import dev.keepsake.config.Version;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** This daemon, as its status page sees it. What is read here is what the daemon has written down or may be asked anyway. */
final class PageAgent implements Agent {

    /** With these a restore may fail, or lose more than was agreed. */
    private static final Set<Alarm> GRAVE = EnumSet.of(
            Alarm.STORE_UNREACHABLE,
            Alarm.WATCH_FAILED,
            Alarm.STALE,
            Alarm.FOLLOW_LAGGING,
            Alarm.PROOF_FAILED,
            Alarm.DRILL_FAILED,
            Alarm.TAPES_DISAGREE);

    private volatile AgentConfig config;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Alarms alarms;
    private final Reports reports;
    private final NightWatch watch;
    private final Plans plans;

    PageAgent(AgentConfig config, InstantSource clock, Alarms alarms, Reports reports, NightWatch watch, Plans plans) {
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.alarms = alarms;
        this.reports = reports;
        this.watch = watch;
        this.plans = plans;
    }

    /** Has another configuration from now on. */
    void follow(AgentConfig fresh) {
        config = fresh;
    }

    @Override
    public AgentNow now() {
        AgentConfig config = this.config;
        Instant now = clock.instant();
        return new AgentNow(
                config.cluster(),
                config.node(),
                Version.current(),
                now,
                startedAt,
                plans.nextRun(now),
                plans.nextLook(now),
                plans.period(now),
                watch.isBusy(),
                alarms.raised().stream()
                        .map(one -> new AgentNow.Notice(
                                one.alarm().id(), one.reason(), one.since(), GRAVE.contains(one.alarm())))
                        .toList(),
                followed(config),
                reports.recent().newest(),
                watch.handRuns().last());
    }

    private List<AgentNow.Followed> followed(AgentConfig config) {
        List<AgentNow.Followed> followed = new ArrayList<>();
        if (config.daemon().follow().enabled()) {
            for (SourceConfig source : config.sources()) {
                state(config, source)
                        .map(state ->
                                new AgentNow.Followed(source.name(), state.upTo(), state.breaks(), state.trouble()))
                        .ifPresent(followed::add);
            }
        }
        return followed;
    }

    /** What cannot be read says nothing; the alarm over a state directory that is full says why. */
    private Optional<FollowState> state(AgentConfig config, SourceConfig source) {
        try {
            return new FollowRecord(
                            JournalFile.ofSource(config.stateDir(), config.cluster(), config.node(), source.name()))
                    .read()
                    // before anything is stored it only says since when somebody tries
                    .filter(state -> state.end().isPresent() && state.at().isAfter(startedAt));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> askRun(Optional<String> label) {
        return config.sources().isEmpty()
                ? Optional.of("this agent captures nothing: its configuration has no 'sources'")
                : watch.handRuns().ask(label);
    }

    @Override
    public Optional<String> metrics() {
        return Optional.of(reports.metrics().scrape());
    }
}
