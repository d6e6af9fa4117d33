package dev.keepsake.zookeeper;

import dev.keepsake.artefact.AccessEntry;
import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A tree that was read znode by znode, parents first, from a running ensemble; all of it, or what is at and below one path.
 * Stands beside the heap as a replayed tree does. Confined to one thread.
 */
public final class GatheredTree implements ZnodeView {

    /** A client is not told for how long a session lasts; this is for sessions that nobody keeps. */
    private static final int TIMEOUT_MILLIS = 30_000;

    private static final ZnodeStat NOBODY_LOOKED = new ZnodeStat(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final String top;
    private final ZnodeTree tree = new ZnodeTree();
    private final Map<List<String>, Long> lists = new HashMap<>();

    /** An empty tree that is going to hold this znode and those below it. */
    public GatheredTree(String top) throws IOException {
        this.top = top;
        // the znodes above are not looked at, but nothing can stand in the air
        for (int end = 0; end >= 0 && !top.equals("/"); end = top.indexOf('/', end + 1)) {
            tree.znode(top.substring(0, end), null, -1, NOBODY_LOOKED);
        }
    }

    /** Takes a znode; its parent came before. */
    public void add(PastZnode znode) throws IOException {
        if (znode.owner() != Owner.NOBODY) {
            tree.session(znode.owner(), TIMEOUT_MILLIS);
        }
        ZnodeStat stat = new ZnodeStat(
                znode.created().value(),
                znode.modified().value(),
                znode.createdMillis(),
                znode.modifiedMillis(),
                znode.version(),
                znode.childrenCreated(),
                znode.aclVersion(),
                znode.owner(),
                znode.childrenModified().value());
        String path = znode.path().equals("/") ? "" : znode.path();
        tree.znode(path, znode.data(), list(znode.acl()), stat);
    }

    private long list(List<String> words) throws IOException {
        Long known = lists.get(words);
        if (known != null) {
            return known;
        }
        List<Acl> entries = words.stream()
                .map(AccessEntry::parse)
                .map(entry -> new Acl(entry.permissions(), entry.scheme(), entry.id()))
                .toList();
        long number = entries.equals(Acl.OPEN) ? -1 : lists.size() + 1L;
        if (number > 0) {
            tree.acl(number, entries);
        }
        lists.put(words, number);
        return number;
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return Optional.ofNullable(isWithin(path) ? tree.find(path) : null)
                .map(znode -> ReplayedTree.shown(tree, path, znode));
    }

    @Override
    public List<String> children(String path) {
        SortedSet<String> names = isWithin(path) ? tree.children(path) : new TreeSet<>();
        return List.copyOf(names);
    }

    @Override
    public void walk(String path, Step step) throws IOException {
        if (isWithin(path)) {
            tree.walk(path, (below, znode) -> {
                String shown = below.isEmpty() ? "/" : below;
                step.at(ReplayedTree.shown(tree, shown, znode));
            });
        }
    }

    private boolean isWithin(String path) {
        return top.equals("/") || path.equals(top) || path.startsWith(top + "/");
    }

    /** The tree as an artefact: a snapshot that is a function of the tree alone, so that equal trees give equal bytes. */
    Artefact artefact(Walked walked) throws IOException {
        Seed written = Seed.of(tree, SessionPolicy.KEEP);
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("nodes", Long.toString(tree.size()));
        facts.put("content", written.hash());
        return new Artefact(
                Artefact.Kind.WALK,
                walked.first(),
                walked.last(),
                written.bytes(),
                facts,
                () -> new SnapshotInput(tree));
    }
}
