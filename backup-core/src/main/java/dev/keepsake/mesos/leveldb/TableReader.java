package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.xerial.snappy.Snappy;

/**
 * Reads a table and checks all of it: every block against its checksum, the blocks against the file so that no byte is
 * left out, and the keys against their order and against what the MANIFEST says of them.
 */
final class TableReader {

    private static final int FOOTER = 48;
    private static final int HANDLES = 40;
    private static final int BLOCK_TRAILER = 5;
    private static final long MAGIC = 0xdb4775248b80fb57L;

    /** Keys share bytes, so that a few kilobytes could stand for gigabytes of them; those of a log have 29 at the most. */
    private static final int MAX_KEY = 1 << 10;

    private static final int PLAIN = 0;
    private static final int SNAPPY = 1;

    /** Three bytes of Snappy stand for 64 at the most. */
    private static final int MAX_RATIO = 32;

    private final FileChannel channel;
    private final String name;
    private final List<Handle> blocks = new ArrayList<>();
    private long covered;

    /** Where a block is. */
    private record Handle(long offset, long size) {

        static Handle read(Cursor in) throws CorruptException {
            return new Handle(in.varint(), in.varint());
        }

        long end() {
            return offset + size + BLOCK_TRAILER;
        }
    }

    /** Takes the pairs of a block. */
    private interface Pairs {
        void pair(byte[] key, byte[] value) throws IOException;
    }

