package dev.keepsake.mesos.leveldb;

import dev.keepsake.artefact.CorruptException;
import org.jspecify.annotations.Nullable;

/** Watches over the keys of one table: strictly ascending, from the first to the last that the MANIFEST names. */
final class KeyOrder {

    private final String name;
    private final InternalKey smallest;
    private final InternalKey largest;
    private @Nullable InternalKey previous;

    KeyOrder(String name, Version.Table table) throws CorruptException {
        this.name = name;
        this.smallest = InternalKey.parse(table.smallest(), "the MANIFEST's entry for " + name);
        this.largest = InternalKey.parse(table.largest(), "the MANIFEST's entry for " + name);
    }

    void next(byte[] bytes) throws CorruptException {
        InternalKey key = InternalKey.parse(bytes, name);
        if (previous == null && !key.equals(smallest)) {
            throw new CorruptException(name + " begins with " + key + ", but the MANIFEST says " + smallest);
        }
        if (previous != null && previous.compareTo(key) >= 0) {
            throw new CorruptException(name + ": " + key + " comes after " + previous);
        }
        previous = key;
    }

    /** The index holds for each block a key that is not below the block's last. */
    void requireNotBehind(byte[] separator) throws CorruptException {
        InternalKey limit = InternalKey.parse(separator, "the index of " + name);
        if (previous == null || previous.compareTo(limit) > 0) {
            throw new CorruptException(name + ": a block goes on to " + previous + ", but its index says " + limit);
        }
    }

    void requireEnd() throws CorruptException {
        if (!largest.equals(previous)) {
            throw new CorruptException(name + " ends with " + previous + ", but the MANIFEST says " + largest);
        }
    }
}
