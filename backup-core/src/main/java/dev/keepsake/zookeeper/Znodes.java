package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The znodes under one root, with all that is counted over them kept in step: digest, owners, unresolved lists. */
final class Znodes {

    private final ZnodeBlocks blocks = new ZnodeBlocks();
    private final PathTable table = new PathTable(blocks);
    private final Sessions sessions = new Sessions(blocks);
    private final TreeDigest digest = new TreeDigest(blocks);
    private int root = Slabs.NONE;
    private long unresolved;

    ZnodeBlocks blocks() {
        return blocks;
    }

    Sessions sessions() {
        return sessions;
    }

    TreeDigest digest() {
        return digest;
    }

    /** {@link Slabs#NONE} in an empty tree. */
    int root() {
        return root;
    }

    int size() {
        return table.size() + (root == Slabs.NONE ? 0 : 1);
    }

    long unresolved() {
        return unresolved;
    }

    /** The least path of a znode whose access list is not known. */
    Optional<String> firstUnresolved() {
        List<String> paths = new ArrayList<>();
        if (root != Slabs.NONE && blocks.acl(root) == AccessLists.UNRESOLVED) {
            paths.add("");
        }
        table.forEach(node -> {
            if (blocks.acl(node) == AccessLists.UNRESOLVED) {
                paths.add(blocks.path(node));
            }
        });
        return paths.stream().min(Comparator.naturalOrder());
    }

    /** Looks a znode up, the root by the empty path; gives {@link Slabs#NONE} where there is none. */
    int find(byte[] path, int from, int length) {
        return length == 0 ? root : table.find(path, from, length, PathTable.hash(path, from, length));
    }

    /** Looks a znode up, the root by {@code /} or the empty path. */
    int find(String path) {
        if (!table.isSettled()) {
            throw new IllegalStateException("the snapshot has not come to its end");
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, path.equals("/") ? 0 : bytes.length);
    }

    /** For each hash of a path a znode that may be there. */
    void candidates(int[] hashes, int[] nodes, int count) {
        table.candidates(hashes, nodes, count);
    }

    void plant(ZnodeBytes znode, int acl) throws RefusedException {
        root = blocks.create(znode, 0);
        enter(root, znode, acl);
    }

    /** Takes a znode in that is no other one; that this holds, {@link #settle} will find out. */
    int load(int parent, ZnodeBytes znode, int acl) throws CorruptException, RefusedException {
        int hash = PathTable.hash(znode.path, znode.pathFrom, znode.pathLength);
        int node = blocks.create(znode, hash);
        table.addLater(node, hash);
        blocks.addChild(parent, node);
        sessions.own(node);
        enter(node, znode, acl);
        return node;
    }

    /** Must follow the last load, before anything is looked up. */
    void settle() throws CorruptException {
        if (!table.isSettled()) {
            table.settle();
        }
    }

    /** Takes a znode in, unless there is one already; then changes nothing, and says false. */
    boolean attach(int parent, ZnodeBytes znode, int acl) throws RefusedException {
        int hash = PathTable.hash(znode.path, znode.pathFrom, znode.pathLength);
        if (table.find(znode.path, znode.pathFrom, znode.pathLength, hash) != Slabs.NONE) {
            return false;
        }

        int node = blocks.create(znode, hash);
        table.add(node, hash);
        blocks.addChild(parent, node);
        sessions.own(node);
        enter(node, znode, acl);
        return true;
    }

    /** Takes a znode out, and all below it. The parent's own fields stay as they are. */
    void detach(int top) {
        int node = top;
        while (node != Slabs.NONE) {
            while (blocks.firstChild(node) != Slabs.NONE) {
                node = blocks.firstChild(node);
            }
            int parent = blocks.parent(node);
            leave(node, parent);
            node = node == top ? Slabs.NONE : parent;
        }
    }

    void setAcl(int node, int acl) {
        unresolved -= blocks.acl(node) == AccessLists.UNRESOLVED ? 1 : 0;
        blocks.setAcl(node, acl);
    }

    private void enter(int node, ZnodeBytes znode, int acl) {
        blocks.setAcl(node, acl);
        digest.add(node, znode);
        unresolved += acl == AccessLists.UNRESOLVED ? 1 : 0;
    }

    private void leave(int node, int parent) {
        blocks.removeChild(parent, node);
        table.remove(node, blocks.hash(node));
        digest.remove(node);
        sessions.disown(node);
        unresolved -= blocks.acl(node) == AccessLists.UNRESOLVED ? 1 : 0;
        blocks.free(node);
    }
}
