package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.PastZnode.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;

/**
 * Writes a tree in an order in which nothing hinders what comes after it: znodes parents first, those that go by themselves
 * together with their first child or, childless, last; then sequence counters; then access lists that would have kept us
 * out, deepest first; and limits at the very end.
 */
final class TreeWriter {

    /**
     * Larger requests are not faster, and hold up everybody else for longer. Every server also keeps the last 500 of them in
     * its heap (commitLogCount), where they take some times their size.
     */
    private static final int REQUEST_BYTES = 1 << 16;

    private static final int REQUEST_WRITES = 2_000;

    private final LiveEnsemble ensemble;
    private final Inventory inventory;
    private final Identity identity;
    private final ReplayOptions options;
    private final Standing standing;
    private final ReplayProgress progress;
    private final AccessList lists = new AccessList();
    private final LongAdder written = new LongAdder();
    private final MultiWriter writer;
    private final int room;
    private final int roomBelow;
    private final Set<String> opened = new LinkedHashSet<>();
    private Batch batch = new Batch();
    private boolean together;

    TreeWriter(
            LiveEnsemble ensemble,
            Inventory inventory,
            Identity identity,
            ReplayOptions options,
            Standing standing,
            ReplayProgress progress) {
        this.ensemble = ensemble;
        this.inventory = inventory;
        this.identity = identity;
        this.options = options;
        this.standing = standing;
        this.progress = progress;
        this.writer = new MultiWriter(ensemble, options.resume(), written::add);
        this.room = Math.min(REQUEST_BYTES, ensemble.maxBuffer() / 2);
        this.roomBelow = inventory.isBelow() ? Sizes.utf8(ensemble.settings().chroot()) : 0;
    }

    /** Writes all of it; what was written when it fails stays. */
    Counters write() throws IOException {
        root();
        List<String> last = new ArrayList<>();
        inventory.tree().walk(Place.ROOT, znode -> {
            if (isOurs(znode) && !Place.isSystem(znode.path())) {
                if (mayWait(znode)) {
                    last.add(znode.path());
                } else {
                    add(znode);
                }
            }
        });
        for (String path : last) {
            add(znode(path));
        }
        finish();
        Counters counters = new Counters(ensemble, inventory, progress);
        if (options.counters()) {
            counters.raise();
        }
        // what an earlier run left open may be closed to that one alone, and not to us
        standing.leftOpen().stream().filter(path -> !Place.isSystem(path)).forEach(opened::add);
        lists();
        limits();
        return counters;
    }

    private void root() throws IOException {
        PastZnode root = znode(Place.ROOT);
        if (standing.rootMissing()) {
            add(Op.create(Place.ROOT, root.data(), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT), size(root));
            finish();
        } else if (!standing.rootSet()) {
            add(Op.setData(Place.ROOT, root.data(), -1), size(root));
            finish();
        }
        openIfNeeded(root);
    }

    /** What every ensemble has is changed, not created. */
    private void openIfNeeded(PastZnode innate) {
        if (!AccessList.isOpen(lists.of(innate.acl()))) {
            opened.add(innate.path());
        }
    }

    private boolean isOurs(PastZnode znode) {
        return inventory.isRestored(znode.path()) && !Place.isInnate(znode.path()) && !Place.isEphemeral(znode);
    }

    /** What goes by itself when it is childless begins its wait as late as possible. */
    private boolean mayWait(PastZnode znode) {
        return Place.needsChildren(znode)
                && !inventory.hasSurvivors(znode)
                && znode(Place.parent(znode.path())).kind() == Kind.PERSISTENT;
    }

    private void add(PastZnode znode) throws IOException {
        List<ACL> list = lists.of(znode.acl());
        if (!identity.may(list, needed(znode))) {
            opened.add(znode.path());
            list = Ids.OPEN_ACL_UNSAFE;
        }
        add(create(znode, list), size(znode));
        together = Place.needsChildren(znode) && inventory.hasSurvivors(znode);
    }

    /** What we still have to do with a znode once it is there. */
    private int needed(PastZnode znode) {
        int children = inventory.created(znode);
        int needed = children > 0 ? Perms.CREATE : 0;
        boolean raised = options.counters() && znode.childrenCreated() > children && inventory.counts(znode);
        return raised ? Perms.CREATE | Perms.DELETE | Perms.READ : needed;
    }

    private static Op create(PastZnode znode, List<ACL> list) {
        return switch (znode.kind()) {
            case PERSISTENT -> Op.create(znode.path(), znode.data(), list, CreateMode.PERSISTENT);
            case CONTAINER -> Op.create(znode.path(), znode.data(), list, CreateMode.CONTAINER);
            case TTL ->
                Op.create(znode.path(), znode.data(), list, CreateMode.PERSISTENT_WITH_TTL, Place.timeToLive(znode));
            case EPHEMERAL -> throw new IllegalArgumentException(znode.path() + " belongs to a session");
        };
    }

    private int size(PastZnode znode) {
        return Sizes.create(
                Sizes.utf8(znode.path()) + roomBelow, znode.data(), AccessList.length(lists.of(znode.acl())));
    }

    private void add(Op write, int size) throws IOException {
        boolean full = batch.bytes() + size > room || batch.size() >= REQUEST_WRITES;
        boolean tooFull = batch.bytes() + size > ensemble.maxBuffer();
        if (!batch.isEmpty() && (tooFull || (full && !together))) {
            flush();
        }
        batch.add(write, size);
        progress.at("writing", written.sum(), inventory.znodes());
    }

    private void flush() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        if (options.resume()) {
            writer.writeMissing(batch);
        } else {
            writer.write(batch);
        }
        batch = new Batch();
        together = false;
    }

    private void finish() throws IOException {
        flush();
        writer.finish();
    }

    /** Closes what stood open for the time of writing. */
    private void lists() throws IOException {
        List<String> deepestFirst = new ArrayList<>(opened);
        deepestFirst.sort(Comparator.comparingInt(Place::depth).reversed());
        new Closing(ensemble, progress)
                .close(deepestFirst, path -> lists.of(znode(path).acl()));
        opened.clear();
    }

    private void limits() throws IOException {
        PastTree tree = inventory.tree();
        if (inventory.isBelow() || tree.znode(Place.SYSTEM).isEmpty()) {
            return;
        }
        tree.walk(Place.SYSTEM, znode -> {
            if (isOurs(znode)) {
                add(znode);
            } else if (Place.isInnate(znode.path()) && !znode.path().equals(Place.CONFIG)) {
                openIfNeeded(znode);
            }
        });
        finish();
        standing.leftOpen().stream().filter(Place::isSystem).forEach(opened::add);
        lists();
    }

    private PastZnode znode(String path) {
        return inventory.tree().znode(path).orElseThrow();
    }
}
