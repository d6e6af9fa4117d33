package dev.keepsake.agent;

import dev.keepsake.agent.metrics.Counted;
import dev.keepsake.agent.metrics.Gauged;
import dev.keepsake.agent.metrics.Metrics;
import dev.keepsake.agent.notice.DeliveryLog;
import dev.keepsake.agent.notice.Notice;
import dev.keepsake.agent.notice.Notifier;
import dev.keepsake.agent.page.AgentNow;
import dev.keepsake.agent.systemd.Pulse;
import dev.keepsake.agent.systemd.ServiceManager;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Version;
import dev.keepsake.config.WebhookConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What the daemon tells, and to whom: the log, metrics, webhooks, a heartbeat, and the service manager. */
final class Reports implements Teller, Alarms.Listener, AutoCloseable {

    /** While one of these lasts, something that is configured could not be restored as it should. */
    private static final Set<Alarm> UNPROTECTED = Set.of(
            Alarm.SOURCE_FAILED,
            Alarm.BACKUP_INCOMPLETE,
            Alarm.FOLLOW_LAGGING,
            Alarm.TAPES_DISAGREE,
            Alarm.PROOF_FAILED,
            Alarm.DRILL_FAILED);

    /** What runs beside backups is given up one after the other, and what waits to be sent is. */
    private static final Duration LONGEST_CLOSING = Duration.ofMinutes(3);

    private final LogTeller log = new LogTeller();
    private final Recent recent;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Notifier notifier;
    private final Pulse pulse = new Pulse(System::nanoTime);
    private final Optional<ServiceManager> manager;
    private final TreeSet<String> raised = new TreeSet<>();
    private final Map<String, Long> breaks = new HashMap<>();
    private volatile boolean hasSlots;
    private volatile Duration maxDuration = Duration.ZERO;
    private volatile Runnable afterRun = () -> {};
    private String lastOutcome = "no slot seen to yet";

    /** For a daemon with this environment. */
    Reports(AgentConfig config, InstantSource clock, RandomGenerator random, Map<String, String> environment) {
        this.clock = clock;
        this.recent = new Recent(clock, log);
        this.metrics = new Metrics(config.cluster(), config.node(), clock);
        this.notifier = new Notifier(config.cluster(), config.node(), random, this::delivered);
        this.manager = ServiceManager.of(
                environment, ProcessHandle.current().pid(), pulse, why -> tell("systemd", why, Map.of()));
        for (Alarm alarm : Alarm.values()) {
            metrics.set(Gauged.ALARM, 0, alarm.id());
        }
        for (SlotOutcome.Kind kind : SlotOutcome.Kind.values()) {
            metrics.count(Counted.SLOTS, 0, word(kind));
        }
        metrics.set(Gauged.AGENT_START, clock.instant(), Version.current());
        metrics.beforeScrape(this::queues);
        follow(config);
    }

