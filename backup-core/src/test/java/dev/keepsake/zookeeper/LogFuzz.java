package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Adler32;

/**
 * Log files, with their records' checksums put right. What is read of one are its very bytes; a link of them gives the same; a
 * record that a tree takes leaves one that is written and read as the same tree.
 */
final class LogFuzz implements FuzzTarget {

    private final Path file;

    LogFuzz() throws IOException {
        file = Files.createTempFile("keepsake-fuzz-", ".log");
        file.toFile().deleteOnExit();
    }

    @Override
    public void take(byte[] input) throws IOException {
        byte[] bytes = mended(input.clone());
        Files.write(file, bytes);
        List<LogRecord> records = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            LogReader reader = LogReader.ofFile(channel, "the log", 0);
            for (Optional<LogRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
            assertThat(reader.endToLastByte().reason()).isNotEmpty();
            assertThat(framed(records)).isEqualTo(taken(bytes, (int) reader.offset()));
            requirePlaces(channel, records);
        }
        requireSameAsLink(records);
        replay(records);
    }

    private static byte[] taken(byte[] bytes, int offset) {
        return offset == 0 ? new byte[0] : Arrays.copyOfRange(bytes, LogReader.FILE_HEADER, offset);
    }

    private static byte[] framed(List<LogRecord> records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (LogRecord record : records) {
            LogReader.writeFramed(record, out);
        }
        return out.toByteArray();
    }

    /** Wherever reading begins, nothing is given out that was not there from the beginning. */
    private static void requirePlaces(FileChannel channel, List<LogRecord> records) throws IOException {
        for (LogRecord record : records.subList(0, Math.min(4, records.size()))) {
            long place = LogReader.placeBefore(channel, record.zxid());
            Optional<LogRecord> first =
                    LogReader.ofFile(channel, "the log", place).next();
            assertThat(first.map(LogRecord::fingerprint).isEmpty()
                            || records.stream()
                                    .anyMatch(one ->
                                            one.fingerprint().equals(first.get().fingerprint())))
                    .isTrue();
        }
    }

    private static void requireSameAsLink(List<LogRecord> records) throws IOException {
        LogReader link = LogReader.ofLink(new ByteArrayInputStream(framed(records)), "the link");
        for (LogRecord record : records) {
            assertThat(link.next().orElseThrow().payload()).isEqualTo(record.payload());
        }
        assertThat(link.next()).isEmpty();
    }

    private static void replay(List<LogRecord> records) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        ZnodeStat stat = new ZnodeStat(0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (String path : new String[] {"", "/a", "/a/b", "/zookeeper", "/zookeeper/quota"}) {
            tree.znode(path, new byte[] {1}, -1, stat);
        }
        boolean applied = false;
        for (LogRecord record : records) {
            try {
                assertThat(new TxnDecoder().decode(record).values()).isNotNull();
                tree.foresee(List.of(record));
                tree.apply(record);
                applied = true;
            } catch (CorruptException noTransaction) {
                assertThat(noTransaction)
                        .message()
                        .contains(new Zxid(record.zxid().value()).toString());
            }
        }
        if (applied && records.size() % 4 == 0) { // for one of four, since it takes most of the time
            SnapshotFuzz.requireSame(tree);
        }
    }

    /** The same with right checksums, as far as there are records in it. */
    private static byte[] mended(byte[] log) {
        ByteBuffer out = ByteBuffer.wrap(log);
        out.position(Math.min(log.length, LogReader.FILE_HEADER));
        while (out.remaining() > LogReader.FRAME) {
            int at = out.position();
            int length = out.getInt(at + Long.BYTES);
            if (length <= 0 || length > out.remaining() - LogReader.FRAME - 1) {
                break;
            }
            Adler32 adler = new Adler32();
            adler.update(log, at + LogReader.FRAME, length);
            out.putLong(at, adler.getValue());
            out.position(at + LogReader.FRAME + length + 1);
        }
        return log;
    }
}
