package dev.keepsake.zookeeper;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two trees of one moment have in common, whatever snapshot each was replayed from: every znode with its data, access
 * list and Stat.
 *
 * <p>Left out is what servers change without a transaction: {@code /zookeeper/config}, which each writes from its own
 * configuration, and the usage that it counts beside a quota. Sessions are left out, too: a snapshot's list is older than
 * its name.
 */
final class Likeness {

    /** Every server writes this znode itself when it starts. */
    static final String OWN_CONFIGURATION = "/zookeeper/config";

    private static final String QUOTAS = "/zookeeper/quota/";
    private static final String USAGE = "/zookeeper_stats";
    private static final int MAX_NAMED = 5;

    private Likeness() {}

    /** Whether a znode's data is what its server counts by itself. */
    static boolean isUsage(String path) {
        return path.startsWith(QUOTAS) && path.endsWith(USAGE);
    }

    /**
     * Hashes over a tree.
     *
     * @param parents over the pzxids alone
     * @param rest over everything else
     */
    record Sums(String parents, String rest) {}

    static Sums sums(ZnodeTree tree) throws IOException {
        MessageDigest parents = Seed.sha256();
        MessageDigest rest = Seed.sha256();
        IdentityHashMap<List<Acl>, byte[]> lists = new IdentityHashMap<>();
        ByteBuffer stat = ByteBuffer.allocate(Long.BYTES * 6 + Integer.BYTES * 3);
        tree.walk((path, node) -> {
            if (path.equals(OWN_CONFIGURATION)) {
                return;
            }
            parents.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(node.stat.pzxid()).flip());
            measure(rest, path.getBytes(StandardCharsets.UTF_8));
            measure(rest, isUsage(path) ? null : node.data);
            rest.update(lists.computeIfAbsent(node.acl, Likeness::bytes));
            stat.clear();
            ZnodeStat of = node.stat;
            stat.putLong(of.czxid()).putLong(of.mzxid()).putLong(of.ctime()).putLong(of.mtime());
            stat.putLong(of.ephemeralOwner()).putInt(of.version()).putInt(of.cversion());
            rest.update(stat.putInt(of.aversion()).flip());
        });
        return new Sums(hex(parents), hex(rest));
    }

    /** The first places where two trees differ, and how many more there are. */
    static List<String> differences(ZnodeTree one, ZnodeTree other, boolean vagueParents) throws IOException {
        List<String> found = new ArrayList<>();
        long[] count = {0};
        one.walk((path, node) -> {
            Znode twin = other.find(path);
            note(
                    found,
                    count,
                    twin == null ? path + ": only in the first" : difference(path, node, twin, vagueParents));
        });
        other.walk((path, node) -> {
            boolean alone = one.find(path) == null;
            note(found, count, alone ? path + ": only in the second" : "");
        });
        if (count[0] > found.size()) {
            found.add("and " + (count[0] - found.size()) + " more");
        }
        return found;
    }

    private static void note(List<String> found, long[] count, String difference) {
        if (difference.isEmpty() || difference.startsWith(OWN_CONFIGURATION + ":")) {
            return;
        }
        count[0]++;
        if (found.size() < MAX_NAMED) {
            found.add(difference);
        }
    }

    private static String difference(String path, Znode one, Znode other, boolean vagueParents) {
        String name = path.isEmpty() ? "/" : path;
        if (!one.acl.equals(other.acl)) {
            return name + ": access list " + words(one.acl) + " against " + words(other.acl);
        }
        if (!isUsage(name) && !Arrays.equals(one.data, other.data)) {
            return name + ": data of " + length(one.data) + " bytes against " + length(other.data)
                    + (length(one.data) == length(other.data) ? " other ones" : "");
        }
        ZnodeStat ours = one.stat;
        ZnodeStat theirs = vagueParents ? withPzxid(other.stat, one.stat.pzxid()) : other.stat;
        return ours.equals(theirs) ? "" : name + ": " + ours + " against " + theirs;
    }

    private static ZnodeStat withPzxid(ZnodeStat stat, long pzxid) {
        return new ZnodeStat(
                stat.czxid(),
                stat.mzxid(),
                stat.ctime(),
                stat.mtime(),
                stat.version(),
                stat.cversion(),
                stat.aversion(),
                stat.ephemeralOwner(),
                pzxid);
    }

    /** An access list as people read it. */
    static String words(List<Acl> acl) {
        return acl.stream()
                .map(entry -> entry.scheme() + ":" + entry.id() + ":" + entry.permissions())
                .toList()
                .toString();
    }

    private static int length(byte @Nullable [] data) {
        return data == null ? -1 : data.length;
    }

    private static void measure(MessageDigest digest, byte @Nullable [] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length(bytes)).flip());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static byte[] bytes(List<Acl> acl) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(acl.size());
            for (Acl entry : acl) {
                out.writeInt(entry.permissions());
                text(out, entry.scheme());
                text(out, entry.id());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
