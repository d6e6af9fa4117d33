package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One link to be sent: which records it holds, and a checksum over them from the first reading, so that the second one
 * is known to have read the same.
 *
 * @param bytes the framed length of its records
 */
record LinkPlan(Zxid after, Zxid through, int records, int bytes, long checksum) {

    /**
     * How many bytes of records a link holds at the most, but for a single larger record: 8 MiB less room for a header,
     * so that a sealed link of incompressible records is one request of 8 MiB.
     */
    static final int MAX_BYTES = (8 << 20) - (128 << 10);

    /** Gathers a plan record by record. */
    static final class Draft {

        private final Zxid after;
        private final CRC32C crc = new CRC32C();
        private Zxid through;
        private int records;
        private int bytes;

        Draft(Zxid after) {
            this.after = after;
            this.through = after;
        }

        boolean isEmpty() {
            return records == 0;
        }

        boolean hasRoomFor(LogRecord record) {
            return records == 0 || bytes + record.framedLength() <= MAX_BYTES;
        }

        void add(LogRecord record) {
            crc.update(ByteBuffer.allocate(8).putLong(0, record.checksum()));
            crc.update(record.payload());
            through = record.zxid();
            records++;
            bytes += record.framedLength();
        }

        LinkPlan done() {
            return new LinkPlan(after, through, records, bytes, crc.getValue());
        }
    }
}
