package dev.keepsake.deploy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Compares two trees node by node and field by field. The one node left out is /zookeeper/config, which every server
 * writes from its own configuration when it starts.
 */
final class Comparer {
    private static final String OWN_CONFIGURATION = "/zookeeper/config";
    private static final Map<String, Function<Node, @Nullable Object>> FIELDS = fields();

    /** What a client can set, in one way or another. */
    private static final Set<String> SETTABLE =
            Set.of("data", "ACL", "cversion", "ephemeralOwner", "dataLength", "numChildren");

    private final Map<String, Function<Node, @Nullable Object>> fields;
    private final List<String> differences = new ArrayList<>();
    private long compared;

    private Comparer(Map<String, Function<Node, @Nullable Object>> fields) {
        this.fields = fields;
    }

    /** Compares what was found with what was expected. */
    static Comparison compare(NavigableMap<String, Node> expected, NavigableMap<String, Node> found) {
        return new Comparer(FIELDS).run(expected, found);
    }

    /** The same but for zxids, times and versions, which no client can set. */
    static Comparison compareSettable(NavigableMap<String, Node> expected, NavigableMap<String, Node> found) {
        Map<String, Function<Node, @Nullable Object>> fields = new LinkedHashMap<>(FIELDS);
        fields.keySet().retainAll(SETTABLE);
        return new Comparer(fields).run(expected, found);
    }

    private Comparison run(NavigableMap<String, Node> expected, NavigableMap<String, Node> found) {
        TreeSet<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(found.keySet());
        paths.remove(OWN_CONFIGURATION);
        for (String path : paths) {
            Node wanted = expected.get(path);
            Node present = found.get(path);
            if (wanted == null) {
                differences.add(path + ": is there, but should not be");
            } else if (present == null) {
                differences.add(path + ": is missing");
            } else {
                fields(path, wanted, present);
            }
        }
        return new Comparison(paths.size(), compared, differences);
    }

    private void fields(String path, Node wanted, Node present) {
        fields.forEach((name, field) -> {
            compared++;
            Object left = field.apply(wanted);
            Object right = field.apply(present);
            if (!Objects.equals(left, right)) {
                differences.add(path + ": " + name + " should be " + show(left) + " but is " + show(right)
                        + place(left, right));
            }
        });
    }

    private static String place(@Nullable Object left, @Nullable Object right) {
        return left instanceof ByteBuffer one && right instanceof ByteBuffer other
                ? ", first at byte " + one.mismatch(other)
                : "";
    }

    private static String show(@Nullable Object value) {
        if (value instanceof ByteBuffer bytes) {
            int shown = Math.min(bytes.remaining(), 16);
            StringBuilder hex = new StringBuilder(bytes.remaining() + " bytes");
            for (int i = 0; i < shown; i++) {
                hex.append(i == 0 ? ": " : " ").append("%02x".formatted(bytes.get(i)));
            }
            return hex + (shown < bytes.remaining() ? " ..." : "");
        }
        return String.valueOf(value);
    }

    private static Map<String, Function<Node, @Nullable Object>> fields() {
        Map<String, Function<Node, @Nullable Object>> fields = new LinkedHashMap<>();
        fields.put("data", Node::data);
        fields.put("ACL", node -> acl(node.acl()));
        stat(fields, "czxid", stat -> hex(stat.getCzxid()));
        stat(fields, "mzxid", stat -> hex(stat.getMzxid()));
        stat(fields, "pzxid", stat -> hex(stat.getPzxid()));
        stat(fields, "ctime", Stat::getCtime);
        stat(fields, "mtime", Stat::getMtime);
        stat(fields, "version", Stat::getVersion);
        stat(fields, "cversion", Stat::getCversion);
        stat(fields, "aversion", Stat::getAversion);
        stat(fields, "ephemeralOwner", stat -> hex(stat.getEphemeralOwner()));
        stat(fields, "dataLength", Stat::getDataLength);
        stat(fields, "numChildren", Stat::getNumChildren);
        return fields;
    }

    private static void stat(
            Map<String, Function<Node, @Nullable Object>> fields, String name, Function<Stat, Object> field) {
        fields.put(name, node -> field.apply(node.stat()));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String acl(List<ACL> acl) {
        return acl.stream()
                .map(entry -> entry.getId().getScheme() + ":" + entry.getId().getId() + ":" + entry.getPerms())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
