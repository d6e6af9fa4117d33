package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Adler32;
import org.apache.zookeeper.server.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void everyRecordIsGivenOutByteForByte() throws IOException {
        for (boolean digests : new boolean[] {false, true}) {
            List<Request> requests = ServerFiles.transactions(100, digests);
            Path file = ServerFiles.log(directory, requests);

            Reading reading = read(Files.readAllBytes(file));

            assertThat(reading.records).hasSize(100);
            for (int i = 0; i < 100; i++) {
                LogRecord record = reading.records.get(i);
                assertThat(record.payload()).isEqualTo(requests.get(i).getSerializeData());
                assertThat(record.zxid()).isEqualTo(new Zxid(ServerFiles.FIRST + i));
                assertThat(record.session()).isEqualTo(ServerFiles.SESSION);
                assertThat(record.cxid()).isEqualTo(7 + i);
                assertThat(record.timeMillis()).isEqualTo(1_700_000_000_000L + i);
                assertThat(record.type()).isEqualTo(1);
            }
            assertThat(reading.end.kind()).isEqualTo(LogEnd.Kind.PADDING);
            assertThat(reading.end.offset()).isEqualTo(recordsEnd(requests));
        }
    }

    @Test
    void aRecordOfManyMegabytesIsRead() throws IOException {
        byte[] payload = new byte[9 * MEBIBYTE + 1];
        Arrays.fill(payload, (byte) 7);
        byte[] link = framed(record(payload));

        assertThat(LogReader.ofLink(new ByteArrayInputStream(link), "link")
                        .next()
                        .orElseThrow()
                        .payload())
                .isEqualTo(payload);
    }

    @Test
    void aLogCutAtAnyByteGivesTheWholeRecordsBeforeTheCut() throws IOException {
        byte[] log = Arrays.copyOf(log(6), 1_000);
        List<Long> boundaries = boundaries(log);

        for (int length = 0; length < log.length; length++) {
            Reading reading = read(Arrays.copyOf(log, length));

            long cut = length;
            long whole = boundaries.stream().filter(boundary -> boundary <= cut).reduce(0L, Long::max);
            boolean padding = length > whole && isZero(log, (int) whole, length);
            boolean clean = length == whole;
            LogEnd.Kind kind = clean ? LogEnd.Kind.CLEAN : padding ? LogEnd.Kind.PADDING : LogEnd.Kind.DAMAGED;
            assertThat(reading.end.kind()).as("cut at %s", length).isEqualTo(kind);
            assertThat(reading.end.offset()).isEqualTo(whole);
            reading.assertBegins(log, boundaries.indexOf(whole));
        }
    }

    @Test
    void aRecordThatIsHalfWrittenBeforeZerosIsNotGivenOut() throws IOException {
        byte[] log = log(8);
        List<Long> boundaries = boundaries(log);
        int last = boundaries.get(7).intValue();
        int end = boundaries.get(8).intValue();

        for (int written = last; written < end; written++) {
            byte[] torn = Arrays.copyOf(Arrays.copyOf(log, written), log.length);
            Reading reading = read(torn);

            boolean nothing = isZero(log, last, written);
            assertThat(reading.end.kind()).isEqualTo(nothing ? LogEnd.Kind.PADDING : LogEnd.Kind.DAMAGED);
            assertThat(reading.end.offset()).isEqualTo(last);
            reading.assertBegins(log, 7);
        }
    }

    @Test
    void aRecordWithAnyByteChangedIsNotGivenOut() throws IOException {
        byte[] log = Arrays.copyOf(log(5), 800);
        List<Long> boundaries = boundaries(log);

        for (int i = 0; i < log.length; i++) {
            for (int change : new int[] {1, 0x80, 0xff}) {
                byte[] changed = log.clone();
                changed[i] ^= (byte) change;
                boolean dbid = i >= 8 && i < 16;

                Reading reading = read(changed);

                long at = i;
                long whole =
                        boundaries.stream().filter(boundary -> boundary <= at).reduce(0L, Long::max);
                assertThat(reading.end.kind()).isEqualTo(dbid ? LogEnd.Kind.PADDING : LogEnd.Kind.DAMAGED);
                reading.assertBegins(log, dbid ? 5 : boundaries.indexOf(whole));
            }
        }
    }

    @Test
    void aFileWithoutRecordsEndsCleanlyAndIsLeftAlone() throws IOException {
        byte[] log = log(1);
        byte[] empty = new byte[0];

        assertThat(read(empty).end).extracting(LogEnd::kind, LogEnd::offset).containsExactly(LogEnd.Kind.CLEAN, 0L);
        assertThat(read(Arrays.copyOf(log, 16)).end)
                .extracting(LogEnd::kind, LogEnd::offset)
                .containsExactly(LogEnd.Kind.CLEAN, 16L);
        for (int zeros : new int[] {1, 15, 16, 17, 100_000}) {
            assertThat(read(new byte[zeros]).end)
                    .extracting(LogEnd::kind, LogEnd::offset)
                    .containsExactly(LogEnd.Kind.PADDING, 0L);
        }
        assertThat(directory.resolve("read")).exists();
    }

    @Test
    void whatIsNoLogIsDamagedFromItsFirstByte() throws IOException {
        assertThat(read("ZKSN and so on, long enough for a header".getBytes(StandardCharsets.UTF_8))
                        .end
                        .reason())
                .contains("not a transaction log");
        assertThat(read(new byte[] {'Z', 'K', 'L', 'G', 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0})
                        .end
                        .kind())
                .isEqualTo(LogEnd.Kind.DAMAGED);
    }

    @Test
    void bytesBehindZerosAreDamageWhereverTheyStand() throws IOException {
        byte[] log = log(3);
        long end = boundaries(log).get(3);

        for (int behind : new int[] {12, 13, 5_000, MEBIBYTE - 1, MEBIBYTE, 3 * MEBIBYTE}) {
            byte[] garbage = Arrays.copyOf(Arrays.copyOf(log, (int) end), (int) end + 4 * MEBIBYTE);
            garbage[(int) end + behind] = 1;
            try (FileChannel channel = open(garbage)) {
                LogReader reader = LogReader.ofFile(channel, "log.1", 0);
                assertThat(all(reader)).hasSize(3);

                assertThat(reader.end().kind())
                        .isEqualTo(behind < MEBIBYTE ? LogEnd.Kind.DAMAGED : LogEnd.Kind.PADDING);
                assertThat(reader.endToLastByte().kind()).isEqualTo(LogEnd.Kind.DAMAGED);
                assertThat(reader.end().reason()).contains("byte " + (end + behind) + ":", "byte " + end);
                assertThat(reader.offset()).isEqualTo(end);
            }
        }
    }

    @Test
    void zerosToTheLastByteArePadding() throws IOException {
        try (FileChannel channel = open(Arrays.copyOf(log(3), 5 * MEBIBYTE))) {
            LogReader reader = LogReader.ofFile(channel, "log.1", 0);
            all(reader);

            assertThat(reader.endToLastByte()).isEqualTo(reader.end());
            assertThat(reader.end().kind()).isEqualTo(LogEnd.Kind.PADDING);
        }
    }

    @Test
    void aGrowingLogIsReadOnFromWhereItEnded() throws IOException {
        byte[] log = log(8);
        List<Long> boundaries = boundaries(log);
        Path file = directory.resolve("growing");
        int half = boundaries.get(5).intValue() + 20;
        Files.write(file, Arrays.copyOf(log, half));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            LogReader first = LogReader.ofFile(channel, "log.1", 0);
            assertThat(all(first)).hasSize(5);
            assertThat(first.end().kind()).isEqualTo(LogEnd.Kind.DAMAGED);

            Files.write(file, log);
            List<LogRecord> more = all(LogReader.ofFile(channel, "log.1", first.offset()));

            assertThat(more).extracting(LogRecord::zxid).first().isEqualTo(new Zxid(ServerFiles.FIRST + 5));
            assertThat(more).hasSize(3);
            assertThat(first.next()).isEmpty();
        }
    }

    @Test
    void manyReadersShareOneChannelAndNoneMovesIt() throws IOException {
        try (FileChannel channel = open(log(8))) {
            LogReader one = LogReader.ofFile(channel, "log.1", 0);
            LogReader other = LogReader.ofFile(channel, "log.1", 0);

            for (int i = 0; i < 8; i++) {
                assertThat(one.next().orElseThrow().payload())
                        .isEqualTo(other.next().orElseThrow().payload());
            }
            assertThat(channel.position()).isZero();
        }
    }

    @Test
    void recordsBeginNeitherInsideTheHeaderNorBelowZero() throws IOException {
        try (FileChannel channel = open(log(1))) {
            for (long offset : new long[] {-1, 1, 15}) {
                assertThatThrownBy(() -> LogReader.ofFile(channel, "log.1", offset))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(all(LogReader.ofFile(channel, "log.1", 16))).hasSize(1);
        }
    }

    @Test
    void theEndIsNotKnownBeforeItWasReached() throws IOException {
        try (FileChannel channel = open(log(1))) {
            LogReader reader = LogReader.ofFile(channel, "log.1", 0);

            assertThatThrownBy(reader::end).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aLinkHasTheVeryBytesOfTheLog() throws IOException {
        byte[] log = log(8);
        int end = boundaries(log).get(8).intValue();

        byte[] link = framed(read(log).records.toArray(new LogRecord[0]));

        assertThat(link).isEqualTo(Arrays.copyOfRange(log, 16, end));
        LogReader reader = LogReader.ofLink(new ByteArrayInputStream(link), "link");
        List<LogRecord> records = all(reader);
        assertThat(framed(records.toArray(new LogRecord[0]))).isEqualTo(link);
        assertThat(reader.end()).extracting(LogEnd::kind, LogEnd::offset).containsExactly(LogEnd.Kind.CLEAN, (long)
                link.length);
        assertThat(records.stream().mapToInt(LogRecord::framedLength).sum()).isEqualTo(link.length);
    }

    @Test
    void aLinkCutAtAnyByteButABoundaryIsCorrupt() throws IOException {
        byte[] log = log(4);
        List<Long> boundaries = boundaries(log);
        byte[] link = Arrays.copyOfRange(log, 16, boundaries.get(4).intValue());

        for (int length = 0; length < link.length; length++) {
            byte[] cut = Arrays.copyOf(link, length);
            if (boundaries.contains(length + 16L)) {
                assertThat(all(link(cut))).hasSize(boundaries.indexOf(length + 16L));
            } else {
                assertCorrupt(cut);
            }
        }
    }

    @Test
    void aLinkWithAnyByteChangedIsCorruptAndStaysSo() throws IOException {
        byte[] log = log(4);
        byte[] link = Arrays.copyOfRange(log, 16, boundaries(log).get(4).intValue());

        for (int i = 0; i < link.length; i++) {
            byte[] changed = link.clone();
            changed[i] ^= 0x10;
            assertCorrupt(changed);
        }
        assertCorrupt(Arrays.copyOf(link, link.length + 12));
        LogReader reader = link(Arrays.copyOf(link, link.length + 4096));
        assertThatThrownBy(() -> all(reader)).isInstanceOf(CorruptException.class);
        assertThatThrownBy(reader::next).isInstanceOf(CorruptException.class).hasMessageStartingWith("link, at byte");
    }

    @Test
    void hostileLengthsAllocateNothing() throws IOException {
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 31, LogReader.MAX_RECORD, Integer.MAX_VALUE}) {
            byte[] hostile = ByteBuffer.allocate(64).putLong(1).putInt(length).array();
            long before = allocated();

            assertCorrupt(hostile);

            assertThat(allocated() - before).isLessThan(MEBIBYTE);
        }
    }

    @Test
    void aRecordTooShortForItsHeaderIsCorruptHoweverGoodItsChecksum() throws IOException {
        assertCorrupt(framed(record(new byte[31])));
        assertThat(all(link(framed(record(new byte[32]))))).hasSize(1);
    }

    private byte[] log(int count) throws IOException {
        return Files.readAllBytes(ServerFiles.log(directory, ServerFiles.transactions(count, true)));
    }

    private Reading read(byte[] log) throws IOException {
        try (FileChannel channel = open(log)) {
            LogReader reader = LogReader.ofFile(channel, "log.1", 0);
            return new Reading(all(reader), reader.end());
        }
    }

    private FileChannel open(byte[] log) throws IOException {
        Path file = directory.resolve("read");
        // a new file each time: some file systems force the bytes of an overwritten one to disk
        Files.deleteIfExists(file);
        Files.write(file, log);
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static List<LogRecord> all(LogReader reader) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        for (Optional<LogRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
            records.add(next.get());
        }
        return records;
    }

    private static LogReader link(byte[] link) {
        return LogReader.ofLink(new ByteArrayInputStream(link), "link");
    }

    private static void assertCorrupt(byte[] link) {
        assertThatThrownBy(() -> all(link(link))).isInstanceOf(CorruptException.class);
    }

    private static LogRecord record(byte[] payload) {
        Adler32 adler = new Adler32();
        adler.update(payload);
        return new LogRecord(new Zxid(0), 0, 0, 0, 0, adler.getValue(), payload);
    }

    private static byte[] framed(LogRecord... records) throws IOException {
        ByteArrayOutputStream link = new ByteArrayOutputStream();
        for (LogRecord record : records) {
            LogReader.writeFramed(record, link);
        }
        return link.toByteArray();
    }

    private static long recordsEnd(List<Request> requests) {
        return 16
                + requests.stream()
                        .mapToLong(request -> request.getSerializeData().length + 13L)
                        .sum();
    }

    /** Where records begin, and where the last ends; found by length alone. */
    private static List<Long> boundaries(byte[] log) {
        List<Long> boundaries = new ArrayList<>(List.of(16L));
        ByteBuffer bytes = ByteBuffer.wrap(log);
        for (int at = 16; bytes.getInt(at + 8) > 0; ) {
            at += bytes.getInt(at + 8) + 13;
            boundaries.add((long) at);
        }
        return boundaries;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, new byte[to - from], 0, to - from);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    private record Reading(List<LogRecord> records, LogEnd end) {

        /** Just the first records of this log, none changed. */
        void assertBegins(byte[] log, int count) throws IOException {
            byte[] framed = framed(records.toArray(new LogRecord[0]));
            assertThat(records).hasSize(Math.max(count, 0));
            assertThat(framed).isEqualTo(Arrays.copyOfRange(log, 16, 16 + framed.length));
        }
    }
}
