package dev.keepsake.mesos;

import dev.keepsake.artefact.Content;
import dev.keepsake.mesos.leveldb.Entries;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Everything that one replica holds, as a document: its entries byte for byte in the order of their keys, learned ones and
 * others. The same entries give the same document, whatever files they stood in.
 *
 * <p>Between {@link #MAGIC} and the end: the length of a key (one byte) and the key, the length of its value (four bytes)
 * and the value; then a zero byte and the number of entries (eight bytes).
 *
 * @param name whose it is: the node
 */
public record Replica(String name, Content content) {

    /** How the document is called among those of its source. */
    public static final String DOCUMENT = "replica";

    /** How the document begins. */
    static final String MAGIC = "KEEPSAKE REPLICA 1\n";

    static void write(Entries entries, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeBytes(MAGIC);
        entries.forEach((key, value) -> {
            data.writeByte(key.length());
            data.writeBytes(key);
            data.writeInt(value.length);
            data.write(value);
        });
        data.writeByte(0);
        data.writeLong(entries.size());
        data.flush();
    }

    /** Reads it from its beginning; the caller closes the reader. */
    ReplicaReader open() throws IOException {
        return ReplicaReader.of(content.open(), name);
    }
}
