package dev.keepsake.framework;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.PastZnode.Kind;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Znodes that are to be made: these with data, and empty ones above them. */
final class MadeTree implements ZnodeView {

    private static final List<String> OPEN = List.of("world:anyone:cdrwa");
    private static final Zxid NEVER = new Zxid(0);

    private final SortedMap<String, PastZnode> znodes = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> children = new TreeMap<>();

    /** All of it; what is there already keeps its access list and its kind. */
    MadeTree(String root, SortedMap<String, byte[]> data, ZnodeView live) {
        SortedSet<String> paths = new TreeSet<>();
        for (String path : data.keySet()) {
            for (String above = path; above.length() > 1; above = parent(above)) {
                paths.add(above);
                children.computeIfAbsent(parent(above), none -> new TreeSet<>())
                        .add(above.substring(above.lastIndexOf('/') + 1));
            }
        }
        List<String> usual = live.znode(root)
                .map(PastZnode::acl)
                .filter(acl -> !acl.isEmpty())
                .orElse(OPEN);
        for (String path : paths) {
            znodes.put(path, znode(path, data.getOrDefault(path, new byte[0]), live.znode(path), usual));
        }
    }

    private PastZnode znode(String path, byte[] data, Optional<PastZnode> there, List<String> usual) {
        int below = children(path).size();
        return new PastZnode(
                path,
                // above what has a value, it does not matter whether a znode holds nothing or no bytes
                data.length == 0
                        ? there.filter(znode -> znode.length() == 0)
                                .map(PastZnode::data)
                                .orElse(data)
                        : data,
                there.map(PastZnode::acl).filter(acl -> !acl.isEmpty()).orElse(usual),
                there.map(PastZnode::kind).orElse(Kind.PERSISTENT),
                NEVER,
                NEVER,
                NEVER,
                0,
                0,
                0,
                0,
                0,
                0,
                below);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return Optional.ofNullable(znodes.get(path));
    }

    @Override
    public List<String> children(String path) {
        return new ArrayList<>(children.getOrDefault(path, new TreeSet<>()));
    }

    @Override
    public void walk(String path, Step step) throws IOException {
        String below = path.equals("/") ? "/" : path + "/";
        for (Map.Entry<String, PastZnode> znode : znodes.entrySet()) {
            if (znode.getKey().equals(path) || znode.getKey().startsWith(below)) {
                step.at(znode.getValue());
            }
        }
    }
}
