package dev.keepsake.artefact;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A znode as it was at one moment.
 *
 * @param path from the root, which is {@code /}
 * @param data null where the znode holds none, which is not the same as empty
 * @param acl its access list, an entry each as {@code scheme:id:cdrwa}; empty where its list is not known
 * @param created the zxid that created it
 * @param modified the zxid that last changed its data
 * @param childrenModified the zxid that last created or deleted a child
 * @param createdMillis when that was, in milliseconds since 1970 on the leader's clock
 * @param modifiedMillis the same for its data
 * @param version how often its data was changed
 * @param childrenCreated how many children were ever created, which is what the next sequential child is called
 * @param aclVersion how often its access list was changed
 * @param owner as ZooKeeper stores it: a session, a mark of a container, a time to live, or 0
 * @param children how many it had
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what is in it, below; the array is the receiver's to keep
public record PastZnode(
        String path,
        byte @Nullable [] data,
        List<String> acl,
        Kind kind,
        Zxid created,
        Zxid modified,
        Zxid childrenModified,
        long createdMillis,
        long modifiedMillis,
        int version,
        int childrenCreated,
        int aclVersion,
        long owner,
        int children) {

    /** How long a znode lives. */
    public enum Kind {
        /** Until somebody deletes it. */
        PERSISTENT,
        /** Until its session ends. */
        EPHEMERAL,
        /** Until its last child is gone. */
        CONTAINER,
        /** Until nobody has changed it for some time. */
        TTL
    }

    /** Keeps its own copy of the list. */
    public PastZnode {
        acl = List.copyOf(acl);
    }

    /** How long the data is; 0 where there is none. */
    public int length() {
        return data == null ? 0 : data.length;
    }

    /** Its own name: what stands behind the last slash. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether both hold the same data; null is not empty. */
    public boolean sameData(PastZnode other) {
        return Arrays.equals(data, other.data);
    }

    /** Whether its access list is known, with all that stands in it. */
    public boolean hasWholeList() {
        return !acl.isEmpty() && acl.stream().map(AccessEntry::parse).noneMatch(AccessEntry::isMasked);
    }

    /** The same with another access list. */
    public PastZnode withList(List<String> list) {
        return new PastZnode(
                path,
                data,
                list,
                kind,
                created,
                modified,
                childrenModified,
                createdMillis,
                modifiedMillis,
                version,
                childrenCreated,
                aclVersion,
                owner,
                children);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PastZnode that
                && path.equals(that.path)
                && sameData(that)
                && acl.equals(that.acl)
                && kind == that.kind
                && created.equals(that.created)
                && modified.equals(that.modified)
                && childrenModified.equals(that.childrenModified)
                && createdMillis == that.createdMillis
                && modifiedMillis == that.modifiedMillis
                && version == that.version
                && childrenCreated == that.childrenCreated
                && aclVersion == that.aclVersion
                && owner == that.owner
                && children == that.children;
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, Arrays.hashCode(data), modified, childrenModified);
    }

    @Override
    public String toString() {
        return path + " (" + kind + ", " + length() + " bytes, modified by " + modified + ")";
    }
}
