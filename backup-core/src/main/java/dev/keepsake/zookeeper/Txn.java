package dev.keepsake.zookeeper;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one transaction does, decoded from the body of a log's record. */
@SuppressWarnings("ArrayRecordComponent") // data is passed on as it is; transactions are never compared by equals
public sealed interface Txn {

    /**
     * The znodes that this transaction creates, changes or deletes, as far as it names them. A transaction that failed
     * names none. The parents, whose counters change too, are not among them; nor is what an old server's {@link
     * CloseSession} deletes, which only the tree can tell.
     */
    List<String> paths();

    /** How long a created znode lives. */
    enum Lifetime {
        PERSISTENT,
        EPHEMERAL,
        CONTAINER,
        TTL
    }

    /**
     * A new znode.
     *
     * @param parentCversion the parent's counter of creations afterwards; -1 in logs from before 3.4, where it counts on
     * @param ttlMillis the time to live of {@link Lifetime#TTL}, else 0
     */
    record Create(
            String path, byte @Nullable [] data, List<Acl> acl, int parentCversion, Lifetime lifetime, long ttlMillis)
            implements Txn {

        /** Copies the access list. */
        public Create {
            acl = List.copyOf(acl);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }

        /** The {@code ephemeralOwner} of the znode when this session creates it. */
        public long owner(long session) {
            return switch (lifetime) {
                case PERSISTENT -> Owner.NOBODY;
                case EPHEMERAL -> session;
                case CONTAINER -> Owner.CONTAINER;
                case TTL -> Owner.ofTtl(ttlMillis);
            };
        }
    }

    /** The end of a znode without children. */
    record Delete(String path) implements Txn {

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** New data of a znode, and its version from then on; a reconfiguration is one of {@code /zookeeper/config}. */
    record SetData(String path, byte @Nullable [] data, int version) implements Txn {

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** A new access list of a znode, and its version from then on. */
    record SetAcl(String path, List<Acl> acl, int version) implements Txn {

        /** Copies the access list. */
        public SetAcl {
            acl = List.copyOf(acl);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }
    }

    /** A condition of a multi, long since checked by the leader; changes nothing. */
    record Check(String path, int version) implements Txn {

        @Override
        public List<String> paths() {
            return List.of();
        }
    }

    /** Several transactions that take effect together, or not at all when one of them is {@link Failed}. */
    record Multi(List<Txn> parts) implements Txn {

        /** Copies the parts. */
        public Multi {
            parts = List.copyOf(parts);
        }

        /** Whether one of the parts failed, so that none takes effect. */
        public boolean failed() {
            return parts.stream().anyMatch(Failed.class::isInstance);
        }

        @Override
        public List<String> paths() {
            return failed()
                    ? List.of()
                    : parts.stream().flatMap(part -> part.paths().stream()).toList();
        }
    }

    /** The begin of a session. */
    record CreateSession(int timeoutMillis) implements Txn {

        @Override
        public List<String> paths() {
            return List.of();
        }
    }

    /**
     * The end of a session and of its ephemeral znodes.
     *
     * @param deleted the znodes that go with it; empty where the server did not write them down
     */
    record CloseSession(Optional<List<String>> deleted) implements Txn {

        /** Copies the paths. */
        public CloseSession {
            deleted = deleted.map(List::copyOf);
        }

        @Override
        public List<String> paths() {
            return deleted.orElse(List.of());
        }
    }

    /** A request that was refused; it takes a zxid and changes nothing. */
    record Failed(int error) implements Txn {

        @Override
        public List<String> paths() {
            return List.of();
        }
    }
}
