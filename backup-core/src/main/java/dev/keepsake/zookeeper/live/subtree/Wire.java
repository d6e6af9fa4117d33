package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.AccessEntry;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.CreateOptions;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Our words for what ZooKeeper's client takes and gives. */
final class Wire {

    private static final long CONTAINER = Long.MIN_VALUE;
    private static final long TTL_MASK = 0xff_ffff_ffffL;
    private static final long TTL_PREFIX = 0xff0000L;

    private Wire() {}

    static PastZnode znode(String path, byte @Nullable [] data, List<ACL> acl, Stat stat) {
        return new PastZnode(
                path,
                data,
                acl.stream().map(Wire::words).toList(),
                kind(stat.getEphemeralOwner()),
                new Zxid(stat.getCzxid()),
                new Zxid(stat.getMzxid()),
                new Zxid(stat.getPzxid()),
                stat.getCtime(),
                stat.getMtime(),
                stat.getVersion(),
                // a client is shown twice the number stored, less the children that are there
                (stat.getCversion() + stat.getNumChildren()) >>> 1,
                stat.getAversion(),
                stat.getEphemeralOwner(),
                stat.getNumChildren());
    }

    static Identity identity(Stat stat) {
        return new Identity(stat.getCzxid(), stat.getMzxid(), stat.getVersion(), stat.getAversion());
    }

    /** A session of server 255 begins like a time to live, but has the time of its making where that has zeros. */
    static PastZnode.Kind kind(long owner) {
        if (owner == 0) {
            return PastZnode.Kind.PERSISTENT;
        }
        if (owner == CONTAINER) {
            return PastZnode.Kind.CONTAINER;
        }
        return owner >>> 40 == TTL_PREFIX && (owner & TTL_MASK) != 0 ? PastZnode.Kind.TTL : PastZnode.Kind.EPHEMERAL;
    }

    /** Bits that no permission has are none of a list's words. */
    private static String words(ACL entry) {
        int permissions = entry.getPerms() & ZooDefs.Perms.ALL;
        return new AccessEntry(entry.getId().getScheme(), entry.getId().getId(), permissions).toString();
    }

    static List<ACL> acl(List<String> entries) {
        return entries.stream()
                .map(AccessEntry::parse)
                .map(entry -> new ACL(entry.permissions(), new Id(entry.scheme(), entry.id())))
                .toList();
    }

    static Op operation(Edit edit) {
        if (edit instanceof Edit.Create create) {
            CreateOptions.Builder options = CreateOptions.newBuilder(acl(create.acl()), mode(create.kind()));
            if (create.kind() == PastZnode.Kind.TTL) {
                options.withTtl(create.owner() & TTL_MASK);
            }
            return Op.create(create.path(), create.data(), options.build());
        }
        if (edit instanceof Edit.SetData set) {
            return Op.setData(set.path(), set.data(), set.version());
        }
        if (edit instanceof Edit.Delete delete) {
            return Op.delete(delete.path(), delete.version());
        }
        throw new IllegalArgumentException("no such edit: " + edit);
    }

    private static CreateMode mode(PastZnode.Kind kind) {
        return switch (kind) {
            case CONTAINER -> CreateMode.CONTAINER;
            case TTL -> CreateMode.PERSISTENT_WITH_TTL;
            case PERSISTENT -> CreateMode.PERSISTENT;
            case EPHEMERAL -> throw new IllegalArgumentException("an ephemeral znode is its session's to make");
        };
    }

    static Optional<Identity> state(OpResult result) {
        if (result instanceof OpResult.CreateResult create) {
            return Optional.ofNullable(create.getStat()).map(Wire::identity);
        }
        return result instanceof OpResult.SetDataResult set ? Optional.of(identity(set.getStat())) : Optional.empty();
    }

    /** Whether the request may have been carried out all the same. */
    static boolean isLost(Code code) {
        return switch (code) {
            case CONNECTIONLOSS, OPERATIONTIMEOUT, REQUESTTIMEOUT, SESSIONEXPIRED, SESSIONMOVED -> true;
            default -> false;
        };
    }

    /** Whether it is not the state of a znode that is in the way. */
    static boolean isLasting(Code code) {
        return switch (code) {
            case NONODE, NODEEXISTS, BADVERSION, NOTEMPTY -> false;
            default -> true;
        };
    }

    static String words(Code code) {
        return switch (code) {
            case NONODE -> "it or its parent is not there any more";
            case NODEEXISTS -> "somebody created it";
            case BADVERSION -> "somebody changed it";
            case NOTEMPTY -> "it has children";
            case NOCHILDRENFOREPHEMERALS -> "its parent is ephemeral and cannot have children";
            case NOAUTH -> "this session may not do that; give --auth with a user who may, or the super user";
            case INVALIDACL -> "the servers do not take this access list: its scheme is not known there";
            case UNIMPLEMENTED ->
                "the servers do not know this kind of znode (ttl: zookeeper.extendedTypesEnabled is off there)";
            case QUOTAEXCEEDED -> "a quota of the ensemble does not allow it";
            default -> "the servers say " + code.name().toLowerCase(Locale.ROOT);
        };
    }
}
