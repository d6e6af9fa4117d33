package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.job.Backoff;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * The daemon's work: wakes, asks the store what time it is, and sees to every slot since it last looked. One thread does
 * it all; other threads may ask it to stop or to read its configuration again.
 */
final class NightWatch {

    /** How far this machine's clock may be from the store's for this agent to take part in a slot. */
    static final Duration MOST_SKEW = Duration.ofSeconds(30);

    /** However far the next slot is, this often the daemon looks whether all is well. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final Tools tools;
    private final Duty.Reading reading;
    private final Followers followers;
    private final SlotLedger ledger;
    private final StoreContact contact;
    private final Whereabouts whereabouts;
    private final Freshness freshness = Freshness.ofBackups();
    private final Backoff backoff;
    private final HandRuns handRuns;
    private final Recall recall;
    private final AtomicBoolean reloadAsked = new AtomicBoolean();

    private Duty duty;
    private volatile boolean stopping;
    private volatile boolean busy;

    /** What the watch needs of the world, so that a test can give it another one. */
    record Tools(
            InstantSource clock,
            Pause pause,
            Bell bell,
            Watchdog watchdog,
            RandomGenerator random,
            Alarms alarms,
            Teller teller) {}

    NightWatch(Tools tools, Duty duty, Duty.Reading reading, Followers followers, Journal journal) {
        this.tools = tools;
        this.duty = duty;
        this.reading = reading;
        this.followers = followers;
        this.ledger = new SlotLedger(journal, tools.alarms(), tools.teller());
        this.contact = new StoreContact(tools.clock(), tools.random());
        this.whereabouts = new Whereabouts(tools.clock().instant(), journal.seen());
        this.backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), tools.random());
        this.handRuns = new HandRuns(tools.clock(), tools.bell(), tools.teller());
        this.recall = new Recall(tools.alarms(), tools.teller());
        ledger.follow(duty.scheduleWords());
    }

    /** Works until it is asked to stop. Whatever becomes of a slot is no reason to end. */
    void run() throws IOException {
        duty.times().ifPresent(tools.bell()::follow);
        ledger.remember();
        try (contact) {
            followers.follow(duty);
            while (!stopping) {
                Duration wait = turn();
                if (!stopping) {
                    tools.bell().await(wait);
                }
            }
        } finally {
            followers.end();
        }
    }

    /** Begins nothing new from now on; {@link #run} returns when a run under way is over. */
    void stop() {
        stopping = true;
        followers.stop();
        tools.bell().ring();
    }

    /** Reads the configuration again before the next run. */
    void reload() {
        reloadAsked.set(true);
        tools.bell().ring();
    }

    /** The backups that somebody asks for. */
    HandRuns handRuns() {
        return handRuns;
    }

    /** Whether a run is under way. */
    boolean isBusy() {
        return busy;
    }

    /** Looks once at everything, and says how long there is nothing to do. */
    private Duration turn() throws IOException {
        if (reloadAsked.getAndSet(false)) {
            readAgain();
        }
        try {
            StoreContact.Reading now = contact.ask(duty);
            tools.alarms().clear(Alarm.STORE_UNREACHABLE);
            tools.alarms().set(Alarm.CLOCK_SKEWED, now.skewed());
            recall.follow(contact.location(), now.now());
            Optional<Duration> again = settle(now);
            if (contact.isOpen()) { // not where a slot has just found the store unreachable
                byHand();
                recall.turn(duty, contact.catalog(duty), now.now());
            }
            whereabouts.looked(now.now());
            ledger.save(now.now());
            if (again.isPresent()) {
                return again.get();
            }
            backoff.reset();
            tools.alarms().set(Alarm.STALE, freshness.stale(duty.schedule(), now.now(), contact.catalog(duty)));
            tools.alarms().clear(Alarm.WATCH_FAILED);
            return untilNext(now.now());
        } catch (StoreException e) {
            return unreachable(e);
        } catch (IOException e) {
            return stuck(e);
        }
    }

    private Duration unreachable(StoreException why) throws IOException {
        requireNotInterrupted(why);
        whereabouts.kept("the store was unreachable", String.valueOf(why.getMessage()));
        tools.alarms().raise(Alarm.STORE_UNREACHABLE, String.valueOf(why.getMessage()));
        contact.drop();
        return backoff.next();
    }

    private Duration stuck(IOException why) throws IOException {
        requireNotInterrupted(why);
        whereabouts.kept("the agent could not see to its slots", String.valueOf(why.getMessage()));
        tools.alarms().raise(Alarm.WATCH_FAILED, String.valueOf(why.getMessage()));
        contact.drop();
        return backoff.next();
    }

    /** Sees to every slot up to now; says how long to wait when not all could be done, nothing at all to look again. */
    private Optional<Duration> settle(StoreContact.Reading now) throws IOException {
        Optional<Duration> again = Optional.empty();
        boolean firstEver = ledger.isNew();
        ledger.begin(duty.schedule(), now.now());
        List<Instant> slots = ledger.unsettled(duty.schedule(), now.now());
        for (Instant slot : slots) {
            Instant windowEnd = slot.plus(duty.schedule().period(slot).dividedBy(2));
            if (now.now().isBefore(windowEnd)) {
                again = Optional.of(attempt(slot, now));
            } else if (firstEver) {
                ledger.pass(slot);
            } else {
                ledger.settle(new MissedSlot(duty, contact.catalog(duty), tools.alarms())
                        .outcome(slot, now.now(), whereabouts.reason(slot, windowEnd, now.now(), local())));
            }
        }
        return again;
    }

    private Duration attempt(Instant slot, StoreContact.Reading now) throws IOException {
        busy = true;
        try (Watchdog.Watched watched = tools.watchdog().watch(duty.maxDuration())) {
            Optional<SlotOutcome> outcome =
                    followers.turns().run(tools.pause(), done -> outcome(slot, now, watched, done));
            if (outcome.isEmpty()) {
                whereabouts.hindered(
                        slot,
                        now.now(),
                        "another run of this agent was under way, holding "
                                + followers.turns().file());
                return backoff.next();
            }
            ledger.settle(outcome.get());
            whereabouts.ran(slot, now.now(), outcome.get().at());
            return Duration.ZERO;
        } catch (StoreException.Unavailable | StoreException.OutcomeUnknown | StoreException.Denied e) {
            whereabouts.hindered(slot, now.now(), "the store failed: " + e.getMessage());
            return unreachable(e);
        } catch (RefusedException lockless) {
            whereabouts.hindered(slot, now.now(), String.valueOf(lockless.getMessage()));
            tools.alarms().raise(Alarm.STATE_DIR_FULL, String.valueOf(lockless.getMessage()));
            return backoff.next();
        } finally {
            busy = false;
        }
    }

    private SlotOutcome outcome(Instant slot, StoreContact.Reading now, Watchdog.Watched watched, Runnable done)
            throws IOException {
        tools.teller().tell("slot", "slot begun", Map.of("slot", slot, "node", duty.node()));
        SlotRun run = SlotRun.of(duty, contact.catalog(duty), tools);
        try {
            return now.isSkewed() ? run.byHand(slot, now.skew()) : run.together(slot, done);
        } catch (StoreException.Unavailable | StoreException.OutcomeUnknown | StoreException.Denied e) {
            if (watched.struck()) {
                return failed(slot, now, "it took longer than 'max-duration' and was ended");
            }
            throw e;
        } catch (IOException e) {
            if (!watched.struck()) {
                requireNotInterrupted(e);
            }
            return failed(
                    slot,
                    now,
                    watched.struck() ? "it took longer than 'max-duration' and was ended" : "" + e.getMessage());
        } catch (RuntimeException mistake) {
            tools.teller().tell("mistake", "an unexpected failure", Map.of("slot", slot, "exception", mistake));
            return failed(slot, now, "unexpected failure: " + mistake);
        }
    }

    private void byHand() throws IOException {
        if (handRuns.isWaiting()) {
            busy = true;
            try (Watchdog.Watched watched = tools.watchdog().watch(duty.maxDuration())) {
                SlotRun run = SlotRun.of(duty, contact.catalog(duty), tools);
                handRuns.make(followers.turns(), tools.pause(), watched, run::alone);
            } finally {
                busy = false;
            }
        }
    }

    private static SlotOutcome failed(Instant slot, StoreContact.Reading now, String why) {
        return new SlotOutcome(slot, SlotOutcome.Kind.FAILED, now.now(), "the run failed: " + why);
    }

    private void readAgain() {
        try {
            Duty fresh = reading.read();
            if (!fresh.isSameAgentAs(duty)) {
                throw new RefusedException("another cluster or node needs a restart of the agent: this one is "
                        + duty.cluster() + "/" + duty.node() + ", the file says " + fresh.cluster() + "/"
                        + fresh.node());
            }
            follow(fresh);
            tools.alarms().clear(Alarm.CONFIG_NOT_RELOADED);
            tools.teller().tell("reload", "configuration read again", Map.of("schedule", duty.scheduleWords()));
        } catch (IOException bad) {
            tools.alarms()
                    .raise(
                            Alarm.CONFIG_NOT_RELOADED,
                            "the configuration before it stays in effect: " + bad.getMessage());
        }
    }

    private void follow(Duty fresh) throws IOException {
        if (!fresh.scheduleWords().equals(duty.scheduleWords())) {
            whereabouts
                    .obstacle()
                    .ifPresent(waiting -> ledger.settle(new SlotOutcome(
                            waiting.slot(),
                            SlotOutcome.Kind.MISSED,
                            waiting.since(),
                            waiting.why() + ", from " + waiting.since() + " until the schedule was changed")));
        }
        duty = fresh;
        contact.drop();
        ledger.follow(fresh.scheduleWords());
        fresh.times().ifPresent(tools.bell()::follow);
        followers.follow(duty);
    }

    private Duration untilNext(Instant now) {
        return duty.schedule().untilNext(now, SHORTEST_WAIT, LONGEST_WAIT);
    }

    private Instant local() {
        return tools.clock().instant();
    }

    private static void requireNotInterrupted(IOException failure) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }
}
