package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tree of the past that nobody had to replay. */
final class MapTree implements PastTree {

    private final SortedMap<String, PastZnode> znodes = new TreeMap<>(PathOrder.PARENTS_FIRST);

    MapTree(Map<String, PastZnode> znodes) {
        this.znodes.putAll(znodes);
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return Optional.ofNullable(znodes.get(path));
    }

    @Override
    public List<String> children(String path) {
        return znodes.keySet().stream()
                .filter(child -> !child.equals("/") && PathOrder.parent(child).equals(path))
                .map(child -> child.substring(child.lastIndexOf('/') + 1))
                .toList();
    }

    @Override
    public void walk(String path, Step step) throws IOException {
        for (PastZnode znode : znodes.values()) {
            if (PathOrder.isWithin(znode.path(), path)) {
                step.at(znode);
            }
        }
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    @Override
    public void begin(TapeStart start) {
        throw new IllegalStateException("is whole already");
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) {
        throw new IllegalStateException("is whole already");
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        throw new IllegalStateException("is whole already");
    }
}
