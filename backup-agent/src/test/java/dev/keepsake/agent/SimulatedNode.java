package dev.keepsake.agent;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.config.ScheduleConfig;
import dev.keepsake.job.Schedule;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** A machine with an agent, whose clock, power and server a test disposes of. */
final class SimulatedNode {

    /** Who this thread is. */
    private static final ThreadLocal<VirtualTime.Actor> SELF = new ThreadLocal<>();

    /** What happened, in its order. */
    final List<String> alarmsTold = new ArrayList<>();

    /** What survives a reboot. */
    Optional<String> journal = Optional.empty();

    Duration captureTakes = Duration.ZERO;
    boolean sourceFails;

    /** How long asking it takes. */
    Duration sourceHangs = Duration.ZERO;

    /** Whether asking it ends in what no program expects. */
    boolean sourceIsBroken;

    /** Whether even naming its sources ends in what no program expects. */
    boolean sourcesAreBroken;

    /** Whether there is a server on this machine. */
    boolean hasServer = true;

    /** What every node that names it would capture alike. */
    List<String> systems = List.of();

    Duration systemsTake = Duration.ZERO;
    boolean systemsFail;

    /** How often such a system was asked. */
    int systemsAsked;

    /** At which request from now on, of those that it makes for slots, its machine loses its power; never below 0. */
    int requestsLeft = -1;

    Optional<Followers> followers = Optional.empty();
    boolean sourceBreaks;
    int silentTries;
    boolean diesAfterPart;
    boolean journalFails;
    boolean storeIsRefused;
    Duration skew = Duration.ZERO;

    /** How far it may lag behind its server; empty when it does not follow it. */
    Optional<Duration> maxLag = Optional.empty();

    /** What it wrote down of how it follows its server. */
    Optional<String> followed = Optional.empty();

    Alarms alarms = new Alarms(InstantSource.system(), new AlarmsTold(alarmsTold));
    Optional<NightWatch> watch = Optional.empty();

    private final String name;
    private final VirtualTime time;
    private MemoryStore store;
    private final BooleanSupplier storeIsAway;
    private final Setting setting;
    private final Random random;
    private Optional<VirtualTime.Actor> actor = Optional.empty();
    private final List<VirtualTime.Actor> workers = new ArrayList<>();

    /** What all nodes of a cluster are told alike. */
    record Setting(List<String> nodes, ScheduleConfig times, Schedule schedule, Path stateDir) {}

    SimulatedNode(
            String name,
            VirtualTime time,
            MemoryStore store,
            BooleanSupplier storeIsAway,
            Setting setting,
            Random random) {
        this.name = name;
        this.time = time;
        this.store = store;
        this.storeIsAway = storeIsAway;
        this.setting = setting;
        this.random = random;
    }

    String name() {
        return name;
    }

    boolean isUp() {
        return actor.isPresent() && !actor.get().isOver();
    }

    /** Starts its agent, unless it runs. */
    void boot() {
        if (!isUp()) {
            VirtualTime.Actor[] self = new VirtualTime.Actor[1];
            self[0] = time.start(name, () -> live(self[0]));
            actor = Optional.of(self[0]);
        }
    }

    /** Loses its power. */
    void crash() {
        if (isUp()) {
            actor.orElseThrow().kill();
            workers.stream().filter(one -> !one.isOver()).forEach(VirtualTime.Actor::kill);
        }
    }

    /** Is told of another store, without a restart. */
    void movesTo(MemoryStore other) {
        other.follow(time::now);
        store = other;
        watch.orElseThrow().reload();
    }

    private void live(VirtualTime.Actor actor) throws IOException {
        SELF.set(actor);
        InstantSource clock = () -> time.now().plus(skew);
        alarms = new Alarms(clock, new AlarmsTold(alarmsTold));
        NightWatch.Tools tools = new NightWatch.Tools(
                clock,
                actor,
                new ClockBell(actor, clock, setting.schedule()),
                new NoWatchdog(),
                random,
                alarms,
                (phase, message, facts) -> {});
        NightWatch made = new NightWatch(tools, duty(), this::duty, followers(tools), Journal.open(new Memory()));
        watch = Optional.of(made);
        made.run();
    }

    private Duty duty() {
        return new Duty(
                "prod",
                name,
                setting.nodes(),
                Optional.of(setting.times()),
                setting.schedule(),
                maxLag,
                Duration.ofHours(20),
                this::open,
                this::sources);
    }

