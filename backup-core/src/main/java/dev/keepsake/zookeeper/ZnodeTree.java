package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All znodes and sessions of an ensemble at one moment, in memory: loaded by being shown a snapshot, brought forward by
 * applying records, and shown in canonical order. Access lists are kept by value, since the numbers that stand for them
 * in a snapshot taken under writes may lack their list, or be given to another one later. Confined to one thread.
 *
 * <p>Znodes and their data stand beside the heap, about as large as in a snapshot; on the heap a znode takes some 16 to 32
 * bytes. A tree that does not fit is refused ({@link RefusedException}) once the JVM gives no more.
 */
public final class ZnodeTree implements SnapshotVisitor {

    private static final int SAMPLE = 10;

    private final AccessLists lists = new AccessLists();
    private final Znodes znodes = new Znodes();
    private final Sessions sessions = znodes.sessions();
    private final TxnRules rules = new TxnRules(znodes, lists);
    private final Foresight foresight = new Foresight(znodes);
    private final TxnDecoder decoder = new TxnDecoder();
    private final ZnodeBytes given = new ZnodeBytes();
    private int lastLoaded = Slabs.NONE;

    @Override
    public void session(long id, int timeoutMillis) {
        sessions.open(id, timeoutMillis);
    }

    @Override
    public void acl(long number, List<Acl> entries) throws CorruptException {
        lists.put(number, entries);
    }