    /** Tells those that this configuration names from now on. */
    void follow(AgentConfig config) {
        hasSlots = config.schedule().isPresent() && !config.sources().isEmpty();
        maxDuration = config.daemon().maxDuration();
        notifier.follow(config.daemon().reporting());
        for (String target : notifier.waiting().keySet()) {
            for (DeliveryLog.Fate fate : DeliveryLog.Fate.values()) {
                metrics.count(Counted.NOTICES, 0, target, fate.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** The metrics, for whoever shows them. */
    Metrics metrics() {
        return metrics;
    }

    /** A slot, one that was missed and a run by hand may come in one turn, and so may a look and a drill. */
    private Duration longest() {
        return maxDuration.multipliedBy(3);
    }

    /** What was told last. */
    Recent recent() {
        return recent;
    }

    /** The same bell; the service manager is told as long as whoever waits there gets on. */
    Bell watched(Bell bell, String thread) {
        return new PulsedBell(bell, thread, this::longest, pulse, () -> {});
    }

    /** The bell of whoever sees to slots, which metrics tell of. */
    Bell ofSlots(Bell bell) {
        return new PulsedBell(
                bell, "slots", this::longest, pulse, () -> metrics.set(Gauged.AGENT_TURN, clock.instant()));
    }

    /** Is done after each run from now on. */
    void afterRuns(Runnable action) {
        afterRun = action;
    }

    /** Metrics say from now on how far sources are followed; {@code gauges} are told what can be restored. */
    void following(Supplier<Map<String, FollowState>> states, ArchiveGauges gauges) {
        metrics.beforeScrape(() -> {
            Map<String, FollowState> now = states.get();
            metrics.keepOnly(Gauged.FOLLOW_LAG, now.keySet());
            now.forEach((source, state) -> followed(source, state, gauges));
        });
    }

    private void followed(String source, FollowState state, ArchiveGauges gauges) {
        metrics.set(
                Gauged.FOLLOW_LAG,
                Duration.between(state.upTo(), clock.instant()).abs(),
                source);
        if (state.end().isPresent()) {
            gauges.know(source, state.upTo());
        }
        broke(source, state.breaks());
    }

    private synchronized void broke(String source, long now) {
        long before = breaks.getOrDefault(source, 0L);
        metrics.count(Counted.BREAKS, (double) Math.max(0, now < before ? now : now - before), source);
        breaks.put(source, now);
    }

    private void queues() {
        Map<String, Integer> waiting = notifier.waiting();
        metrics.keepOnly(Gauged.NOTICES_WAITING, waiting.keySet());
        waiting.forEach((target, number) -> metrics.set(Gauged.NOTICES_WAITING, number, target));
    }

    /** The daemon works now. */
    void ready() {
        manager.ifPresent(one -> one.ready(status()));
    }

    @Override
    public void tell(String phase, String message, Map<String, Object> facts) {
        recent.tell(phase, message, facts);
        if (facts.get("kind") instanceof SlotOutcome.Kind kind) {
            slot(kind, String.valueOf(facts.get("slot")), String.valueOf(facts.get("reason")));
        }
        if (facts.get("kind") instanceof ProofOutcome.Kind kind) {
            if (kind == ProofOutcome.Kind.GOOD && !hasSlots) {
                beat();
            }
            afterRun.run();
        }
        if (facts.get("kind") instanceof AgentNow.ByHand.State) {
            afterRun.run();
        }
        if (phase.equals("stop") && facts.get("grace") instanceof Long seconds) {
            manager.ifPresent(one -> one.stopping(Duration.ofSeconds(seconds).plus(LONGEST_CLOSING)));
        }
    }

    /** Whoever waits for it takes it for a word that all is protected, and so it is none when something is not. */
    private void beat() {
        boolean protects;
        synchronized (this) {
            protects = UNPROTECTED.stream().map(Alarm::id).noneMatch(raised::contains);
        }
        if (protects) {
            notifier.beat(clock.instant());
        }
    }

    private void slot(SlotOutcome.Kind kind, String slot, String reason) {
        metrics.count(Counted.SLOTS, 1, word(kind));
        Instant now = clock.instant();
        notifier.tell(new Notice(
                WebhookConfig.Event.BACKUP, "", "slot " + slot + ": " + word(kind) + ": " + reason, now, now));
        if (kind == SlotOutcome.Kind.BACKED_UP) {
            beat();
        }
        synchronized (this) {
            lastOutcome = "slot " + slot + " " + word(kind);
        }
        tellStatus();
        afterRun.run();
    }

    @Override
    public void raised(Alarms.Raised alarm, boolean again) {
        log.raised(alarm, again);
        changed(alarm, WebhookConfig.Event.ALARM);
    }

    @Override
    public void cleared(Alarms.Raised alarm) {
        log.cleared(alarm);
        changed(alarm, WebhookConfig.Event.OVER);
    }

    private void changed(Alarms.Raised alarm, WebhookConfig.Event event) {
        String id = alarm.alarm().id();
        boolean lasts = event == WebhookConfig.Event.ALARM;
        metrics.set(Gauged.ALARM, lasts ? 1 : 0, id);
        notifier.tell(new Notice(event, id, alarm.reason(), alarm.since(), clock.instant()));
        synchronized (this) {
            if (lasts) {
                raised.add(id);
            } else {
                raised.remove(id);
            }
        }
        tellStatus();
    }

    private void tellStatus() {
        manager.ifPresent(one -> one.status(status()));
    }

    private synchronized String status() {
        List<String> words = new ArrayList<>();
        if (!raised.isEmpty()) {
            words.add("ALARM " + String.join(", ", raised));
        }
        words.add(lastOutcome);
        return String.join("; ", words);
    }

    private void delivered(String target, DeliveryLog.Fate fate, String why) {
        metrics.count(Counted.NOTICES, 1, target, fate.name().toLowerCase(Locale.ROOT));
        if (fate != DeliveryLog.Fate.SENT) {
            log.tell("notice", "a message was not delivered", Map.of("target", target, "reason", why));
        }
    }

    private static String word(SlotOutcome.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Sends what still waits, for some seconds. */
    @Override
    public void close() {
        notifier.close();
        manager.ifPresent(ServiceManager::close);
    }
}
