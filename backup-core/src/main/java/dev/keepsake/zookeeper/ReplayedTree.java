package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What an ensemble held right after one transaction: a base and its links, replayed, and where it is the whole tree proven
 * as for a restore.
 */
public final class ReplayedTree implements PastTree {

    private final Zxid target;
    private final Scope scope;
    private final long mostBytes;
    private @Nullable Replaying replaying;
    private boolean complete;

    /** A tree as it was right after this transaction. */
    public ReplayedTree(Zxid target) {
        this(target, Scope.EVERYTHING);
    }

    /** A part of it, and the znodes above that; unless that is the whole, no digest is compared. */
    public ReplayedTree(Zxid target, Scope scope) {
        this(target, scope, Long.MAX_VALUE);
    }

    /** The whole tree, refused if it takes more memory beside the heap than this. */
    public ReplayedTree(Zxid target, long mostBytes) {
        this(target, Scope.EVERYTHING, mostBytes);
    }

    private ReplayedTree(Zxid target, Scope scope, long mostBytes) {
        this.target = target;
        this.scope = scope;
        this.mostBytes = mostBytes;
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    @Override
    public void begin(TapeStart start) {
        replaying = null;
        complete = false;
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        if (artefact.kind() == Artefact.Kind.BASE) {
            boolean whole = scope.equals(Scope.EVERYTHING);
            replaying = whole ? Replaying.load(artefact, mostBytes) : Replaying.load(artefact, scope);
        } else {
            loaded().replay(artefact, target, zxid -> {});
        }
    }

    /** Comes last, so that the tree must be that of the target now. */
    @Override
    public void describe(SortedMap<String, String> facts) throws IOException {
        loaded().requireReached(target);
        complete = true;
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return shown(tree(), path);
    }

    @Override
    public List<String> children(String path) {
        SortedSet<String> names = tree().children(path);
        return List.copyOf(names);
    }

    @Override
    public void walk(String path, Step step) throws IOException {
        ZnodeTree tree = tree();
        tree.walk(path, (below, znode) -> step.at(shown(tree, below.isEmpty() ? "/" : below, znode)));
    }

    /** A znode of a tree as others are shown it. */
    static Optional<PastZnode> shown(ZnodeTree tree, String path) {
        return Optional.ofNullable(tree.find(path)).map(znode -> shown(tree, path, znode));
    }

    static PastZnode shown(ZnodeTree tree, String path, Znode znode) {
        ZnodeStat stat = znode.stat;
        return new PastZnode(
                path,
                znode.data,
                znode.acl.stream().map(Acl::words).toList(),
                kind(stat.ephemeralOwner(), tree),
                new Zxid(stat.czxid()),
                new Zxid(stat.mzxid()),
                new Zxid(stat.pzxid()),
                stat.ctime(),
                stat.mtime(),
                stat.version(),
                stat.cversion(),
                stat.aversion(),
                stat.ephemeralOwner(),
                znode.children);
    }

    private static PastZnode.Kind kind(long owner, ZnodeTree tree) {
        if (owner == Owner.CONTAINER) {
            return PastZnode.Kind.CONTAINER;
        }
        boolean open = tree.isOpen(owner);
        if (Owner.isEphemeral(owner, open)) {
            return PastZnode.Kind.EPHEMERAL;
        }
        return Owner.looksLikeTtl(owner) ? PastZnode.Kind.TTL : PastZnode.Kind.PERSISTENT;
    }

    private ZnodeTree tree() {
        if (!complete) {
            throw new IllegalStateException("a tree is looked at after everything was sent to it");
        }
        return loaded().tree();
    }

    private Replaying loaded() {
        if (replaying == null) {
            throw new IllegalStateException("a link came before its base");
        }
        return replaying;
    }
}
