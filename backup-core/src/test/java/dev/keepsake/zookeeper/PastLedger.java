package dev.keepsake.zookeeper;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Adler32;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.jspecify.annotations.Nullable;

/** A random history that is archived in several backups, and what ZooKeeper's own tree was after each of its transactions. */
final class PastLedger {

    /** What changed at a transaction: the znodes that were created, changed or deleted, each with both sides. */
    record Line(Zxid zxid, Map<String, Sides> changes) {}

    /** A znode before and after; null where it was not there. */
    record Sides(ServerTree.@Nullable Node before, ServerTree.@Nullable Node after) {}

    final Archive archive = new Archive(new MemoryStore());
    final List<Line> lines = new ArrayList<>();

    /** The tree after each transaction, and before the first. */
    final TreeMap<Zxid, Map<String, ServerTree.Node>> states = new TreeMap<>();

    private final RandomLeader leader;
    private final DiskServer server;
    private final Path directory;
    private final Random random;

    /** {@code ahead} transactions are in the first base already that come behind its name. */
    PastLedger(Path directory, long seed, int ahead) throws IOException {
        this.directory = directory;
        this.random = new Random(seed);
        this.leader = new RandomLeader(seed);
        this.leader.closesWithoutPaths = random.nextInt(3) * 40;
        this.server = new DiskServer(directory);
        server.elects(1);
        states.put(Zxid.of(1, 0), ServerTree.nodesOf(leader.tree));
        commit(ahead);
        snapshot(Zxid.of(1, 0));
        commit(1); // a tape goes on from a record
        archive.backUp(server);
    }

    /** The history goes on, with a snapshot and a backup now and then. */
    PastLedger writes(int transactions) throws IOException {
        int left = transactions;
        while (left > 0) {
            int some = Math.min(left, 1 + random.nextInt(60));
            commit(some);
            left -= some;
            if (random.nextInt(3) == 0) {
                snapshot(leader.last());
            }
            archive.backUp(server);
        }
        return this;
    }

    private void commit(int transactions) throws IOException {
        for (int i = 0; i < transactions; i++) {
            Map<String, ServerTree.Node> before = states.lastEntry().getValue();
            LogRecord record = leader.next();
            Adler32 adler = new Adler32();
            adler.update(record.payload());
            server.commits(new LogRecord(
                    record.zxid(),
                    record.session(),
                    record.cxid(),
                    record.timeMillis(),
                    record.type(),
                    adler.getValue(),
                    record.payload()));
            Map<String, ServerTree.Node> after = ServerTree.nodesOf(leader.tree);
            states.put(record.zxid(), after);
            lines.add(new Line(record.zxid(), changes(before, after)));
        }
    }

    private void snapshot(Zxid name) throws IOException {
        Path file = directory.resolve("version-2/snapshot." + Long.toHexString(name.value()));
        new FileSnap(directory.resolve("version-2").toFile())
                .serialize(leader.tree, leader.sessions, file.toFile(), false);
    }

    private static Map<String, Sides> changes(Map<String, ServerTree.Node> before, Map<String, ServerTree.Node> after) {
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        Map<String, Sides> changes = new TreeMap<>();
        for (String path : paths) {
            ServerTree.Node old = before.get(path);
            ServerTree.Node now = after.get(path);
            if (!Objects.equals(own(old), own(now))) {
                changes.put(path.isEmpty() ? "/" : path, new Sides(old, now));
            }
        }
        return changes;
    }

    /** A znode without what its children change. */
    static @Nullable List<Object> own(ServerTree.@Nullable Node node) {
        return node == null
                ? null
                : List.of(
                        node.data(),
                        node.acl(),
                        node.stat().czxid(),
                        node.stat().mzxid(),
                        node.stat().version(),
                        node.stat().aversion());
    }

    /** A znode that was shown, as one of ours. */
    static ServerTree.@Nullable Node node(@Nullable PastZnode znode) {
        if (znode == null) {
            return null;
        }
        List<Acl> acl = znode.acl().stream().map(PastLedger::entry).toList();
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
        return ServerTree.Node.of(znode.data(), acl, stat);
    }

    private static Acl entry(String words) {
        int first = words.indexOf(':');
        int last = words.lastIndexOf(':');
        int permissions = 0;
        for (char letter : words.substring(last + 1).toCharArray()) {
            permissions |= 1 << "rwcda".indexOf(letter);
        }
        return new Acl(permissions, words.substring(0, first), words.substring(first + 1, last));
    }

    /** The lines that are about a scope, behind one zxid through another; the newest first. */
    List<Line> lines(Scope scope, Zxid after, Zxid through) {
        List<Line> found = new ArrayList<>();
        for (Line line : lines) {
            Map<String, Sides> changes = new TreeMap<>(line.changes());
            changes.keySet().removeIf(path -> !scope.holds(path));
            boolean within = line.zxid().compareTo(after) > 0 && line.zxid().compareTo(through) <= 0;
            if (within && !changes.isEmpty()) {
                found.add(new Line(line.zxid(), changes));
            }
        }
        Collections.reverse(found);
        return found;
    }

    /** A path that some transaction was about. */
    String anyPath() {
        while (true) {
            List<String> paths = List.copyOf(
                    lines.get(random.nextInt(lines.size())).changes().keySet());
            if (!paths.isEmpty()) {
                return paths.get(random.nextInt(paths.size()));
            }
        }
    }

    Zxid anyZxid() {
        return lines.get(random.nextInt(lines.size())).zxid();
    }

    /** A znode with all below it so many levels down, as it was right after a transaction. */
    Map<String, ServerTree.Node> state(Zxid zxid, Scope scope) {
        Map<String, ServerTree.Node> part = new TreeMap<>();
        Objects.requireNonNull(states.get(zxid)).forEach((path, node) -> part.put(path.isEmpty() ? "/" : path, node));
        part.keySet().removeIf(path -> !scope.holds(path));
        return part;
    }
}
