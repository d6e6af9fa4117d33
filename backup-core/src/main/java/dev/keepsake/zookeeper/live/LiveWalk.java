package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Reads a running ensemble znode by znode, many at once. Each one is shown as it was at some moment of the walk, data, access
 * list and Stat together; the whole is not one point in time. Parents are shown before their children.
 *
 * <p>In memory are what is on its way, bounded in number and bytes, and names of children: those of one znode for each
 * level, and of as many as are read at once.
 */
public final class LiveWalk {

    private static final String SYSTEM = "/zookeeper";

    /** Each server writes it itself, from its own configuration. */
    private static final String OWN_CONFIGURATION = "config";

    private static final int MOST_TRIES = 50;
    private static final int MOST_LOSSES = 3;

    /** Two lost connections with less than so many znodes between them may have one of these for their reason. */
    private static final long FAR_ENOUGH = 1_000;

    /** An ensemble that elects a leader is back within this time, or is down. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final LiveEnsemble ensemble;
    private final boolean skipUnreadable;
    private final InstantSource clock;
    private final Duration patience;
    private final Pause pause = Pause.REAL;
    private final BlockingQueue<ZnodeReading> answered = new LinkedBlockingQueue<>();
    private final Pending pending = new Pending(answered::add);
    private final ReadingWindow window = new ReadingWindow();
    private final WalkCount count = new WalkCount();
    private int asked;
    private boolean lost;
    private boolean suspicious;
    private long lostAt = -FAR_ENOUGH;

    /**
     * A walk, to be made once.
     *
     * @param skipUnreadable whether znodes that may not be read are left out; otherwise they are a refusal
     */
    public LiveWalk(LiveEnsemble ensemble, boolean skipUnreadable, InstantSource clock) {
        this(ensemble, skipUnreadable, clock, PATIENCE);
    }

