package dev.keepsake.agent;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Source;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The followers of this node's sources, one for each, beside the watch over its slots. */
final class Followers {

    private final NightWatch.Tools tools;
    private final Turns turns;
    private final Workers workers;
    private final Pause pause;
    private final Function<String, Journal.Place> places;
    private final List<Follower> followers = new ArrayList<>();
    private final List<Workers.Worker> atWork = new ArrayList<>();
    private final Map<Alarm, SortedMap<String, String>> reasons = new EnumMap<>(Alarm.class);
    private boolean stopping;

    /**
     * Nobody is followed yet.
     *
     * @param pause where followers wait between turns
     * @param places where it is written down how far a source is followed
     */
    Followers(
            NightWatch.Tools tools, Turns turns, Workers workers, Pause pause, Function<String, Journal.Place> places) {
        this.tools = tools;
        this.turns = turns;
        this.workers = workers;
        this.pause = pause;
        this.places = places;
    }

    /** Who has the tapes when. */
    Turns turns() {
        return turns;
    }

    /** Follows what this duty says from now on, after the turns under way. */
    void follow(Duty duty) throws IOException {
        halt();
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while followers ended their turns");
        }
        forget();
        if (duty.maxLag().isPresent()) {
            for (Source source : duty.sources().get()) {
                if (source instanceof ArtefactSource tape && tape.hasTransactions()) {
                    begin(duty, tape);
                }
            }
        }
    }

    private void begin(Duty duty, ArtefactSource source) {
        Follower follower = new Follower(
                duty,
                source,
                tools,
                pause,
                turns,
                new FollowRecord(places.apply(source.name())),
                (alarm, reason) -> set(alarm, source.name(), reason));
        if (admit(follower)) {
            Workers.Worker worker = workers.start("follow-" + source.name(), follower::run);
            follower.runBy(worker);
            atWork.add(worker);
        }
    }

    private synchronized boolean admit(Follower follower) {
        if (!stopping) {
            followers.add(follower);
        }
        return !stopping;
    }

    /** Whether any of them is kept so long by one turn that somebody must be told. */
    void look() {
        List<Follower> all;
        synchronized (this) {
            all = List.copyOf(followers);
        }
        all.forEach(Follower::look);
    }

    /** How far each source is followed, by its name. */
    synchronized Map<String, FollowState> states() {
        Map<String, FollowState> states = new TreeMap<>();
        followers.forEach(follower -> states.put(follower.name(), follower.state()));
        return states;
    }

    /** No turn begins from now on. */
    synchronized void stop() {
        stopping = true;
        halt();
    }

    private synchronized void halt() {
        followers.forEach(Follower::stop);
        followers.clear();
    }

    /** Returns when no turn is under way any more; when this thread is interrupted, turns are, too. */
    void end() {
        stop();
        try {
            join();
        } catch (InterruptedException impatient) {
            atWork.forEach(Workers.Worker::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    private void join() throws InterruptedException {
        for (Workers.Worker worker : atWork) {
            worker.join();
        }
        atWork.clear();
    }

    private synchronized void forget() {
        reasons.keySet().forEach(tools.alarms()::clear);
        reasons.clear();
    }

    /** An alarm lasts as long as one source has a reason for it. */
    private synchronized void set(Alarm alarm, String source, Optional<String> reason) {
        SortedMap<String, String> all = reasons.computeIfAbsent(alarm, none -> new TreeMap<>());
        boolean had = !all.isEmpty();
        reason.ifPresentOrElse(why -> all.put(source, why), () -> all.remove(source));
        if (!all.isEmpty()) {
            List<String> words = new ArrayList<>();
            all.forEach((name, why) -> words.add(name + ": " + why));
            tools.alarms().raise(alarm, String.join("; ", words));
        } else if (had) {
            tools.alarms().clear(alarm);
        }
    }
}
