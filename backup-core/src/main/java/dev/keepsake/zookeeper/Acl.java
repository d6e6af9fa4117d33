package dev.keepsake.zookeeper;

import dev.keepsake.artefact.AccessEntry;
import java.util.List;

/** One entry of a znode's access list: permission bits (read 1, write 2, create 4, delete 8, admin 16), scheme and id. */
public record Acl(int permissions, String scheme, String id) {

    /** {@code world:anyone} with all permissions: what ZooKeeper stores as ACL id -1 instead of an entry in its map. */
    public static final List<Acl> OPEN = List.of(new Acl(31, "world", "anyone"));

    /** Bits beyond these mean nothing to any server. */
    private static final int ALL = 31;

    /** As ZooKeeper's own shell writes it. */
    String words() {
        return new AccessEntry(scheme, id, permissions & ALL).toString();
    }
}