    LiveWalk(LiveEnsemble ensemble, boolean skipUnreadable, InstantSource clock, Duration patience) {
        this.ensemble = ensemble;
        this.skipUnreadable = skipUnreadable;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Shows a znode and all below it; nothing where there is no such znode.
     *
     * @throws RefusedException when something may not be read, or cannot be read whole
     * @throws EnsembleLostException when the connection was lost and did not come back
     */
    public Walked walk(String top, ZnodeView.Step step) throws IOException {
        Instant begun = clock.instant();
        Zxid first = sync();
        pending.add(top);
        while (asked > 0 || !pending.isEmpty()) {
            ask();
            if (asked > 0) {
                take(step);
            }
        }
        requireReadable();
        WalkSpan span = new WalkSpan(first, sync(), begun, clock.instant());
        return count.walked(span, ensemble.settings().chroot());
    }

    /** How far the ensemble is. What was acknowledged before is seen from now on, whichever server answers. */
    private Zxid sync() throws IOException {
        Code code = asked();
        if (isLoss(code)) {
            reconnect();
        } else if (code != Code.OK) {
            throw failed("/", code);
        }
        return ensemble.lastZxid();
    }

    /** One question to whoever is connected. */
    private Code asked() throws IOException {
        BlockingQueue<Code> codes = new LinkedBlockingQueue<>();
        try {
            ensemble.client().sync("/", (code, path, context) -> codes.add(Code.get(code)), null);
        } catch (EnsembleLostException gone) {
            return Code.CONNECTIONLOSS;
        }
        return next(codes);
    }

    /** Asks for as much as may be on its way together. */
    private void ask() throws IOException {
        if (lost && asked == 0) {
            reconnect();
            lost = false;
            window.lost();
        }
        while (!lost && asked < (pending.hasSuspects() ? 1 : window.size())) {
            Optional<ZnodeReading> next = pending.next();
            if (next.isEmpty()) {
                return;
            }
            asked++;
            next.get().ask(client());
        }
    }

    private void take(ZnodeView.Step step) throws IOException {
        ZnodeReading reading = next(answered);
        asked--;
        if (reading.wasForContent()) {
            pending.release(reading);
        }
        Code problem = reading.problem();
        if (problem == Code.OK) {
            window.answered(reading.nanos());
            goOn(reading, step);
        } else if (problem == Code.NONODE) {
            count.vanished();
        } else if (problem == Code.NOAUTH) {
            count.unreadable(reading.path());
        } else if (isLoss(problem)) {
            lose(reading);
        } else {
            throw failed(reading.path(), problem);
        }
    }

    private void goOn(ZnodeReading reading, ZnodeView.Step step) throws IOException {
        if (!reading.wasForContent()) {
            pending.addBegun(reading);
            return;
        }
        Optional<PastZnode> znode = reading.znode();
        if (znode.isPresent()) {
            count.read(reading);
            step.at(znode.get());
            pending.addChildren(reading.path(), children(reading));
        } else if (reading.tries() < MOST_TRIES) {
            reading.again();
            pending.addChanged(reading);
        } else {
            throw new RefusedException("znode " + reading.path() + " was changed each of the " + MOST_TRIES
                    + " times that it was read, so that its data and its access list are of no common moment; run again"
                    + " when it is written less");
        }
    }

    private List<String> children(ZnodeReading reading) {
        boolean isSystem =
                reading.path().equals(SYSTEM) && ensemble.settings().chroot().equals("/");
        return isSystem
                ? reading.children().stream()
                        .filter(name -> !name.equals(OWN_CONFIGURATION))
                        .toList()
                : reading.children();
    }

    /** Whatever was on its way with it is lost, too; if there was nothing else, the znode itself is the likely reason. */
    private void lose(ZnodeReading reading) throws RefusedException {
        boolean alone = !lost && asked == 0;
        if (!lost) {
            suspicious = count.all() < lostAt + FAR_ENOUGH;
            lostAt = count.all();
            lost = true;
        }
        if (alone && reading.lostAlone() >= MOST_LOSSES) {
            throw new RefusedException(
                    "the connection to " + ensemble.settings().hosts() + " ended " + MOST_LOSSES
                            + " times while nothing but znode " + reading.path() + " was read"
                            + reading.size().map(size -> " (" + size + ")").orElse("")
                            + ": its answer may be too large, for the client (-Djute.maxbuffer) or for something on the way, or"
                            + " its server may die of it; the server's log says more");
        }
        reading.again();
        reading.forgetTry();
        if (suspicious) {
            pending.addSuspect(reading);
        } else {
            pending.addChanged(reading);
        }
    }

    private ZooKeeper client() throws IOException {
        try {
            return ensemble.client();
        } catch (EnsembleLostException gone) {
            reconnect();
            return ensemble.client();
        }
    }

    /** Returns when a question was answered again: a client may take a connection for good that has ended already. */
    private void reconnect() throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toNanos();
        while (left > 0 && ensemble.awaitConnected(Duration.ofNanos(left))) {
            if (!isLoss(asked())) {
                return;
            }
            pause.of(BETWEEN_LOOKS);
            left = end - System.nanoTime();
        }
        throw new EnsembleLostException(
                "the connection to " + ensemble.settings().hosts() + " was lost after "
                        + count.all() + " znodes, and was not back within " + patience.toSeconds()
                        + " s; run again when the ensemble serves");
    }

    private <T> T next(BlockingQueue<T> queue) throws IOException {
        try {
            T next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new EnsembleLostException("the ensemble at "
                        + ensemble.settings().hosts() + " did not answer for " + patience.toSeconds() + " s");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an ensemble was read");
        }
    }

    private static boolean isLoss(Code code) {
        return code == Code.CONNECTIONLOSS
                || code == Code.SESSIONEXPIRED
                || code == Code.SESSIONMOVED
                || code == Code.OPERATIONTIMEOUT
                || code == Code.REQUESTTIMEOUT;
    }

    private static IOException failed(String path, Code code) {
        return code == Code.AUTHFAILED
                ? new RefusedException(
                        "the servers refuse the credentials; see that they know the scheme and the password")
                : new IOException("znode " + path + " cannot be read: " + code);
    }

    /** What a walk may not read it does not know; whoever wants less than all must say so. */
    private void requireReadable() throws RefusedException {
        Walked.Some unreadable = count.unreadable();
        Walked.Some masked = count.masked();
        if (skipUnreadable || unreadable.count() + masked.count() == 0) {
            return;
        }
        String denied = unreadable.count() == 0
                ? ""
                : unreadable.count() + " znodes may not be read (" + unreadable
                        + "), and what is below them is not known";
        String hidden = masked.count() == 0
                ? ""
                : "the access lists of " + masked.count() + " znodes are shown without their passwords (" + masked
                        + "), and would let nobody in if they were restored so";
        throw new RefusedException(denied + (denied.isEmpty() || hidden.isEmpty() ? "" : "; ") + hidden
                + ". Read with credentials that have the rights 'read' and 'admin' everywhere, such as those of the super"
                + " user; or say skip-unreadable, to do without the first and to take the second as they are shown");
    }
}
