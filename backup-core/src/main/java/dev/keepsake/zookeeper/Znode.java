package dev.keepsake.zookeeper;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One znode in memory; only {@link ZnodeTree} and what it is made of change it. */
final class Znode {

    final String name;
    final @Nullable Znode parent;
    byte @Nullable [] data;
    List<Acl> acl;
    long czxid;
    long mzxid;
    long ctime;
    long mtime;
    long ephemeralOwner;
    long pzxid;
    int version;
    int cversion;
    int aversion;

    /** What this znode adds to the tree's digest, as of when {@link TreeDigest} last saw it. */
    int crc;

    private @Nullable Map<String, Znode> children;

    Znode(String name, @Nullable Znode parent, byte @Nullable [] data, List<Acl> acl, ZnodeStat stat) {
        this.name = name;
        this.parent = parent;
        this.data = data;
        this.acl = acl;
        this.czxid = stat.czxid();
        this.mzxid = stat.mzxid();
        this.ctime = stat.ctime();
        this.mtime = stat.mtime();
        this.version = stat.version();
        this.cversion = stat.cversion();
        this.aversion = stat.aversion();
        this.ephemeralOwner = stat.ephemeralOwner();
        this.pzxid = stat.pzxid();
    }

    @Nullable
    Znode child(String childName) {
        return children == null ? null : children.get(childName);
    }

    Collection<Znode> children() {
        return children == null ? List.of() : children.values();
    }

    boolean hasChildren() {
        return children != null;
    }

    void addChild(Znode child) {
        if (children == null) {
            children = new HashMap<>(2);
        }
        children.put(child.name, child);
    }

    void removeChild(Znode child) {
        if (children != null) {
            children.remove(child.name);
            children = children.isEmpty() ? null : children; // an emptied map keeps its largest size for ever
        }
    }

    ZnodeStat stat() {
        return new ZnodeStat(czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, pzxid);
    }

    /** The path as in a snapshot: the root's is empty. */
    String path() {
        int length = 0;
        for (Znode node = this; node.parent != null; node = node.parent) {
            length += node.name.length() + 1;
        }

        char[] path = new char[length];
        for (Znode node = this; node.parent != null; node = node.parent) {
            length -= node.name.length();
            node.name.getChars(0, node.name.length(), path, length);
            path[--length] = '/';
        }
        return new String(path);
    }
}
