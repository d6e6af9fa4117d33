package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All znodes and sessions of an ensemble at one moment, in memory: loaded by being shown a snapshot, brought forward by
 * applying records, and shown in canonical order. Access lists are kept by value, since the numbers that stand for them
 * in a snapshot taken under writes may lack their list, or be given to another one later. Confined to one thread.
 */
public final class ZnodeTree implements SnapshotVisitor {

    private static final int SAMPLE = 10;

    private final Sessions sessions = new Sessions();
    private final AccessLists lists = new AccessLists();
    private final Znodes znodes = new Znodes(sessions);
    private final TxnRules rules = new TxnRules(znodes, sessions, lists);
    private String lastPath = "";
    private Znode lastLoaded = znodes.root();

    @Override
    public void session(long id, int timeoutMillis) {
        sessions.open(id, timeoutMillis);
    }

    @Override
    public void acl(long number, List<Acl> entries) throws CorruptException {
        lists.put(number, entries);
    }

    @Override
    public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) throws CorruptException {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Znode parent = slash < 0 ? null : parentOf(path.substring(0, slash));
        boolean isRoot = path.isEmpty();
        boolean misplaced = isRoot == (znodes.size() > 0) || (parent == null) != isRoot;
        if (misplaced || name.isEmpty() != isRoot || path.contains("//")) {
            throw new CorruptException("snapshot: znode '" + path + "' is the root and not the first, or has no parent"
                    + " before it, or is no path");
        }

        lastLoaded = new Znode(name, parent, data, lists.byNumber(acl), stat);
        lastPath = path;
        if (parent == null) {
            znodes.plant(lastLoaded);
        } else if (parent.child(name) == null) {
            znodes.attach(path, parent, lastLoaded);
        } else {
            throw new CorruptException("snapshot: znode '" + path + "' is shown twice");
        }
    }

    /** Applies the next record. A failure to decode it changes nothing. */
    public AppliedTxn apply(LogRecord record) throws CorruptException {
        DecodedTxn decoded = DecodedTxn.of(record);
        boolean fitted = rules.apply(record, decoded.txn());
        return new AppliedTxn(decoded.txn(), decoded.digest(), fitted);
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

    /** The open sessions and their time-outs in milliseconds. */
    public SortedMap<Long, Integer> sessions() {
        return sessions.open();
    }

    /** Looks a znode's stat up. */
    public Optional<ZnodeStat> stat(String path) {
        return Optional.ofNullable(znodes.find(path)).map(Znode::stat);
    }

    /** A znode as it stands, or null. */
    @Nullable
    Znode find(String path) {
        return znodes.find(path);
    }

    /** Goes through all znodes in canonical order, those with an unknown access list, too. */
    void walk(CanonicalOrder.Step step) throws IOException {
        new CanonicalOrder(znodes.root()).walk(step);
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
        new CanonicalOrder(znodes.root()).show(sessions.open(), visitor);
    }

    /**
     * Removes all sessions and the ephemeral znodes, which are those whose owner is an open session or looks like none
     * but a session. Their parents stay as they are, counters and all. Refuses, before any change, when such a znode
     * has children, for then it is something else.
     */
    public DroppedSessions dropSessions() throws RefusedException {
        List<Znode> ephemerals = sessions.ephemerals();
        for (Znode node : ephemerals) {
            if (node.hasChildren()) {
                throw new RefusedException("znode '" + node.path() + "' has the owner 0x"
                        + Long.toHexString(node.ephemeralOwner) + " like an ephemeral one, but also children; to drop"
                        + " sessions would drop those, so delete or re-create it, or keep the sessions");
            }
        }

        List<Znode> orphans = withoutSession(ephemerals);
        List<String> sample =
                ephemerals.stream().map(Znode::path).sorted().limit(SAMPLE).toList();
        DroppedSessions dropped =
                new DroppedSessions(sessions.open().size(), ephemerals.size(), orphans.size(), sample);
        ephemerals.forEach(znodes::detach);
        sessions.closeAll();
        return dropped;
    }

    /** Refuses a tree in which an ephemeral znode belongs to no open session: nobody would ever remove it. */
    public void requireOwnersOpen() throws RefusedException {
        List<Znode> orphans = withoutSession(sessions.ephemerals());
        if (!orphans.isEmpty()) {
            String first =
                    orphans.stream().map(Znode::path).sorted().findFirst().orElse("");
            throw new RefusedException(
                    orphans.size() + " ephemeral znodes belong to sessions that are not open, the" + " first " + first
                            + "; the leader alone would delete them, so that servers differ: drop sessions");
        }
    }

    private List<Znode> withoutSession(List<Znode> ephemerals) {
        return ephemerals.stream()
                .filter(node -> !sessions.isOpen(node.ephemeralOwner))
                .toList();
    }

    /** In the order of a snapshot the parent is the last znode or one above it, so that deep trees load in good time. */
    private @Nullable Znode parentOf(String parentPath) {
        Znode node = lastLoaded;
        int length = lastPath.length();
        while (node.parent != null && length > parentPath.length()) {
            length -= node.name.length() + 1;
            node = node.parent;
        }
        return length == parentPath.length() && lastPath.startsWith(parentPath) ? node : znodes.find(parentPath);
    }
}
