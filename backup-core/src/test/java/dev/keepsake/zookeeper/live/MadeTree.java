package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.PastZnode.Kind;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree of the past that a test makes up. */
@SuppressWarnings("NullAway") // it does not see from class files that the data may be null
final class MadeTree implements PastTree {

    static final List<String> OPEN = List.of("world:anyone:cdrwa");

    private static final Zxid ANY = new Zxid(1);

    private final NavigableMap<String, PastZnode> znodes = new TreeMap<>();

    MadeTree() {
        this(true);
    }

    private MadeTree(boolean system) {
        put("/", new byte[0], OPEN, Kind.PERSISTENT, 0, 0);
        if (system) {
            system();
        }
    }

    /** As it was read below a path: without what is the servers' own. */
    static MadeTree ofPart() {
        return new MadeTree(false);
    }

    private void system() {
        put("/zookeeper", new byte[0], OPEN, Kind.PERSISTENT, 0, 0);
        put("/zookeeper/config", new byte[3], List.of("world:anyone:r"), Kind.PERSISTENT, 0, 0);
        put("/zookeeper/quota", new byte[0], OPEN, Kind.PERSISTENT, 0, 0);
    }

    MadeTree with(String path, byte @Nullable [] data) {
        return with(path, data, OPEN, Kind.PERSISTENT, 0);
    }

    /** {@code deleted}: how many children it had besides those that it has. */
    MadeTree with(String path, byte @Nullable [] data, List<String> acl, Kind kind, int deleted) {
        put(path, data, acl, kind, deleted, kind == Kind.TTL ? 0xff00_0000_0000_0000L | 3_600_000 : 0);
        return this;
    }

    private void put(String path, byte @Nullable [] data, List<String> acl, Kind kind, int created, long owner) {
        znodes.put(path, new PastZnode(path, data, acl, kind, ANY, ANY, ANY, 0, 0, 0, created, 0, owner, 0));
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return Optional.ofNullable(znodes.get(path)).map(this::counted);
    }

    private PastZnode counted(PastZnode of) {
        int children = children(of.path()).size();
        int innate = of.path().equals("/") && znodes.containsKey("/zookeeper") ? 1 : 0;
        return new PastZnode(
                of.path(),
                of.data(),
                of.acl(),
                of.kind(),
                ANY,
                ANY,
                ANY,
                0,
                0,
                0,
                of.childrenCreated() + children - innate,
                0,
                of.owner(),
                children);
    }

    @Override
    public List<String> children(String path) {
        String above = path.equals("/") ? "/" : path + "/";
        return znodes.tailMap(above, false).keySet().stream()
                .takeWhile(below -> below.startsWith(above))
                .map(below -> below.substring(above.length()))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    @Override
    public void walk(String path, Step step) throws IOException {
        Optional<PastZnode> here = znode(path);
        if (here.isEmpty()) {
            return;
        }
        step.at(here.get());
        for (String name : children(path)) {
            walk(path.equals("/") ? "/" + name : path + "/" + name, step);
        }
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    @Override
    public void begin(TapeStart start) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        throw new UnsupportedOperationException();
    }
}
