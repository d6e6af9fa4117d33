package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what a snapshot or a tree holds, and above all what a restore must mind; filled by being shown it. */
public final class Census implements SnapshotVisitor {

    private final Set<Long> sessions = new HashSet<>();
    private long accessLists;
    private long znodes;
    private long bytes;
    private final Kind ephemerals = new Kind();
    private final Kind containers = new Kind();
    private final Kind ttls = new Kind();

    /** Counts a tree; "first" then means in canonical order. */
    public static Census of(ZnodeTree tree) throws IOException {
        Census census = new Census();
        tree.visit(census);
        return census;
    }

    @Override
    public void session(long id, int timeoutMillis) {
        sessions.add(id);
    }

    @Override
    public void acl(long number, List<Acl> entries) {
        accessLists++;
    }

    @Override
    public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
        znodes++;
        bytes += data == null ? 0 : data.length;
        long owner = stat.ephemeralOwner();
        if (owner == Owner.CONTAINER) {
            containers.count(path);
        } else if (Owner.isEphemeral(owner, sessions.contains(owner))) {
            ephemerals.count(path);
        } else if (owner != Owner.NOBODY) {
            ttls.count(path);
        }
    }

    /** Open sessions. */
    public long sessions() {
        return sessions.size();
    }

    /** Distinct access lists besides the open one. */
    public long accessLists() {
        return accessLists;
    }

    /** All znodes, with the root. */
    public long znodes() {
        return znodes;
    }

    /** The sum of the lengths of their data. */
    public long bytes() {
        return bytes;
    }

    /** Znodes that live and die with a session. */
    public Kind ephemerals() {
        return ephemerals;
    }

    /** Znodes that go with their last child: known to servers of 3.5.3 and later. */
    public Kind containers() {
        return containers;
    }

    /** Znodes with a time to live: known only to servers that are told so. */
    public Kind ttls() {
        return ttls;
    }

    /** How many znodes there are of a kind, and the first of them. */
    public static final class Kind {

        private long count;
        private @Nullable String first;

        private Kind() {}

        /** How many. */
        public long count() {
            return count;
        }

        /** The path of the first. */
        public Optional<String> first() {
            return Optional.ofNullable(first);
        }

        private void count(String path) {
            count++;
            first = first == null ? path : first;
        }
    }
}
