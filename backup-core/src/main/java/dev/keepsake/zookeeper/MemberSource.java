package dev.keepsake.zookeeper;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A ZooKeeper server on this machine, captured from its files while it runs.
 *
 * <p>The order is what makes it exact: first ask the server what is committed, then pin its files, then read; nothing
 * behind that first answer is taken, and everything is read and judged once before anything is sent. If the server's mode
 * or epoch has changed by then, the reading is thrown away and begun again.
 *
 * <p>Reading opens files read-only and leaves the server and its directories as they are.
 */
public final class MemberSource implements ArtefactSource {

    /** The word for this kind of source in the configuration. */
    public static final String TYPE = "zookeeper";

    private static final int TRIES = 24;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final String name;
    private final ServerDirectories directories;
    private final StatusAnswer client;
    private final Pause pause;
    private final LogPlaces places = new LogPlaces();

    /** With whoever answers for the server. */
    MemberSource(String name, ServerDirectories directories, StatusAnswer client, Pause pause) {
        this.name = name;
        this.directories = directories;
        this.client = client;
        this.pause = pause;
    }

    /** A running server by its {@code dataDir}, its {@code dataLogDir} and its client port on this machine. */
    public static MemberSource running(String name, Path dataDir, Path dataLogDir, String host, int port, Pause pause) {
        return running(name, dataDir, dataLogDir, ServerContact.plain(host, port), pause);
    }

    /** A running server by its {@code dataDir}, its {@code dataLogDir} and how to ask it what is committed. */
    public static MemberSource running(String name, Path dataDir, Path dataLogDir, ServerContact contact, Pause pause) {
        return new MemberSource(name, new ServerDirectories(dataDir, dataLogDir), new ServerQuestions(contact), pause);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        WindowEnds windows = new WindowEnds();
        Duration wait = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            try {
                capture(sink, windows);
                return;
            } catch (NotYetException notYet) {
                if (tries == TRIES) {
                    throw new RefusedException(String.valueOf(notYet.getMessage()));
                }
                // mostly the server has yet to write what it has committed; an election takes longer
                pause.of(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Looks at the server's log alone: the server itself would note each question in its own log. */
    @Override
    public boolean hasMoreThan(Optional<Mark> end) throws IOException {
        if (end.isEmpty()) {
            return true;
        }
        try (PinnedFiles files = PinnedFiles.pinLogs(directories, end.get().zxid(), places)) {
            return !endsWith(
                    end.get(),
                    LogWalk.before(
                            files, (before, next, damage) -> true, end.get().zxid()));
        } catch (CorruptException notFollowed) {
            return true;
        }
    }

    private static boolean endsWith(Mark mark, LogWalk walk) throws IOException {
        Optional<LogWalk.Step> step = walk.next();
        while (step.isPresent() && step.get().record().zxid().compareTo(mark.zxid()) < 0) {
            step = walk.next();
        }
        return step.isPresent()
                && mark.isOf(step.get().record().zxid(), step.get().record().fingerprint())
                && walk.next().isEmpty()
                && walk.damage().isEmpty();
    }

    private void capture(ArtefactSink sink, WindowEnds windows) throws IOException {
        ServerStatus status = client.ask();
        requireItsOwn(status);
        Optional<Mark> mark = sink.end();
        try (PinnedFiles files =
                PinnedFiles.pin(directories, mark.map(Mark::zxid).orElse(new Zxid(0)), places)) {
            StepRule rule = new StepRule(files);
            BaseFinder bases = new BaseFinder(files, status, rule, windows.asking(client));
            CapturePlan plan = new CapturePlanner(files, status, rule, bases).plan(mark, sink.onlyBase());
            requireReached(plan.run(), status, files);
            SortedMap<String, String> facts = facts(status);
            requireSameTerm(status, client.ask());
            files.requireUnpurged(directories);
            PlanSender sender = new PlanSender(files, sink);
            sender.send(plan, facts);
            sender.sendWantedBase(plan, bases);
            sink.describe(withPlaces(facts));
        }
    }

    /** Where a restore puts it, on this machine or the one that takes its place. */
    private SortedMap<String, String> withPlaces(SortedMap<String, String> facts) {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.put("data-dir", directories.dataDir().toString());
        all.put("data-log-dir", directories.dataLogDir().toString());
        return all;
    }

    /**
     * What the server vouches for must be in its log, at once or in a moment: a server may commit before its own disk has
     * the record. Where it never comes, the log is damaged, or it is another server's.
     */
    private static void requireReached(Captured run, ServerStatus status, PinnedFiles files) throws NotYetException {
        if (status.zxid().counter() == 0 || run.through().equals(status.zxid())) {
            return;
        }
        throw new NotYetException("the server says that " + status.zxid() + " is committed, but its log ends at "
                + run.through() + whyNotReached(run, status, files));
    }

    private static String whyNotReached(Captured run, ServerStatus status, PinnedFiles files) {
        if (!run.damage().isEmpty()) {
            return ": " + run.damage() + "; restore this server's log from its ensemble (stop it, set its"
                    + " directories aside, start it blank), and capture another member meanwhile";
        }
        boolean sent = files.snapshots().stream().anyMatch(one -> one.zxid().equals(status.zxid()));
        return sent
                ? ": its leader has sent it the whole state, and nothing was written since. With the next transaction,"
                        + " such as a client that connects, it can be captured; the other members can already"
                : "; do 'data-log-dir' and 'client' belong to the same server?";
    }

    /** A member that serves has written its epoch: one that is behind is not the server that answers. */
    private void requireItsOwn(ServerStatus status) throws IOException {
        long written = directories.epoch("currentEpoch").orElse(0);
        if (status.mode() != ServerStatus.Mode.STANDALONE
                && written < status.zxid().epoch()) {
            throw new RefusedException(
                    "the server that answers has got to epoch " + status.zxid().epoch() + ", but "
                            + directories.snapshots().resolve("currentEpoch") + " says " + written
                            + ": these are not its files; check 'client' and 'data-dir'");
        }
    }

    private static void requireSameTerm(ServerStatus before, ServerStatus now) throws NotYetException {
        if (!before.sameTerm(now)) {
            throw new NotYetException(
                    "the server kept changing its mode or epoch while it was read (" + before.mode() + " at "
                            + before.zxid() + ", then " + now.mode() + " at " + now.zxid()
                            + "); run again when the ensemble is stable");
        }
    }

    private SortedMap<String, String> facts(ServerStatus status) throws IOException {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("mode", status.mode().name().toLowerCase(Locale.ROOT));
        facts.put("server-version", status.version());
        facts.put("committed", status.zxid().toString());
        directories.serverId().ifPresent(id -> facts.put("server-id", id));
        directories.epoch("currentEpoch").ifPresent(epoch -> facts.put("current-epoch", Long.toString(epoch)));
        directories.epoch("acceptedEpoch").ifPresent(epoch -> facts.put("accepted-epoch", Long.toString(epoch)));
        return facts;
    }

    @Override
    public CheckReport check() {
        return new MemberCheck(directories, client).report();
    }
}
