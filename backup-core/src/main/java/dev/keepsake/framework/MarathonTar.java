package dev.keepsake.framework;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.ZnodeView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of Marathon's own backups since 1.5, a tar, made of its tree in ZooKeeper and turned back into it. Values are
 * copied as they are; only the version of the storage stands in the tree in an envelope, and in the tar without.
 */
public final class MarathonTar {

    private static final String STATE = "/state";
    private static final String MIGRATING = "migration-in-progress";
    private static final long LARGEST = 1L << 30;

    private MarathonTar() {}

    /**
     * What was written.
     *
     * @param items things as they are now
     * @param versions of them
     */
    public record Written(int items, int versions) {}

    /** Where Marathon has its state, below its root. */
    public static String state(String root) {
        return (root.equals("/") ? "" : root) + STATE;
    }

    /** Refuses while a Marathon leads or waits to: it would write what it remembers over what is put there. */
    public static void requireNoneRuns(ZnodeView live, String root) throws RefusedException {
        String base = root.equals("/") ? "" : root;
        for (String election : List.of(base + "/leader-curator", base + "/leader")) {
            List<String> candidates = live.children(election);
            if (!candidates.isEmpty()) {
                throw new RefusedException(
                        candidates.size() + " Marathons run on this state, or ended less than a session"
                                + " ago: " + election + " has "
                                + String.join(", ", candidates.stream().limit(5).toList())
                                + ". Each would write what it remembers over what is imported. Stop every Marathon,"
                                + " wait until these are gone, and run again");
            }
        }
    }

    /**
     * Writes what a tree holds below a root such as {@code /marathon}. The same tree gives the same bytes.
     *
     * @param out is flushed, and stays open
     */
    public static Written write(ZnodeView tree, String root, OutputStream out) throws IOException {
        String state = state(root);
        if (tree.znode(state + "/" + StoredItem.STORAGE_VERSION).isEmpty()) {
            throw new RefusedException("there is no " + state + "/" + StoredItem.STORAGE_VERSION
                    + ": Marathon's state is elsewhere, or of a version before 1.4, which knows no such backups");
        }
        if (tree.znode(state + "/" + MIGRATING).isPresent()) {
            throw new RefusedException(
                    state + "/" + MIGRATING + " is there: Marathon was being upgraded, and its state is"
                            + " neither the old nor the new one. Choose another moment");
        }
        TarWriter tar = new TarWriter(out);
        int[] counts = new int[2];
        tree.walk(state, znode -> {
            byte[] data = znode.data();
            Optional<StoredItem> item = znode.path().equals(state) || data == null || data.length == 0
                    ? Optional.empty()
                    : StoredItem.ofPath(znode.path().substring(state.length() + 1));
            if (item.isPresent() && data != null) {
                tar.write(item.get().entry(), unwrapped(item.get(), data), znode.modifiedMillis());
                counts[item.get().version().isPresent() ? 1 : 0]++;
            }
        });
        tar.finish();
        out.flush();
        return new Written(counts[0], counts[1]);
    }

    /**
     * Reads one into a tree as Marathon would make it. Access lists and kinds are those of znodes that are there already;
     * a new one has the list of the root.
     *
     * @param where what is read, for the words
     * @param live what is there now, at the root and below
     */
    public static ZnodeView read(InputStream in, String where, String root, ZnodeView live) throws IOException {
        TarReader tar = new TarReader(in, where);
        SortedMap<String, byte[]> data = new TreeMap<>();
        long bytes = 0;
        for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            StoredItem item = item(entry.get().name());
            byte[] value = wrapped(item, entry.get().data());
            bytes += value.length;
            if (bytes > LARGEST) {
                throw new RefusedException(where + " holds more than " + LARGEST + " bytes");
            }
            if (data.put(state(root) + "/" + item.path(), value) != null) {
                throw new CorruptException(where + " holds '" + entry.get().name() + "' twice");
            }
        }
        if (!data.containsKey(state(root) + "/" + StoredItem.STORAGE_VERSION)) {
            throw new RefusedException(where + " does not say which version of Marathon's storage it is of: it is no"
                    + " backup that Marathon made");
        }
        return new MadeTree(root, data, live);
    }

    private static StoredItem item(String name) throws CorruptException {
        try {
            return StoredItem.ofEntry(name);
        } catch (IllegalArgumentException e) {
            throw new CorruptException("'" + name + "': " + e.getMessage(), e);
        }
    }

    private static byte[] unwrapped(StoredItem item, byte[] data) throws CorruptException {
        return item.category().equals(StoredItem.STORAGE_VERSION) ? Envelope.open(data) : data;
    }

    private static byte[] wrapped(StoredItem item, byte[] data) {
        return item.category().equals(StoredItem.STORAGE_VERSION)
                ? Envelope.around(StoredItem.STORAGE_VERSION, data)
                : data;
    }
}
