package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One znode that is being read. No request gives all of it, so it is read in two steps: its access list, with a Stat that
 * says how large the rest is; then its data and, if it has any, its children. The last Stat counts, and what was read before
 * it counts only if that Stat says that it was still so.
 *
 * <p>Answers are noted by the client's own thread, which hands the reading over when a step is done.
 */
final class ZnodeReading {

    private final String path;
    private final Consumer<ZnodeReading> done;
    private int tries;
    private int losses;
    private long asked;
    private boolean forContent;
    private int awaited;
    private Code problem = Code.OK;
    private @Nullable List<ACL> acl;
    private @Nullable Stat aclStat;
    private byte @Nullable [] data;
    private @Nullable Stat dataStat;
    private @Nullable List<String> children;
    private @Nullable Stat childrenStat;

    /** {@code done} is told by the client's thread that a step is over. */
    ZnodeReading(String path, Consumer<ZnodeReading> done) {
        this.path = path;
        this.done = done;
    }

    String path() {
        return path;
    }

    /** Asks for what comes next. */
    void ask(ZooKeeper client) {
        problem = Code.OK;
        asked = System.nanoTime();
        if (aclStat == null) {
            askForAccess(client);
        } else {
            askForContent(client);
        }
    }

    /** Forgets what was read. */
    void again() {
        acl = null;
        aclStat = null;
        data = null;
        dataStat = null;
        children = null;
        childrenStat = null;
        forContent = false;
    }

    private void askForAccess(ZooKeeper client) {
        tries++;
        awaited = 1;
        client.getACL(
                path,
                null,
                (code, at, context, entries, stat) -> {
                    acl = entries;
                    aclStat = stat;
                    answered(code);
                },
                null);
    }

    /** Both requests are on their way together, so that little can happen between them. */
    private void askForContent(ZooKeeper client) {
        boolean isParent = access().getNumChildren() > 0;
        forContent = true;
        awaited = isParent ? 2 : 1;
        client.getData(
                path,
                false,
                (code, at, context, bytes, stat) -> {
                    data = bytes;
                    dataStat = stat;
                    answered(code);
                },
                null);
        if (isParent) {
            client.getChildren(
                    path,
                    false,
                    (code, at, context, names, stat) -> {
                        children = names;
                        childrenStat = stat;
                        answered(code);
                    },
                    null);
        }
    }

    private void answered(int code) {
        Code found = Code.get(code);
        if (found != Code.OK && problem == Code.OK) {
            problem = found == null ? Code.SYSTEMERROR : found;
        }
        awaited--;
        if (awaited == 0) {
            done.accept(this);
        }
    }

    /** Why the last step failed, or {@link Code#OK}. */
    Code problem() {
        return problem;
    }

    /** How long the last step took. */
    long nanos() {
        return System.nanoTime() - asked;
    }

    int tries() {
        return tries;
    }

    /** Counts a connection that was lost while nothing else was asked for; how often that has happened. */
    int lostAlone() {
        return ++losses;
    }

    /** A try that the connection ended is none. */
    void forgetTry() {
        tries--;
    }

    /** Whether the last step was the second. */
    boolean wasForContent() {
        return forContent;
    }

    /** How large it is, in words, where that is known. */
    Optional<String> size() {
        return Optional.ofNullable(aclStat)
                .map(stat -> stat.getDataLength() + " bytes, " + stat.getNumChildren() + " children");
    }

    /** How many bytes the rest is going to be, about. */
    long expectedBytes() {
        return access().getDataLength() + 32L * access().getNumChildren();
    }

    private Stat access() {
        return Objects.requireNonNull(aclStat);
    }

    /** Whether a digest stands in the access list without its password, which is how others than administrators see it. */
    boolean isMasked() {
        return Objects.requireNonNull(acl).stream()
                .anyMatch(entry -> "digest".equals(entry.getId().getScheme())
                        && entry.getId().getId().endsWith(":x"));
    }

    List<String> children() {
        return children == null ? List.of() : children;
    }

    /** The znode as it was at one moment; empty when it changed while it was read. */
    Optional<PastZnode> znode() {
        Stat dated = Objects.requireNonNull(dataStat);
        Stat last = childrenStat == null ? dated : childrenStat;
        boolean sameAccess = access().getCzxid() == last.getCzxid() && access().getAversion() == last.getAversion();
        boolean sameData = dated.getCzxid() == last.getCzxid()
                && dated.getMzxid() == last.getMzxid()
                && dated.getVersion() == last.getVersion();
        // children that came after the first step were not asked for
        boolean unlisted = childrenStat == null && last.getNumChildren() > 0;
        return sameAccess && sameData && !unlisted ? Optional.of(shown(last)) : Optional.empty();
    }

    private PastZnode shown(Stat stat) {
        List<String> access = AccessList.words(Objects.requireNonNull(acl));
        return new PastZnode(
                path,
                data,
                access,
                stat.getEphemeralOwner() == 0 ? PastZnode.Kind.PERSISTENT : PastZnode.Kind.EPHEMERAL,
                new Zxid(stat.getCzxid()),
                new Zxid(stat.getMzxid()),
                new Zxid(stat.getPzxid()),
                stat.getCtime(),
                stat.getMtime(),
                stat.getVersion(),
                // clients are shown creations and deletions, a snapshot holds creations (DataNode.copyStat)
                (stat.getCversion() + stat.getNumChildren()) >>> 1,
                stat.getAversion(),
                stat.getEphemeralOwner(),
                stat.getNumChildren());
    }
}
