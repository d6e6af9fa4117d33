package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.PastChanges;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One replay that goes on from the first moment to the second, and notes on the way how znodes were before they changed. */
public final class ReplayedChanges implements PastChanges {

    private final Zxid from;
    private final Zxid to;
    private final Scope scope;
    private final SortedMap<String, Optional<PastZnode>> before = new TreeMap<>();
    private @Nullable Replaying replaying;
    private boolean complete;

    /** Between the moments right after two transactions; unless the scope is the whole tree, no digest is compared. */
    public ReplayedChanges(Zxid from, Zxid to, Scope scope) {
        this.from = from;
        this.to = to;
        this.scope = scope;
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    @Override
    public void begin(TapeStart start) {
        replaying = null;
        complete = false;
        before.clear();
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        if (artefact.kind() == Artefact.Kind.BASE) {
            replaying = Replaying.load(artefact, scope);
            return;
        }
        Replaying loaded = loaded();
        if (artefact.from().compareTo(from) < 0) {
            loaded.replay(artefact, from, zxid -> {});
        }
        if (artefact.to().compareTo(from) > 0) {
            Zxid after = artefact.from().compareTo(from) < 0 ? from : artefact.from();
            loaded.replay(artefact, after, to, new Noting(loaded.tree()));
        }
    }

    /** Comes last, so that the tree must be that of the second moment now. */
    @Override
    public void describe(SortedMap<String, String> facts) throws IOException {
        loaded().requireReached(to);
        complete = true;
    }

    @Override
    public SortedSet<String> paths() {
        requireComplete();
        return Collections.unmodifiableSortedSet(new TreeSet<>(before.keySet()));
    }

    @Override
    public Optional<PastZnode> before(String path) {
        requireComplete();
        return before.getOrDefault(path, Optional.empty());
    }

    @Override
    public Optional<PastZnode> after(String path) {
        requireComplete();
        return ReplayedTree.shown(loaded().tree(), path);
    }

    private void requireComplete() {
        if (!complete) {
            throw new IllegalStateException("changes are looked at after everything was sent");
        }
    }

    private Replaying loaded() {
        if (replaying == null) {
            throw new IllegalStateException("a link came before its base");
        }
        return replaying;
    }

    /** Notes of some records what they are about, before the first of them is applied. */
    private final class Noting implements Replay.Step {

        private final ZnodeTree tree;

        Noting(ZnodeTree tree) {
            this.tree = tree;
        }

        @Override
        public void coming(List<LogRecord> records) throws IOException {
            for (LogRecord record : records) {
                for (String path : Touched.by(record, tree, scope)) {
                    note(path);
                    // counts its children
                    note(path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/')));
                }
            }
        }

        private void note(String path) {
            if (!before.containsKey(path) && scope.holds(path)) {
                before.put(path, ReplayedTree.shown(tree, path));
            }
        }

        @Override
        public void applied(Zxid zxid) {
            // what matters was noted before
        }
    }
}
