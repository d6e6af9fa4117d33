package dev.keepsake.zookeeper;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The znodes under one root, with all that is counted over them kept in step: digest, owners, unresolved lists. */
final class Znodes {

    private final Sessions sessions;
    private final TreeDigest digest = new TreeDigest();
    private Znode root = new Znode("", null, new byte[0], Acl.OPEN, new ZnodeStat(0, 0, 0, 0, 0, 0, 0, 0, 0));
    private long size;
    private long unresolved;

    Znodes(Sessions sessions) {
        this.sessions = sessions;
    }

    Znode root() {
        return root;
    }

    long size() {
        return size;
    }

    long unresolved() {
        return unresolved;
    }

    TreeDigest digest() {
        return digest;
    }

    /** The least path of a znode whose access list is not known. */
    Optional<String> firstUnresolved() {
        List<String> paths = new ArrayList<>();
        Deque<Znode> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Znode node = left.pop();
            left.addAll(node.children());
            if (node.acl == AccessLists.UNRESOLVED) {
                paths.add(node.path());
            }
        }
        return paths.stream().min(Comparator.naturalOrder());
    }

    void plant(Znode newRoot) {
        root = newRoot;
        enter("", newRoot);
    }

    /** Looks a znode up, the root by {@code /} or the empty path. Takes a step for each level, so no znode holds its path. */
    @Nullable
    Znode find(String path) {
        Znode node = root;
        int from = 1;
        while (node != null && from < path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            node = node.child(path.substring(from, to));
            from = to + 1;
        }
        return node;
    }

    void attach(String path, Znode parent, Znode node) {
        parent.addChild(node);
        enter(path, node);
    }

    /** Takes a znode out, and all below it. The parent's own fields stay as they are. */
    void detach(Znode node) {
        if (node.parent != null) {
            node.parent.removeChild(node);
        }

        Deque<Znode> left = new ArrayDeque<>(List.of(node));
        while (!left.isEmpty()) {
            Znode gone = left.pop();
            size--;
            digest.remove(gone);
            sessions.disown(gone);
            unresolved -= gone.acl == AccessLists.UNRESOLVED ? 1 : 0;
            left.addAll(gone.children());
        }
    }

    void setAcl(Znode node, List<Acl> acl) {
        unresolved -= node.acl == AccessLists.UNRESOLVED ? 1 : 0;
        node.acl = acl;
    }

    /** Must follow every change of a znode's data or stat. */
    void changed(String path, Znode node) {
        digest.update(path, node);
    }

    private void enter(String path, Znode node) {
        size++;
        digest.add(path, node);
        sessions.own(node);
        unresolved += node.acl == AccessLists.UNRESOLVED ? 1 : 0;
    }
}
