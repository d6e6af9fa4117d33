package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads every znode of a tree from a server, field by field, as a client sees it. */
final class ReadBack {

    private static final int BATCH = 128;
    private static final int BATCH_CHARACTERS = 1 << 15;
    private static final int MAX_NAMED = 5;

    /** The server keeps its own configuration below this znode, whatever was restored. */
    private static final String SYSTEM = "/zookeeper";

    private final DrillClient client;
    private final Map<String, Znode> asked = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int characters;
    private long znodes;
    private long fields;
    private long differing;

    ReadBack(DrillClient client) {
        this.client = client;
    }

    /** Compares all of the tree with what the server has. A znode too many shows in its parent's count of children. */
    void compare(ZnodeTree tree) throws IOException {
        tree.walk((path, node) -> {
            String name = path.isEmpty() ? "/" : path;
            if (!name.equals(Likeness.OWN_CONFIGURATION)) {
                asked.put(name, node);
                characters += name.length();
            }
            if (asked.size() == BATCH || characters > BATCH_CHARACTERS) {
                ask();
            }
        });
        ask();
    }

    long znodes() {
        return znodes;
    }

    long fields() {
        return fields;
    }

    /** The first places that differ, and how many more there are. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        if (differing > problems.size()) {
            all.add("and " + (differing - problems.size()) + " more");
        }
        return all;
    }

    private void ask() throws IOException {
        for (String path : asked.keySet()) {
            client.ask(DrillClient.GET_DATA, path);
            client.ask(DrillClient.GET_ACL, path);
        }
        client.flush();
        for (Map.Entry<String, Znode> entry : asked.entrySet()) {
            znodes++;
            Optional<JuteReader> data = client.answer();
            Optional<JuteReader> acl = client.answer();
            if (data.isEmpty() || acl.isEmpty()) {
                differs(entry.getKey(), "there", true, false);
            } else {
                compare(entry.getKey(), entry.getValue(), data.get(), acl.get());
            }
        }
        asked.clear();
        characters = 0;
    }

    private void compare(String path, Znode node, JuteReader data, JuteReader acl) throws IOException {
        byte @Nullable [] found = data.readBuffer();
        if (!Likeness.isUsage(path)) {
            field(path, "data", words(node.data), words(found), Arrays.equals(node.data, found));
        }
        List<Acl> entries = new ArrayList<>();
        int count = acl.readCount(12);
        for (int i = 0; i < count; i++) {
            entries.add(new Acl(acl.readInt(), acl.readString(), acl.readString()));
        }
        field(path, "access list", Likeness.words(node.acl), Likeness.words(entries), node.acl.equals(entries));
        stat(path, node, data);
    }

    private void stat(String path, Znode node, JuteReader stat) throws IOException {
        ZnodeStat wanted = node.stat;
        int children = node.children;
        number(path, "czxid", wanted.czxid(), stat.readLong());
        number(path, "mzxid", wanted.mzxid(), stat.readLong());
        number(path, "ctime", wanted.ctime(), stat.readLong());
        number(path, "mtime", wanted.mtime(), stat.readLong());
        number(path, "version", wanted.version(), stat.readInt());
        int cversion = stat.readInt();
        number(path, "aversion", wanted.aversion(), stat.readInt());
        // sessions were dropped, and who owns containers and znodes with a time to live is not shown
        // (DataNode.copyStat)
        number(path, "ephemeralOwner", Owner.NOBODY, stat.readLong());
        int length = stat.readInt();
        if (!Likeness.isUsage(path)) {
            number(path, "dataLength", node.data == null ? 0 : node.data.length, length);
        }
        int numChildren = stat.readInt();
        if (!path.equals(SYSTEM)) {
            // a client is shown creations and deletions, a snapshot holds creations (DataNode.copyStat)
            number(path, "cversion", 2 * wanted.cversion() - children, cversion);
            number(path, "numChildren", children, numChildren);
        }
        number(path, "pzxid", wanted.pzxid(), stat.readLong());
    }

    private void number(String path, String name, long wanted, long found) {
        field(path, name, wanted, found, wanted == found);
    }

    private void field(String path, String name, Object wanted, Object found, boolean same) {
        fields++;
        if (!same) {
            differs(path, name, wanted, found);
        }
    }

    private void differs(String path, String name, Object wanted, Object found) {
        differing++;
        if (problems.size() < MAX_NAMED) {
            problems.add(path + ": " + name + " should be " + wanted + " but is " + found);
        }
    }

    private static String words(byte @Nullable [] data) {
        return data == null ? "null" : data.length + " bytes";
    }
}
