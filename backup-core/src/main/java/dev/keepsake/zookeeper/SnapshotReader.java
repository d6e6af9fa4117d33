package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot of ZooKeeper 3.4 to 3.9 from its first byte to its last, once, in memory that does not grow with it.
 * A snapshot counts only when every seal in it agrees with the bytes before it and nothing follows the last one; until
 * then what was shown may be wrong, so callers publish nothing before they have the facts.
 */
public final class SnapshotReader {

    /** The most data one znode may have: far above what any server takes, far below what would hurt. */
    public static final int MAX_DATA = 256 << 20;

    static final int MAGIC = 0x5A4B534E;
    static final int VERSION = 2;
    static final byte[] SYSTEM = "/zookeeper/".getBytes(StandardCharsets.US_ASCII);

    private static final int BUFFER = 1 << 18;

    // where the fields of a Stat begin
    private static final int CZXID = 0;
    private static final int MZXID = 8;
    private static final int PZXID = 52;

    private final ByteInput input;
    private final SnapshotSeals seals = new SnapshotSeals();
    private final @Nullable SnapshotVisitor visitor;
    private final ZnodeBytes shown = new ZnodeBytes();
    private long nodes;
    private long highest;

    private SnapshotReader(InputStream in, String name, @Nullable SnapshotVisitor visitor) {
        this.input = new ByteInput(in, name, 0, BUFFER, seals);
        this.visitor = visitor;
    }

    /**
     * Reads a whole snapshot, decompressed, and shows it to the visitor.
     *
     * @param name what messages call it
     * @throws CorruptException if a byte is not as the format or a seal wants it, or some are missing or too many
     */
    public static SnapshotFacts read(InputStream plain, String name, SnapshotVisitor visitor) throws IOException {
        return new SnapshotReader(plain, name, visitor).snapshot();
    }

    /**
     * Reads a whole snapshot, decompressed, for its facts alone: makes no object for any znode.
     *
     * @throws CorruptException as {@link #read} does
     */
    public static SnapshotFacts check(InputStream plain, String name) throws IOException {
        return new SnapshotReader(plain, name, null).snapshot();
    }

    private SnapshotFacts snapshot() throws IOException {
        header();
        int sessions = sessions();
        accessLists();
        while (znode()) {
            nodes++;
        }
        if (nodes == 0) {
            throw input.corrupt("it holds no znode, not even the root, which every server writes first");
        }
        seals.readSeal(input);
        seals.readTrailers(input);
        if (visitor != null) {
            visitor.end();
        }
        return new SnapshotFacts(input.offset(), sessions, nodes, new Zxid(highest), seals.digest(), seals.lastZxid());
    }

    private void header() throws IOException {
        int magic = input.readInt("the header");
        int version = input.readInt("the header");
        input.readLong("the header");
        if (magic != MAGIC || version != VERSION) {
            throw input.corrupt("not a snapshot: it begins with " + Integer.toHexString(magic) + " version " + version
                    + ", expected " + Integer.toHexString(MAGIC) + " version " + VERSION);
        }
    }

    private int sessions() throws IOException {
        int count = input.readLength("the sessions", Integer.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            long id = input.readLong("a session");
            int timeout = input.readInt("a session");
            if (visitor != null) {
                visitor.session(id, timeout);
            }
        }
        return count;
    }

    private void accessLists() throws IOException {
        int count = input.readLength("the access lists", Integer.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            long number = input.readLong("an access list");
            if (number == -1) {
                throw input.corrupt("an access list has the number -1, which stands for the open one");
            }
            List<Acl> entries = entries();
            if (visitor != null) {
                visitor.acl(number, entries);
            }
        }
    }

    private List<Acl> entries() throws IOException {
        int count = input.readLength("an access list", Integer.MAX_VALUE);
        List<Acl> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int permissions = input.readInt("an access list");
            String scheme = input.readText("an access list's scheme");
            entries.add(new Acl(permissions, scheme, input.readText("an access list's id")));
        }
        return List.copyOf(entries);
    }

    private boolean znode() throws IOException {
        int length = input.readLength("a path", ByteInput.MAX_TEXT);
        input.require(length, "a path");
        if (length == 1 && input.ahead(0) == '/') {
            input.pass(length);
            return false;
        }
        checkPath(length);

        boolean counts = !input.startsWith(SYSTEM);
        if (visitor == null) {
            input.pass(length);
            passBody(counts);
        } else {
            show(visitor, length, counts);
        }
        return true;
    }

    private void checkPath(int length) throws CorruptException {
        boolean root = length == 0;
        if (root != (nodes == 0)) {
            throw input.corrupt(root ? "the root comes twice" : "the first znode is not the root");
        }
        if (!root && (input.ahead(0) != '/' || input.ahead(length - 1) == '/')) {
            throw input.corrupt("a path does not begin with a slash, or ends with one");
        }
    }

    private void passBody(boolean counts) throws IOException {
        int length = dataLength();
        if (length > 0) {
            input.pass(length, "a znode's data");
        }
        input.require(Long.BYTES + StatBytes.LENGTH, "a znode's Stat");
        input.pass(Long.BYTES);
        if (counts) {
            raise(0);
        }
        input.pass(StatBytes.LENGTH);
    }

    /** Shows a znode where it stands, once all of it has come. */
    private void show(SnapshotVisitor visitor, int pathLength, boolean counts) throws IOException {
        input.require(pathLength + Integer.BYTES, "a znode's data");
        int length = checked(input.intAhead(pathLength));
        int statAt = pathLength + Integer.BYTES + Math.max(length, 0) + Long.BYTES;
        input.require(statAt - Long.BYTES, "a znode's data");
        input.require(statAt + StatBytes.LENGTH, "a znode's Stat");
        int at = input.at();
        shown.setPath(input.lent(), at, pathLength);
        shown.setData(input.lent(), at + pathLength + Integer.BYTES, length);
        shown.acl = input.longAhead(statAt - Long.BYTES);
        StatBytes.fromFile(input.lent(), at + statAt, shown.stat);
        if (counts) {
            raise(statAt);
        }
        if (!shown.ascii) {
            byte[] sound = ZnodeBytes.sound(shown.path, at, pathLength);
            if (sound != shown.path) {
                shown.setPath(sound, 0, sound.length);
            }
        }
        input.pass(statAt + StatBytes.LENGTH);
        visitor.znode(shown);
    }

    private int dataLength() throws IOException {
        return checked(input.readInt("a znode's data"));
    }

    private int checked(int length) throws CorruptException {
        if (length < -1 || length > MAX_DATA) {
            throw input.corrupt("the length of a znode's data is " + length + ", expected -1 to " + MAX_DATA);
        }
        return length;
    }

    private void raise(int statAt) {
        raise(input.longAhead(statAt + CZXID));
        raise(input.longAhead(statAt + MZXID));
        raise(input.longAhead(statAt + PZXID));
    }

    private void raise(long zxid) {
        highest = Long.compareUnsigned(zxid, highest) > 0 ? zxid : highest;
    }
}
