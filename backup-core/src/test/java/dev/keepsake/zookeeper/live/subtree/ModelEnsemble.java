package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An ensemble in memory, by ZooKeeper's rules as far as clients see them; others write, and answers go lost, when told. */
@SuppressWarnings("NullAway") // it does not see from class files that the data may be null
final class ModelEnsemble implements Ensemble {

    /** A session of somebody else, which ephemeral znodes belong to. */
    static final long SOMEBODY = 0x1000_0000_0001L;

    private final boolean tellsCreations;
    private SortedMap<String, PastZnode> znodes = new TreeMap<>(PathOrder.PARENTS_FIRST);
    private long zxid = 0x1_0000_0000L;
    private Meanwhile meanwhile = () -> Fate.ANSWERED;
    private Runnable afterwards = () -> {};
    private int commits;
    private final Set<String> ours = new HashSet<>();

    ModelEnsemble(boolean tellsCreations) {
        this.tellsCreations = tellsCreations;
        znodes.put("/", znode("/", null, List.of("world:anyone:cdrwa"), PastZnode.Kind.PERSISTENT, 0));
    }

    /** What becomes of a write and of its answer. */
    enum Fate {
        ANSWERED,
        LOST_AND_DONE,
        LOST_AND_NOT_DONE,
        CRASH_BEFORE,
        CRASH_AFTER
    }

    /** What others do between our look and our write. */
    @FunctionalInterface
    interface Meanwhile {

        /** Does it, and says what becomes of our write. */
        Fate happens();
    }