    @Override
    public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat)
            throws CorruptException, RefusedException {
        given.set(path, data, acl, stat);
        znode(given);
        end();
    }

    @Override
    public void znode(ZnodeBytes znode) throws CorruptException, RefusedException {
        int slash = znode.pathLength - 1;
        while (slash >= 0 && znode.path[znode.pathFrom + slash] != '/') {
            slash--;
        }
        boolean isRoot = znode.pathLength == 0;
        int parent = slash < 0 ? Slabs.NONE : parentOf(znode, slash);
        boolean misplaced = isRoot == (znodes.size() > 0) || (parent == Slabs.NONE) != isRoot;
        if (misplaced || (slash == znode.pathLength - 1) != isRoot) {
            throw new CorruptException("snapshot: znode '" + znode.path() + "' is the root and not the first, or has no"
                    + " parent before it, or is no path");
        }

        int acl = lists.byNumberInFile(znode.acl);
        if (isRoot) {
            znodes.plant(znode, acl);
            lastLoaded = znodes.root();
        } else {
            lastLoaded = znodes.load(parent, znode, acl);
        }
    }

    @Override
    public void end() throws CorruptException {
        znodes.settle();
    }

    /** In the order of a snapshot the parent is the last znode or one above it. */
    private int parentOf(ZnodeBytes znode, int length) throws CorruptException {
        ZnodeBlocks blocks = znodes.blocks();
        int node = lastLoaded;
        while (node != Slabs.NONE && blocks.pathLength(node) > length) {
            node = blocks.parent(node);
        }
        if (node == Slabs.NONE || !blocks.hasPath(node, znode.path, znode.pathFrom, length)) {
            znodes.settle();
            node = znodes.find(znode.path, znode.pathFrom, length);
        }
        return node;
    }

    /**
     * Applies the next record. A failure to decode it changes nothing.
     *
     * @throws RefusedException if the tree does not fit into memory
     */
    public AppliedTxn apply(LogRecord record) throws CorruptException, RefusedException {
        TxnContent content = decoder.decode(record);
        znodes.settle();
        lastLoaded = Slabs.NONE; // may be deleted now
        boolean fitted = rules.apply(record, content);
        boolean closedWithoutPaths = content.type == TxnType.CLOSE_SESSION && !content.listed;
        return new AppliedTxn(Optional.ofNullable(content.digest), fitted, closedWithoutPaths);
    }

    /** Makes it faster to apply these records, which come next; changes nothing. */
    void foresee(List<LogRecord> records) {
        foresight.look(records);
    }

    /** The digest of the tree as it stands, of version {@link TxnDigest#COMPARABLE}. */
    public long digest() {
        return znodes.digest().value();
    }

    /**
     * Whether a digest that a server recorded is that of this tree, as it stands or as a server in the POSIX locale
     * computes it.
     */
    public boolean agreesWith(TxnDigest recorded) {
        return znodes.digest().agreesWith(recorded);
    }

    /** How many znodes there are, with the root. */
    public long size() {
        return znodes.size();
    }

    /** Refuses from now on whatever would take more memory beside the heap than this. */
    void bound(long bytesBesideHeap) {
        znodes.blocks().bound(bytesBesideHeap);
    }

    /** How much memory the znodes take beside the heap. */
    public long bytesBesideHeap() {
        return znodes.blocks().reserved();
    }

    /** The open sessions and their time-outs in milliseconds. */
    public SortedMap<Long, Integer> sessions() {
        return sessions.open();
    }

    /** Looks a znode's stat up. */
    public Optional<ZnodeStat> stat(String path) {
        int node = znodes.find(path);
        return node == Slabs.NONE
                ? Optional.empty()
                : Optional.of(znodes.blocks().stat(node));
    }

    /** A znode as it stands, or null. */
    @Nullable
    Znode find(String path) {
        int node = znodes.find(path);
        return node == Slabs.NONE ? null : values(node);
    }

    /** Is shown one znode; the root's path is empty. */
    @FunctionalInterface
    interface Step {

        /** Shows it. */
        void at(String path, Znode node) throws IOException;
    }

    /** Goes through all znodes in canonical order, those with an unknown access list, too. */
    void walk(Step step) throws IOException {
        walk("/", step);
    }

    /** The same for one znode and those below it; for none when it is not there. */
    void walk(String path, Step step) throws IOException {
        for (int node : new CanonicalOrder(znodes, lists).ordered(znodes.find(path))) {
            step.at(znodes.blocks().path(node), values(node));
        }
    }

    /** The names of a znode's children. */
    SortedSet<String> children(String path) {
        ZnodeBlocks blocks = znodes.blocks();
        SortedSet<String> names = new TreeSet<>();
        int node = znodes.find(path);
        int child = node == Slabs.NONE ? Slabs.NONE : blocks.firstChild(node);
        for (; child != Slabs.NONE; child = blocks.nextSibling(child)) {
            String name = blocks.path(child);
            names.add(name.substring(name.lastIndexOf('/') + 1));
        }
        return names;
    }

    /** The znodes whose owner is a session; as many as there are before the next change. */
    Stream<String> ownedBy(long session) {
        ZnodeBlocks blocks = znodes.blocks();
        return IntStream.iterate(sessions.firstOwned(session), node -> node != Slabs.NONE, blocks::nextOwned)
                .mapToObj(blocks::path);
    }

    /** Whether a session is open. */
    boolean isOpen(long session) {
        return sessions.isOpen(session);
    }

    private Znode values(int node) {
        ZnodeBlocks blocks = znodes.blocks();
        byte @Nullable [] data = null;
        if (blocks.dataLength(node) >= 0) {
            data = new byte[blocks.dataLength(node)];
            blocks.copyData(node, data);
        }
        int children = 0;
        for (int child = blocks.firstChild(node); child != Slabs.NONE; child = blocks.nextSibling(child)) {
            children++;
        }
        return new Znode(data, lists.list(blocks.acl(node)), blocks.stat(node), children);
    }

    /** How many znodes have an access list that their snapshot names, but does not hold. */
    public long unresolved() {
        return znodes.unresolved();
    }

    /** Refuses a tree with znodes whose access list is not known. */
    public void requireResolved() throws RefusedException {
        if (znodes.unresolved() > 0) {
            throw new RefusedException("the access lists of " + znodes.unresolved() + " znodes are not known, the first"
                    + " of them that of '" + znodes.firstUnresolved().orElse("")
                    + "': their snapshot names lists that it does not hold,"
                    + " and no record up to here sets them; use another base");
        }
    }

    /**
     * Shows everything in the order that depends on the content alone: sessions by number, access lists numbered from 1
     * as the tree first names them, znodes with parents first and siblings by name. Refuses unresolved lists.
     */
    public void visit(SnapshotVisitor visitor) throws IOException {
        new CanonicalOrder(znodes, lists).show(visitor);
    }

    /** The same, with the znodes one by one as they are asked for; the tree must not change meanwhile. */
    CanonicalOrder.Showing showing(SnapshotVisitor visitor) throws IOException {
        return new CanonicalOrder(znodes, lists).showing(visitor);
    }

    /**
     * Removes all sessions and the ephemeral znodes, which are those whose owner is an open session or looks like none
     * but a session. Their parents stay as they are, counters and all. Refuses, before any change, when such a znode
     * has children, for then it is something else.
     */
    public DroppedSessions dropSessions() throws RefusedException {
        ZnodeBlocks blocks = znodes.blocks();
        int[] ephemerals = sessions.ephemerals();
        for (int node : ephemerals) {
            if (blocks.firstChild(node) != Slabs.NONE) {
                throw new RefusedException("znode '" + blocks.path(node) + "' has the owner 0x"
                        + Long.toHexString(blocks.statLong(node, StatBytes.OWNER))
                        + " like an ephemeral one, but also children; to drop sessions would drop those, so delete or"
                        + " re-create it, or keep the sessions");
            }
        }

        int orphans = withoutSession(ephemerals).length;
        List<String> sample = paths(ephemerals).limit(SAMPLE).toList();
        DroppedSessions dropped = new DroppedSessions(sessions.open().size(), ephemerals.length, orphans, sample);
        lastLoaded = Slabs.NONE;
        for (int node : ephemerals) {
            znodes.detach(node);
        }
        sessions.closeAll();
        return dropped;
    }

    /** Refuses a tree in which an ephemeral znode belongs to no open session: nobody would ever remove it. */
    public void requireOwnersOpen() throws RefusedException {
        int[] orphans = withoutSession(sessions.ephemerals());
        if (orphans.length > 0) {
            String first = paths(orphans).findFirst().orElse("");
            throw new RefusedException(
                    orphans.length + " ephemeral znodes belong to sessions that are not open, the" + " first " + first
                            + "; the leader alone would delete them, so that servers differ: drop sessions");
        }
    }

    private int[] withoutSession(int[] ephemerals) {
        return IntStream.of(ephemerals)
                .filter(node -> !sessions.isOpen(znodes.blocks().statLong(node, StatBytes.OWNER)))
                .toArray();
    }

    private Stream<String> paths(int[] nodes) {
        return IntStream.of(nodes).mapToObj(znodes.blocks()::path).sorted();
    }
}
