package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.common.PathUtils;

/** What there is in a tree that concerns a replay, found in one walk before anything is written. */
final class Inventory {

    private final PastTree tree;
    private final boolean below;
    /** How many of the root's children ZooKeeper itself makes, there and here. */
    private final int innateThere;

    private final int innateHere;
    private final int chroot;
    private final AccessList lists = new AccessList();
    private final Named ephemerals = new Named();
    private final Map<String, Integer> ephemeralChildren = new HashMap<>();
    private final Named containers = new Named();
    private final Named timed = new Named();
    private final Named emptyContainers = new Named();
    private final Named emptyTimed = new Named();
    private final Named limits = new Named();
    private final Named unknownLists = new Named();
    private final Named odd = new Named();
    private final Set<String> identities = new HashSet<>();
    private long system;
    private long znodes;
    private long bytes;
    private long numbers;
    private long counters;
    private int largest;
    private String largestPath = Place.ROOT;

    private Inventory(PastTree tree, LiveSettings target) {
        this.tree = tree;
        this.below = !target.chroot().equals(Place.ROOT);
        this.innateThere = tree.znode(Place.SYSTEM).isPresent() ? 1 : 0;
        this.innateHere = below ? 0 : 1;
        this.chroot = Sizes.utf8(target.chroot());
    }

    /** Looks through a tree that is to be replayed into this target. */
    static Inventory of(PastTree tree, LiveSettings target) throws IOException {
        Inventory inventory = new Inventory(tree, target);
        tree.walk(Place.ROOT, inventory::look);
        inventory.ephemeralChildren.forEach((parent, count) -> inventory.numbers += count);
        inventory.requireRestorable();
        return inventory;
    }

    private void look(PastZnode znode) {
        if (Place.isLimit(znode.path())) {
            limits.add(znode.path());
        }
        if (!isRestored(znode.path())) {
            return;
        }
        if (Place.isEphemeral(znode)) {
            ephemerals.add(znode.path());
            ephemeralChildren.merge(Place.parent(znode.path()), 1, Integer::sum);
            return;
        }
        znodes++;
        system += Place.isSystem(znode.path()) ? 1 : 0;
        bytes += znode.length();
        kind(znode);
        counter(znode);
        list(znode);
        size(znode);
    }

    private void kind(PastZnode znode) {
        if (!Place.needsChildren(znode)) {
            return;
        }
        boolean container = znode.kind() == PastZnode.Kind.CONTAINER;
        (container ? containers : timed).add(znode.path());
        if (!hasSurvivors(znode)) {
            if (!container) {
                emptyTimed.add(znode.path());
            } else if (znode.childrenCreated() > 0) {
                emptyContainers.add(znode.path());
            }
        }
    }

    private void counter(PastZnode znode) {
        int more = znode.childrenCreated() - znode.children() + (znode.path().equals(Place.ROOT) ? innateThere : 0);
        if (more > 0 && counts(znode)) {
            numbers += more;
            counters++;
        }
    }

    private void list(PastZnode znode) {
        if (znode.acl().isEmpty()) {
            unknownLists.add(znode.path());
            return;
        }
        for (String entry : znode.acl()) {
            identities.add(entry.substring(0, entry.lastIndexOf(':')));
        }
    }

    private void size(PastZnode znode) {
        try {
            PathUtils.validatePath(znode.path());
        } catch (IllegalArgumentException e) {
            odd.add(znode.path());
        }
        int path = Sizes.utf8(znode.path()) + chroot;
        int size = Sizes.createAlone(path, znode.data(), AccessList.length(lists.of(znode.acl())));
        if (size > largest) {
            largest = size;
            largestPath = znode.path();
        }
    }

    private void requireRestorable() throws RefusedException {
        if (!unknownLists.isEmpty()) {
            throw new RefusedException("the access lists of " + unknownLists.count() + " znodes are not known ("
                    + unknownLists.words() + "); another moment, before or after, may know them");
        }
        if (!odd.isEmpty()) {
            throw new RefusedException(odd.count() + " znodes have names that ZooKeeper's client does not take ("
                    + odd.words() + "); 'restore zookeeper --data-dir' restores them as they are");
        }
    }

    /** Whether a znode of this path is a replay's business. */
    boolean isRestored(String path) {
        return !path.equals(Place.CONFIG) && !(below && Place.isSystem(path));
    }

    /** Whether it has children that are restored. */
    boolean hasSurvivors(PastZnode znode) {
        if (znode.children() == 0) {
            return false;
        }
        for (String name : tree.children(znode.path())) {
            String child = znode.path().equals(Place.ROOT) ? "/" + name : znode.path() + "/" + name;
            if (tree.znode(child).filter(found -> !Place.isEphemeral(found)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a znode's counter is restored: not of what goes when it is found childless but used, and not of the
     * servers' own.
     */
    boolean counts(PastZnode znode) {
        return !Place.isSystem(znode.path()) && (!Place.needsChildren(znode) || hasSurvivors(znode));
    }

    /** How many of its children are created: what ZooKeeper itself makes is none of them. */
    int created(PastZnode znode) {
        int innate = znode.path().equals(Place.ROOT) ? innateThere : 0;
        return znode.children() - innate - ephemeralChildren.getOrDefault(znode.path(), 0);
    }

    /** How many children it shall have in the end. */
    int children(PastZnode znode) {
        return created(znode) + (znode.path().equals(Place.ROOT) ? innateHere : 0);
    }

    PastTree tree() {
        return tree;
    }

    boolean isBelow() {
        return below;
    }

    Named ephemerals() {
        return ephemerals;
    }

    Named containers() {
        return containers;
    }

    Named timed() {
        return timed;
    }

    /** Containers that had children and shall have none. */
    Named emptyContainers() {
        return emptyContainers;
    }

    Named emptyTimed() {
        return emptyTimed;
    }

    Named limits() {
        return limits;
    }

    /** Every {@code scheme:id} of any list. */
    Set<String> identities() {
        return identities;
    }

    /** How many znodes are restored, those that every ensemble has among them. */
    long znodes() {
        return znodes;
    }

    /** How many of them are the servers' own and quotas. */
    long system() {
        return system;
    }

    long bytes() {
        return bytes;
    }

    /** How many numbers sequence counters have to be raised by, all together; no less than it will be. */
    long numbers() {
        return numbers;
    }

    long counters() {
        return counters;
    }

    /** The size of the largest request that it takes. */
    int largest() {
        return largest;
    }

    String largestPath() {
        return largestPath;
    }
}