    /** The process that writes is killed. */
    static final class Killed extends IOException {

        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed");
        }
    }

    void meanwhile(Meanwhile happening) {
        this.meanwhile = happening;
    }

    /** What others do right behind our next write. */
    void afterwards(Runnable once) {
        this.afterwards = once;
    }

    int commits() {
        return commits;
    }

    /** Where the restore has written. */
    Set<String> ours() {
        return ours;
    }

    /** Everything that is there. */
    SortedMap<String, PastZnode> all() {
        return new TreeMap<>(znodes);
    }

    PastZnode at(String path) {
        PastZnode found = znodes.get(path);
        if (found == null) {
            throw new IllegalStateException("no " + path);
        }
        return found;
    }

    boolean has(String path) {
        return znodes.containsKey(path);
    }

    /** Another client's create. */
    PastZnode create(String path, byte @Nullable [] data, List<String> acl, PastZnode.Kind kind, long owner) {
        zxid++;
        return made(path, data, acl, kind, owner);
    }

    /** Another client's change of data. */
    PastZnode set(String path, byte @Nullable [] data) {
        zxid++;
        return changed(path, data);
    }

    /** Another client's change of an access list. */
    PastZnode secure(String path, List<String> acl) {
        zxid++;
        return secured(path, acl);
    }

    /** Another client's deletion. */
    void delete(String path) {
        zxid++;
        removed(path);
    }

    @Override
    public SortedMap<String, PastZnode> subtree(String path) {
        SortedMap<String, PastZnode> found = all();
        found.keySet().removeIf(there -> !PathOrder.isWithin(there, path) && !PathOrder.isWithin(path, there));
        return found;
    }

    @Override
    public Map<String, PastZnode> read(Collection<String> paths) {
        Map<String, PastZnode> found = new HashMap<>();
        paths.stream().filter(path -> znodes.containsKey(path)).forEach(path -> found.put(path, at(path)));
        return found;
    }

    @Override
    public Map<String, Sight> look(Collection<String> paths) {
        Map<String, Sight> seen = new HashMap<>();
        read(paths)
                .forEach((path, znode) -> seen.put(
                        path,
                        new Sight(Identity.of(znode), znode.children(), znode.kind() == PastZnode.Kind.EPHEMERAL)));
        return seen;
    }

    @Override
    public Answer commit(List<Edit> edits) throws IOException {
        commits++;
        Fate fate = meanwhile.happens();
        if (fate == Fate.CRASH_BEFORE) {
            throw new Killed();
        }
        Answer answer = fate == Fate.LOST_AND_NOT_DONE ? new Answer.Lost("lost") : committed(edits);
        if (fate == Fate.CRASH_AFTER) {
            throw new Killed();
        }
        Runnable once = afterwards;
        afterwards = () -> {};
        once.run();
        return fate == Fate.LOST_AND_DONE ? new Answer.Lost("lost") : answer;
    }

    private Answer committed(List<Edit> edits) {
        SortedMap<String, PastZnode> before = all();
        zxid++;
        List<Optional<Identity>> states = new ArrayList<>();
        for (Edit edit : edits) {
            Optional<String> refusal = refusal(edit);
            if (refusal.isPresent()) {
                znodes = before;
                return new Answer.Stopped(states.size(), refusal.get(), false);
            }
            states.add(done(edit));
        }
        edits.forEach(edit -> ours.add(edit.path()));
        return new Answer.Done(states);
    }

    private Optional<String> refusal(Edit edit) {
        PastZnode present = znodes.get(edit.path());
        if (edit instanceof Edit.Create) {
            PastZnode parent = znodes.get(PathOrder.parent(edit.path()));
            boolean possible = present == null && parent != null && parent.kind() != PastZnode.Kind.EPHEMERAL;
            return possible ? Optional.empty() : Optional.of("exists or has no parent");
        }
        if (present == null) {
            return Optional.of("is not there");
        }
        if (edit instanceof Edit.SetData set) {
            return set.version() == present.version() ? Optional.empty() : Optional.of("has another version");
        }
        boolean possible =
                present.children() == 0 && edit instanceof Edit.Delete delete && delete.version() == present.version();
        return possible ? Optional.empty() : Optional.of("has children or another version");
    }

    private Optional<Identity> done(Edit edit) {
        if (edit instanceof Edit.Create create) {
            List<String> acl = create.acl().stream()
                    .map(entry -> entry.startsWith("auth::") ? "digest:us:" + entry.substring(6) : entry)
                    .toList();
            PastZnode made = made(create.path(), create.data(), acl, create.kind(), create.owner());
            return tellsCreations || create.kind() != PastZnode.Kind.PERSISTENT
                    ? Optional.of(Identity.of(made))
                    : Optional.empty();
        }
        if (edit instanceof Edit.SetData set) {
            return Optional.of(Identity.of(changed(set.path(), set.data())));
        }
        removed(edit.path());
        return Optional.empty();
    }

    @Override
    public List<Answer> secure(List<Access> lists) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (Access access : lists) {
            commits++;
            Fate fate = meanwhile.happens();
            if (fate == Fate.CRASH_BEFORE) {
                throw new Killed();
            }
            answers.add(fate == Fate.LOST_AND_NOT_DONE ? new Answer.Lost("lost") : secured(access, fate));
            if (fate == Fate.CRASH_AFTER) {
                throw new Killed();
            }
        }
        return answers;
    }

    private Answer secured(Access access, Fate fate) {
        PastZnode present = znodes.get(access.path());
        if (present == null || present.aclVersion() != access.version()) {
            return new Answer.Stopped(0, "has another version", false);
        }
        PastZnode after = secure(access.path(), access.acl());
        ours.add(access.path());
        return fate == Fate.LOST_AND_DONE
                ? new Answer.Lost("lost")
                : new Answer.Done(List.of(Optional.of(Identity.of(after))));
    }

    @Override
    public boolean tellsCreations() {
        return tellsCreations;
    }

    @Override
    public boolean isSomebody() {
        return tellsCreations;
    }

    @Override
    public int maxBuffer() {
        return 4_096;
    }

    private PastZnode made(String path, byte @Nullable [] data, List<String> acl, PastZnode.Kind kind, long owner) {
        if (has(path)) {
            throw new IllegalStateException(path + " is there");
        }
        count(PathOrder.parent(path), 1);
        znodes.put(path, znode(path, data, acl, kind, owner));
        return at(path);
    }

    private void removed(String path) {
        if (at(path).children() > 0) {
            throw new IllegalStateException(path + " has children");
        }
        znodes.remove(path);
        count(PathOrder.parent(path), -1);
    }

    private PastZnode changed(String path, byte @Nullable [] data) {
        PastZnode old = at(path);
        znodes.put(path, copy(old, data, old.acl(), new Zxid(zxid), old.version() + 1, old.aclVersion(), 0));
        return at(path);
    }

    private PastZnode secured(String path, List<String> acl) {
        PastZnode old = at(path);
        znodes.put(path, copy(old, old.data(), acl, old.modified(), old.version(), old.aclVersion() + 1, 0));
        return at(path);
    }

    private void count(String path, int more) {
        PastZnode old = at(path);
        znodes.put(path, copy(old, old.data(), old.acl(), old.modified(), old.version(), old.aclVersion(), more));
    }

    private static PastZnode copy(
            PastZnode old,
            byte @Nullable [] data,
            List<String> acl,
            Zxid modified,
            int version,
            int aclVersion,
            int moreChildren) {
        return new PastZnode(
                old.path(),
                data,
                acl,
                old.kind(),
                old.created(),
                modified,
                old.childrenModified(),
                0,
                0,
                version,
                old.childrenCreated() + Math.max(0, moreChildren),
                aclVersion,
                old.owner(),
                old.children() + moreChildren);
    }

    private PastZnode znode(String path, byte @Nullable [] data, List<String> acl, PastZnode.Kind kind, long owner) {
        Zxid now = new Zxid(zxid);
        return new PastZnode(path, data, acl, kind, now, now, now, 0, 0, 0, 0, 0, owner, 0);
    }
}
