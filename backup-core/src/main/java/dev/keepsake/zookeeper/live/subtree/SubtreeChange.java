package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.UnfinishedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;

/** A subtree of a running ensemble that is made what it was: at some moment, or before such a change. */
public final class SubtreeChange implements Closeable {

    private final Ensemble ensemble;
    private final Closeable session;
    private final Planning planning;
    private final String title;
    private final String chroot;
    private final InstantSource clock;

    SubtreeChange(
            Ensemble ensemble, Closeable session, Planning planning, String title, String chroot, InstantSource clock) {
        this.ensemble = ensemble;
        this.session = session;
        this.planning = planning;
        this.title = title;
        this.chroot = chroot;
        this.clock = clock;
    }

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Progress {

        /** So many of all changes were tried. */
        void at(int tried, int all);
    }

    /** Makes a plan from what is there. */
    @FunctionalInterface
    interface Planning {

        /** Reads as much as it needs. */
        ChangePlan plan(Ensemble ensemble) throws IOException;
    }

    /** Makes it what it was in a tree of the past; {@code title} says in words what that is. Takes the session over. */
    public static SubtreeChange restore(
            LiveEnsemble session, ZnodeView past, Scope scope, String title, InstantSource clock) {
        return new SubtreeChange(
                new Session(session),
                session,
                ensemble -> restored(ensemble, past, scope),
                title,
                session.settings().chroot(),
                clock);
    }

    /** Takes back what an undo file tells. Takes the session over. */
    public static SubtreeChange undo(LiveEnsemble session, Path undoFile, InstantSource clock) throws IOException {
        UndoFile file = UndoFile.read(undoFile);
        String chroot = session.settings().chroot();
        if (!file.chroot().equals(chroot)) {
            throw new RefusedException("the undo file " + undoFile + " is of a change below " + file.chroot()
                    + ", and --connect leads to " + chroot + ": paths would mean other znodes. Connect with "
                    + (file.chroot().equals("/") ? "no path behind the hosts" : "HOSTS" + file.chroot()));
        }
        return new SubtreeChange(
                new Session(session),
                session,
                ensemble -> UndoPlanner.plan(file, ensemble.read(UndoPlanner.paths(file))),
                "undo of " + file.title(),
                chroot,
                clock);
    }

    /** What it is, in words. */
    public String title() {
        return title;
    }

    /** Looks at the ensemble and says what would be changed; writes nothing anywhere. May be repeated. */
    public ChangePlan plan() throws IOException {
        return planning.plan(ensemble);
    }

    /**
     * Applies a plan, as far as the znodes are still as the plan saw them. What undoes it stands in a file of that name,
     * complete and on disk before the first write, and goes on saying what was done: it serves also after a failure in the
     * middle. Refuses a file that is there already.
     */
    public ChangeOutcome apply(ChangePlan plan, Path undoFile, Progress progress) throws IOException {
        try (UndoWriter undo = UndoWriter.begin(undoFile, title, chroot, plan, clock.instant())) {
            return apply(plan, undo, undoFile, progress);
        }
    }

    private ChangeOutcome apply(ChangePlan plan, UndoWriter undo, Path undoFile, Progress progress) throws IOException {
        try {
            return new Applier(ensemble, undo, progress, plan).apply();
        } catch (IOException e) {
            if (!undo.hasIntended()) {
                throw e;
            }
            String message = e.getMessage() + ". What was done until here can be taken back: keepsake undo " + undoFile
                    + "; or run the same again, which does the rest";
            throw e instanceof InterruptedIOException
                    ? new InterruptedIOException(message)
                    : new UnfinishedException(message, e);
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
    }

    static ChangePlan restored(Ensemble ensemble, ZnodeView past, Scope scope) throws IOException {
        Optional<PastZnode> then = past.znode(scope.path());
        if (then.isEmpty() || then.get().kind() == PastZnode.Kind.EPHEMERAL) {
            throw new RefusedException(scope.path() + (then.isEmpty() ? " was not there then" : " was ephemeral then")
                    + ", so there is nothing to restore");
        }
        if (OwnPaths.isServers(scope.to()) || OwnPaths.isServers(scope.path())) {
            throw new RefusedException(
                    "/zookeeper is the servers' own; of what is below it only quotas can be restored, for example"
                            + " /zookeeper/quota/app");
        }
        SortedMap<String, PastZnode> live = ensemble.subtree(scope.to());
        if (!live.containsKey("/")) {
            throw new RefusedException("the path behind the hosts of --connect is not there; create it first");
        }
        String parent = PathOrder.parent(scope.to());
        if (!scope.isInPlace() && !live.containsKey(parent)) {
            throw new RefusedException(parent + " is not there, below which " + scope.to()
                    + " would come; create it first," + " or give another --to");
        }
        return SubtreePlanner.plan(past, scope, live);
    }
}
