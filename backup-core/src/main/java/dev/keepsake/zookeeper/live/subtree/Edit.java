package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One write, as a client can do it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
sealed interface Edit {

    /** Of which znode. */
    String path();

    /** How many bytes of a request it takes, rather too many than too few. */
    long bytes();

    /** Makes a znode where there is none. */
    record Create(String path, byte @Nullable [] data, List<String> acl, PastZnode.Kind kind, long owner)
            implements Edit {

        @Override
        public long bytes() {
            return size(path, data)
                    + acl.stream().mapToLong(entry -> 16L + 3L * entry.length()).sum();
        }
    }

    /** Sets the data of a znode that has this version. */
    record SetData(String path, byte @Nullable [] data, int version) implements Edit {

        @Override
        public long bytes() {
            return size(path, data);
        }
    }

    /** Deletes a znode that has this version and no children. */
    record Delete(String path, int version) implements Edit {

        @Override
        public long bytes() {
            return size(path, null);
        }
    }

    private static long size(String path, byte @Nullable [] data) {
        return 64L + 3L * path.length() + (data == null ? 0 : data.length);
    }
}