    private List<Source> sources() {
        if (sourcesAreBroken) {
            throw new IllegalStateException("as planned");
        }
        List<Source> sources = new ArrayList<>();
        if (hasServer) {
            sources.add(new SimulatedSource(time::now, this::waits, captureTakes, this::fails, this::breaks));
        }
        systems.forEach(system -> sources.add(new SimulatedSystem(system, this::waits, systemsTake, this::asks)));
        return sources;
    }

    private boolean asks() {
        systemsAsked++;
        return systemsFail;
    }

    private Followers followers(NightWatch.Tools tools) {
        Followers made = new Followers(
                tools,
                new Turns(RunLock.ofRuns(setting.stateDir(), "prod", name)),
                this::starts,
                this::waits,
                source -> new Followed());
        followers = Optional.of(made);
        return made;
    }

    private Workers.Worker starts(String task, Runnable work) {
        VirtualTime.Actor[] made = new VirtualTime.Actor[1];
        made[0] = time.start(name + "-" + task, () -> {
            SELF.set(made[0]);
            work.run();
        });
        workers.add(made[0]);
        return new Workers.Worker() {
            @Override
            public void interrupt() {}

            @Override
            public void join() {}
        };
    }

    /** Waits as whoever asks. */
    private void waits(Duration duration) {
        SELF.get().of(duration);
    }

    private ObjectStore open() throws IOException {
        if (storeIsRefused) {
            throw new RefusedException("the store must not be used, as planned");
        }
        return new SimulatedStore(store.again(), storeIsAway, this::dies, this::requests);
    }

    private boolean fails() {
        if (!sourceHangs.isZero()) {
            waits(sourceHangs);
        }
        if (sourceIsBroken) {
            throw new NoClassDefFoundError("as planned");
        }
        if (silentTries > 0) {
            silentTries--;
            return true;
        }
        return sourceFails;
    }

    private boolean breaks() {
        boolean breaks = sourceBreaks;
        sourceBreaks = false;
        return breaks;
    }

    /** Before each request, and after it. */
    private void requests() {
        if (requestsLeft >= 0 && --requestsLeft < 0) {
            throw new VirtualTime.Killed();
        }
    }

    private boolean dies() {
        boolean dies = diesAfterPart;
        diesAfterPart = false;
        return dies;
    }

    List<SlotOutcome> outcomes() throws IOException {
        return Journal.open(new Memory()).outcomes();
    }

    Optional<SlotOutcome> outcome(Instant slot) throws IOException {
        List<SlotOutcome> found =
                outcomes().stream().filter(one -> one.slot().equals(slot)).toList();
        if (found.size() > 1) {
            throw new AssertionError(name + " has several outcomes for " + slot + ": " + found);
        }
        return found.stream().findFirst();
    }

    List<Alarm> raised() {
        return alarms.raised().stream().map(Alarms.Raised::alarm).toList();
    }

    /** A journal that survives a reboot. */
    private final class Memory implements Journal.Place {

        @Override
        public Optional<String> read() {
            return journal;
        }

        @Override
        public void write(String text) throws IOException {
            if (journalFails) {
                throw new IOException("No space left on device, as planned");
            }
            journal = Optional.of(text);
        }
    }

    private final class Followed implements Journal.Place {

        @Override
        public Optional<String> read() {
            return followed;
        }

        @Override
        public void write(String text) {
            followed = Optional.of(text);
        }
    }

    /** Rings by the clock of its machine, right or wrong. */
    private static final class ClockBell implements Bell {

        private final VirtualTime.Actor self;
        private final InstantSource clock;
        private final Schedule schedule;

        ClockBell(VirtualTime.Actor self, InstantSource clock, Schedule schedule) {
            this.self = self;
            this.clock = clock;
            this.schedule = schedule;
        }

        @Override
        public void follow(ScheduleConfig times) {}

        @Override
        public void await(Duration atMost) {
            Instant now = clock.instant();
            Duration ring = schedule.firstAfter(now)
                    .map(slot -> Duration.between(now, slot))
                    .orElse(atMost);
            self.of(ring.compareTo(atMost) < 0 ? ring : atMost);
        }

        @Override
        public void ring() {}
    }

    private static final class NoWatchdog implements Watchdog, Watchdog.Watched {

        @Override
        public Watched watch(Duration longest) {
            return this;
        }

        @Override
        public boolean struck() {
            return false;
        }

        @Override
        public void close() {}
    }
}
