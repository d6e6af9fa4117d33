package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.peer.PeerMain;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An observer of one ensemble: its process, started when it is needed, and what it vouches for. Where another program of
 * ours observes in the same directory already, as the daemon does while somebody makes a backup by hand, that one is asked.
 */
final class Observer implements Closeable {

    private static final Duration STEP = Duration.ofMillis(100);

    /** Servers that answer do so at once, and electing a leader takes seconds. */
    private static final Duration REACH = Duration.ofSeconds(60);

    /** A leader that is lost is found again, or another one elected, in less. */
    private static final Duration RETURN = Duration.ofSeconds(30);

    /** A process that has ended is started again by itself no sooner than this after its start; its leader may send it a state. */
    private static final Duration FIRST_REST = Duration.ofSeconds(30);

    /** Nor later than this, after it has ended again and again. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int OUT_OF_MEMORY = 3;

    private final ObserverSettings settings;
    private final ObserverFolder folder;
    private final ObserverJars jars;
    private final Pause pause;
    private final ObserverContact contact;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ObserverProcess process;
    private boolean refused;
    private Duration rest = FIRST_REST;
    private long begun = System.nanoTime() - LONGEST_REST.multipliedBy(2).toNanos();

    /** Whether the process has had everything once. */
    private boolean inStep;

    private Optional<String> setAside = Optional.empty();

    /** Finds the jars that the process runs on. */
    @FunctionalInterface
    interface ObserverJars {

        /** Finds them now, or says why there are none. */
        ServerJars find() throws IOException;
    }

    Observer(ObserverSettings settings, ObserverFolder folder, ObserverJars jars, Pause pause) {
        this.settings = settings;
        this.folder = folder;
        this.jars = jars;
        this.pause = pause;
        this.contact = new ObserverContact(folder.socket(), ANSWER);
    }

    ObserverSettings settings() {
        return settings;
    }

    ObserverFolder folder() {
        return folder;
    }

    /** Why an older state was set aside since this was last asked. */
    Optional<String> tellSetAside() {
        Optional<String> told = setAside;
        setAside = Optional.empty();
        return told;
    }

    /** Starts the process if need be, and returns when it has all that its leader has; refuses when it does not get there. */
    void sync() throws IOException {
        lock.lock();
        try {
            refused = false;
            begin();
            Optional<String> foreign = await(inStep ? shorter(settings.limit(), RETURN) : settings.limit());
            if (foreign.isPresent()) {
                begin();
                foreign = await(settings.limit());
            }
            if (foreign.isPresent()) {
                throw new RefusedException("the observer's files were set aside, and what the leader sent instead is no"
                        + " better: " + foreign.get());
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it vouches for, waiting for a leader no longer than it takes to elect one. */
    ServerStatus status() throws IOException {
        lock.lock();
        try {
            Optional<String> foreign = await(shorter(settings.limit(), RETURN));
            if (foreign.isPresent()) {
                throw new RefusedException("the observer stopped: " + foreign.get()
                        + "; the next run sets its files aside and begins with the leader's");
            }
            return state().flatMap(ObserverState::status)
                    .orElseThrow(() -> new NotYetException("the observer has just lost its leader; run again"));
        } finally {
            lock.unlock();
        }
    }

    /** The same right now, without waiting; empty while it has no leader or nobody answers. */
    Optional<ServerStatus> statusNow() throws RefusedException {
        return state().flatMap(ObserverState::status);
    }

    /** Starts a process that is gone again, unless it ended for a reason that somebody has to see to. */
    void keepUp() throws IOException {
        if (lock.tryLock()) {
            try {
                refused |= hasEnded() && endedForGood();
                if (!refused && !(hasEnded() && rests())) {
                    begin();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether the same would only happen again, to the ensemble's cost. */
    private boolean endedForGood() {
        int code = process == null ? 0 : process.exitValue();
        boolean aside = folder.verdict().filter(ObserverFolder.Verdict::aside).isPresent();
        return code == OUT_OF_MEMORY || (code == PeerMain.JUDGED && !aside);
    }

    private boolean rests() {
        return System.nanoTime() - begun < rest.toNanos();
    }

    /** Each start soon after the one before makes the rest longer. */
    private void noteBeginning() {
        long now = System.nanoTime();
        boolean again = now - begun < LONGEST_REST.multipliedBy(2).toNanos();
        rest = again ? shorter(rest.multipliedBy(2), LONGEST_REST) : FIRST_REST;
        begun = now;
    }

    private boolean hasEnded() {
        return process != null && !process.isAlive();
    }

    /** Sees that a process runs, ours or another program's. */
    private void begin() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        process = null;
        inStep = false;
        folder.requireOwn();
        if (folder.isTaken()) {
            requireSame();
            return;
        }
        ServerJars found = jars.find();
        Optional<String> before = folder.prepare();
        setAside = before.isPresent() ? before : setAside;
        ObserverConfiguration configuration = new ObserverConfiguration(settings, folder);
        configuration.write();
        noteBeginning();
        process = ObserverProcess.start(configuration.command(found), folder);
    }

    private void requireSame() throws IOException {
        Optional<String> foreign = folder.foreign();
        if (foreign.isPresent()) {
            throw new RefusedException("another process uses 'work-dir' " + folder.root() + ", and " + foreign.get()
                    + "; give each observer a directory of its own");
        }
    }

    /** Empty when it is in step; else why its files are of no use. Refuses when neither comes. */
    private Optional<String> await(Duration limit) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            Optional<ObserverState> state = state();
            if (state.isPresent() && state.get().status().isPresent()) {
                inStep = true;
                return Optional.empty();
            }
            if (hasEnded()) {
                return Optional.of(judge());
            }
            boolean looks = state.isEmpty() || state.get().looks();
            Duration patience = looks ? shorter(limit, REACH) : limit;
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new RefusedException("the observer did not get through to the ensemble within "
                        + patience.toSeconds() + " s: " + new ObserverTrouble(settings, folder).explain(state));
            }
            pause.of(STEP);
        }
    }

    private Optional<ObserverState> state() throws RefusedException {
        try {
            return Optional.of(contact.ask());
        } catch (RefusedException unknown) {
            throw unknown;
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** Why a process that ended left files that are of no use; refuses when it ended for another reason. */
    private String judge() throws RefusedException {
        ObserverProcess ended = process;
        if (ended == null) {
            throw new IllegalStateException("there was no process");
        }
        Optional<ObserverFolder.Verdict> verdict = folder.verdict();
        if (ended.exitValue() == PeerMain.JUDGED
                && verdict.filter(ObserverFolder.Verdict::aside).isPresent()) {
            return verdict.get().why();
        }
        refused = endedForGood();
        if (ended.exitValue() == PeerMain.JUDGED && verdict.isPresent()) {
            throw new RefusedException("the observer stopped: " + verdict.get().why());
        }
        throw new RefusedException(
                switch (ended.exitValue()) {
                    case PeerMain.TAKEN ->
                        "another process uses 'work-dir' " + folder.root()
                                + "; give each observer a directory of its own";
                    case OUT_OF_MEMORY ->
                        "the observer ran out of memory: the ensemble's tree needs more than 'heap', "
                                + settings.heapMegabytes() + "m; give it more";
                    default ->
                        "the observer's process ended with " + ended.exitValue() + "; its log is " + folder.log()
                                + (ended.lastWords().isEmpty() ? "" : "; the last it said: " + ended.lastWords());
                });
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends the process, if it is ours. */
    @Override
    public void close() {
        lock.lock();
        try {
            ObserverProcess ours = process;
            process = null;
            if (ours != null) {
                ours.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
