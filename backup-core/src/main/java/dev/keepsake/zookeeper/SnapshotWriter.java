package dev.keepsake.zookeeper;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.Adler32;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot that ZooKeeper 3.4 to 3.9 loads, whatever its settings: one seal, no trailers. The same content gives
 * the same bytes: sessions in ascending order, access lists numbered from 1, znodes in {@link PathOrder}. The calls come
 * in the order sessions, access lists, znodes, finish; anything else is a mistake of the caller and is thrown at once.
 */
public final class SnapshotWriter {

    private static final int BUFFER = 1 << 16;

    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final Adler32 adler = new Adler32();
    private final DataOutputStream out;
    private final PathOrder order = new PathOrder();
    private Part due = Part.SESSIONS;
    private int lists;

    /** Writes nothing yet; {@code target} stays the caller's to close. */
    public SnapshotWriter(OutputStream target) {
        out = new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(target, adler), BUFFER));
    }

    /** Writes the header and the sessions: id and time-out in milliseconds. */
    public void sessions(SortedMap<Long, Integer> timeouts) throws IOException {
        advance(Part.SESSIONS, Part.LISTS);
        out.writeInt(SnapshotReader.MAGIC);
        out.writeInt(SnapshotReader.VERSION);
        out.writeLong(-1);
        out.writeInt(timeouts.size());
        for (Map.Entry<Long, Integer> session : timeouts.entrySet()) {
            out.writeLong(session.getKey());
            out.writeInt(session.getValue());
        }
    }

    /** Writes the access lists, the first with number 1. */
    public void acls(List<List<Acl>> numbered) throws IOException {
        advance(Part.LISTS, Part.ZNODES);
        out.writeInt(numbered.size());
        for (List<Acl> entries : numbered) {
            lists++;
            out.writeLong(lists);
            out.writeInt(entries.size());
            for (Acl entry : entries) {
                out.writeInt(entry.permissions());
                text(entry.scheme());
                text(entry.id());
            }
        }
    }

    /**
     * Writes a znode; the root comes first, with the empty path.
     *
     * @param acl the number of its access list, or -1 for {@link Acl#OPEN}
     */
    public void node(String path, byte @Nullable [] data, long acl, ZnodeStat stat) throws IOException {
        advance(Part.ZNODES, Part.ZNODES);
        order.next(path);
        if (acl != -1 && (acl < 1 || acl > lists)) {
            throw new IllegalArgumentException(path + " names access list " + acl + " of " + lists);
        }
        text(path);
        out.writeInt(data == null ? -1 : data.length);
        if (data != null) {
            out.write(data);
        }
        out.writeLong(acl);
        stat(stat);
    }

    /** Writes the end and the seal, and flushes. */
    public void finish() throws IOException {
        advance(Part.ZNODES, Part.NONE);
        if (order.isEmpty()) {
            throw new IllegalStateException("a snapshot has at least a root");
        }
        text("/");
        out.flush();
        out.writeLong(adler.getValue());
        text("/");
        out.flush();
    }

    private void stat(ZnodeStat stat) throws IOException {
        out.writeLong(stat.czxid());
        out.writeLong(stat.mzxid());
        out.writeLong(stat.ctime());
        out.writeLong(stat.mtime());
        out.writeInt(stat.version());
        out.writeInt(stat.cversion());
        out.writeInt(stat.aversion());
        out.writeLong(stat.ephemeralOwner());
        out.writeLong(stat.pzxid());
    }

    private void text(String text) throws IOException {
        try {
            ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
            out.writeInt(bytes.remaining());
            out.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not text that UTF-8 can hold: '" + text + "'", e);
        }
    }

    private void advance(Part wanted, Part next) {
        if (due != wanted) {
            throw new IllegalStateException("expected " + due + ", not " + wanted);
        }
        due = next;
    }

    private enum Part {
        SESSIONS,
        LISTS,
        ZNODES,
        NONE
    }
}