    private TableReader(FileChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    /** Reads a table that the MANIFEST names; the sink has seen some of it when this throws. */
    static void read(Path file, Version.Table table, EntrySink sink) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != table.size()) {
                throw new CorruptException(
                        file + " has " + channel.size() + " bytes, but the MANIFEST says " + table.size());
            }
            new TableReader(channel, file.toString()).read(table, sink);
        }
    }

    private void read(Version.Table table, EntrySink sink) throws IOException {
        if (table.size() < FOOTER) {
            throw new CorruptException(name + " is too short for a table: " + table.size() + " bytes");
        }
        byte[] footer = bytes(table.size() - FOOTER, FOOTER);
        Cursor in = new Cursor(footer, "the end of " + name);
        Handle metaindex = Handle.read(in);
        Handle index = Handle.read(in);
        requireZeros(in);
        if (in.fixed64() != MAGIC) {
            throw in.corrupt("no table of LevelDB");
        }
        KeyOrder order = new KeyOrder(name, table);
        pairs(index, (last, handle) -> {
            pairs(Handle.read(new Cursor(handle, "the index of " + name)), (key, value) -> {
                order.next(key);
                InternalKey parsed = InternalKey.parse(key, name);
                sink.entry(parsed.key(), parsed.sequence(), parsed.deletion(), value);
            });
            order.requireNotBehind(last);
        });
        order.requireEnd();
        pairs(metaindex, (key, handle) -> block(Handle.read(new Cursor(handle, "the metaindex of " + name))));
        requireAllCovered(table.size() - FOOTER);
    }

    private void requireZeros(Cursor footer) throws CorruptException {
        while (footer.position() < HANDLES) {
            if (footer.unsignedByte() != 0) {
                throw footer.corrupt("something other than zeros");
            }
        }
    }

    /** The pairs of a block; each key is written as what it has in common with the one before, and the rest. */
    private void pairs(Handle handle, Pairs sink) throws IOException {
        byte[] block = block(handle);
        String called = "the block at byte " + handle.offset() + " of " + name;
        if (block.length < Integer.BYTES) {
            throw new CorruptException(called + " has only " + block.length + " bytes");
        }
        Cursor tail = new Cursor(Arrays.copyOfRange(block, block.length - Integer.BYTES, block.length), called);
        long end = block.length - Integer.BYTES * (1L + (tail.fixed32() & 0xffffffffL));
        if (end < 0) {
            throw new CorruptException(called + " has more restarts than bytes");
        }
        Cursor in = new Cursor(Arrays.copyOf(block, (int) end), called);
        byte[] key = {};
        while (in.hasMore()) {
            int shared = in.count();
            int rest = in.count();
            int length = in.count();
            if (shared > key.length) {
                throw in.corrupt("a key shares " + shared + " bytes with one of " + key.length);
            }
            if ((long) shared + rest > MAX_KEY) {
                throw in.corrupt("a key of " + ((long) shared + rest) + " bytes, and none of a log has so many");
            }
            byte[] tailOfKey = in.take(rest);
            byte[] next = Arrays.copyOf(key, shared + rest);
            System.arraycopy(tailOfKey, 0, next, shared, rest);
            key = next;
            sink.pair(key, in.take(length));
        }
    }

    private byte[] block(Handle handle) throws IOException {
        long size = channel.size();
        if (handle.offset() < 0
                || handle.size() < 0
                || handle.size() > RecordReader.MAX_RECORD
                || handle.offset() > size
                || handle.end() > size - FOOTER) {
            throw new CorruptException(name + " of " + size + " bytes names a block of " + handle.size()
                    + " bytes at byte " + handle.offset());
        }
        blocks.add(handle);
        covered += handle.size() + BLOCK_TRAILER;
        if (covered > size) {
            // not found out at the end alone, since by then it was read as often as it was named
            throw new CorruptException(
                    name + " of " + size + " bytes names the same block more than once, at byte " + handle.offset());
        }
        int length = (int) handle.size();
        byte[] stored = bytes(handle.offset(), length + BLOCK_TRAILER);
        int noted = new Cursor(Arrays.copyOfRange(stored, length + 1, stored.length), name).fixed32();
        int found = Checksum.of(stored, 0, length + 1);
        if (noted != found) {
            throw new CorruptException(name + ": the block of " + length + " bytes at byte " + handle.offset()
                    + " has checksum " + Integer.toHexString(found) + " where " + Integer.toHexString(noted)
                    + " is noted");
        }
        return plain(stored, length, handle.offset());
    }

    private byte[] plain(byte[] stored, int length, long offset) throws IOException {
        return switch (stored[length]) {
            case PLAIN -> Arrays.copyOf(stored, length);
            case SNAPPY -> unpacked(stored, length, offset);
            default ->
                throw new CorruptException(
                        name + ": the block at byte " + offset + " is packed in the unknown way " + stored[length]);
        };
    }

    private byte[] unpacked(byte[] stored, int length, long offset) throws IOException {
        try {
            int plain = Snappy.uncompressedLength(stored, 0, length);
            if (plain < 0 || plain > Math.min(RecordReader.MAX_RECORD, (long) MAX_RATIO * length)) {
                throw new CorruptException(name + ": the block at byte " + offset + " of " + length
                        + " bytes would unpack to " + plain + ", and no such block does");
            }
            return Snappy.uncompress(Arrays.copyOf(stored, length));
        } catch (CorruptException e) {
            throw e;
        } catch (IOException e) {
            throw new CorruptException(
                    name + ": the block at byte " + offset + " does not unpack: " + e.getMessage(), e);
        }
    }

    /** A byte that no block covers has no checksum, and should not be there. */
    private void requireAllCovered(long end) throws CorruptException {
        blocks.sort(Comparator.comparingLong(Handle::offset));
        long reached = 0;
        for (Handle block : blocks) {
            if (block.offset() != reached) {
                throw new CorruptException(
                        name + ": a block ends at byte " + reached + " and the next one begins at " + block.offset());
            }
            reached = block.end();
        }
        if (reached != end) {
            throw new CorruptException(name + ": the last block ends at byte " + reached + " instead of " + end);
        }
    }

    private byte[] bytes(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new CorruptException(name + " ends at byte " + (offset + buffer.position())
                        + ", before what should stand there was read");
            }
        }
        return buffer.array();
    }
}
