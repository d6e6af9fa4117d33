package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

final class ComparerTest {
    @Test
    void equalTreesDoNotDiffer() {
        Comparison comparison = Comparer.compare(tree(), tree());

        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.nodes()).isEqualTo(3);
        assertThat(comparison.fields()).isEqualTo(3 * 13);
    }

    @Test
    void everyFieldOfAStatIsCompared() {
        changes().forEach((field, change) -> {
            NavigableMap<String, Node> changed = tree();
            change.accept(at(changed, "/a/b").stat(), 77);

            assertThat(Comparer.compare(tree(), changed).differences())
                    .singleElement()
                    .asString()
                    .startsWith("/a/b: " + field + " should be ")
                    .containsPattern("is (77|0x4d)$");
        });
    }

    @Test
    void nullIsNotTheSameAsNoBytes() {
        NavigableMap<String, Node> changed = tree();
        changed.put(
                "/a",
                new Node(
                        ByteBuffer.allocate(0),
                        at(changed, "/a").acl(),
                        at(changed, "/a").stat()));

        assertThat(Comparer.compare(tree(), changed).differences())
                .containsExactly("/a: data should be null but is 0 bytes");
    }

    @Test
    void oneOtherByteIsADifference() {
        NavigableMap<String, Node> changed = tree();
        changed.put(
                "/a/b",
                new Node(
                        ByteBuffer.wrap("heLlo".getBytes(UTF_8)),
                        at(changed, "/a/b").acl(),
                        stat(2)));

        assertThat(Comparer.compare(tree(), changed).differences())
                .containsExactly(
                        "/a/b: data should be 5 bytes: 68 65 6c 6c 6f but is 5 bytes: 68 65 4c 6c 6f, first at byte 2");
    }

    @Test
    void anotherPermissionIsADifference() {
        NavigableMap<String, Node> changed = tree();
        changed.put("/a", new Node(null, ZooDefs.Ids.READ_ACL_UNSAFE, stat(1)));

        assertThat(Comparer.compare(tree(), changed).differences())
                .containsExactly("/a: ACL should be [world:anyone:31] but is [world:anyone:1]");
    }

    @Test
    void missingAndExtraNodesAreDifferences() {
        NavigableMap<String, Node> changed = tree();
        changed.put("/c", changed.remove("/a/b"));

        assertThat(Comparer.compare(tree(), changed).differences())
                .containsExactly("/a/b: is missing", "/c: is there, but should not be");
    }

    @Test
    void onlyTheServersOwnConfigurationIsLeftOut() {
        NavigableMap<String, Node> changed = tree();
        changed.put("/zookeeper/config", at(changed, "/a"));
        changed.put("/zookeeper/quota", at(changed, "/a"));

        assertThat(Comparer.compare(tree(), changed).differences())
                .containsExactly("/zookeeper/quota: is there, but should not be");
    }

    @Test
    void droppingSessionsTakesTheirNodesAndCountsThemAtTheParent() {
        NavigableMap<String, Node> source = tree();
        at(source, "/a/b").stat().setEphemeralOwner(0x100001234L);

        NavigableMap<String, Node> dropped = Sessions.drop(source);

        Stat parent = stat(1);
        parent.setNumChildren(parent.getNumChildren() - 1);
        parent.setCversion(parent.getCversion() + 1);
        assertThat(dropped).containsOnlyKeys("/", "/a");
        assertThat(at(dropped, "/a").stat()).isEqualTo(parent);
        assertThat(at(dropped, "/").stat()).isEqualTo(stat(0));
    }

    @Test
    void containersAndTimeToLiveNodesDoNotGoWithASession() {
        NavigableMap<String, Node> source = tree();
        at(source, "/a").stat().setEphemeralOwner(Long.MIN_VALUE);
        at(source, "/a/b").stat().setEphemeralOwner(0xff00_0000_0036_ee80L);

        assertThat(Sessions.drop(source)).isEqualTo(source);
    }

    private static Node at(NavigableMap<String, Node> tree, String path) {
        return Objects.requireNonNull(tree.get(path), path);
    }

    private static NavigableMap<String, Node> tree() {
        NavigableMap<String, Node> tree = new TreeMap<>();
        tree.put("/", new Node(ByteBuffer.allocate(0), ZooDefs.Ids.OPEN_ACL_UNSAFE, stat(0)));
        tree.put("/a", new Node(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, stat(1)));
        tree.put("/a/b", new Node(ByteBuffer.wrap("hello".getBytes(UTF_8)), List.of(), stat(2)));
        return tree;
    }

    private static Stat stat(int number) {
        return new Stat(1 + number, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11);
    }

    /** One setter for each field of a Stat, by the name that the report gives it. */
    private static Map<String, ObjLongConsumer<Stat>> changes() {
        return Map.ofEntries(
                Map.entry("czxid", Stat::setCzxid),
                Map.entry("mzxid", Stat::setMzxid),
                Map.entry("pzxid", Stat::setPzxid),
                Map.entry("ctime", Stat::setCtime),
                Map.entry("mtime", Stat::setMtime),
                Map.entry("version", (stat, value) -> stat.setVersion((int) value)),
                Map.entry("cversion", (stat, value) -> stat.setCversion((int) value)),
                Map.entry("aversion", (stat, value) -> stat.setAversion((int) value)),
                Map.entry("ephemeralOwner", Stat::setEphemeralOwner),
                Map.entry("dataLength", (stat, value) -> stat.setDataLength((int) value)),
                Map.entry("numChildren", (stat, value) -> stat.setNumChildren((int) value)));
    }
}
