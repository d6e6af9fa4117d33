package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place to begin reading at, found without reading what stands before. */
final class FrameWalkTest {

    private static final int RECORDS = 700;

    @TempDir
    private Path directory;

    /** Where a record begins. */
    private record Place(Zxid zxid, long offset) {}

    @Test
    void theRecordBeforeEveryTransactionIsFound() throws IOException {
        Path log = ServerFiles.log(directory, ServerFiles.transactions(RECORDS, true));
        List<Place> places = places(log);
        assertThat(places).hasSize(RECORDS);

        try (FileChannel channel = FileChannel.open(log)) {
            assertThat(LogReader.placeBefore(channel, places.get(0).zxid())).isZero();
            for (int i = 1; i < RECORDS; i++) {
                assertThat(LogReader.placeBefore(channel, places.get(i).zxid()))
                        .isEqualTo(places.get(i - 1).offset());
            }
            assertThat(LogReader.placeBefore(channel, new Zxid(Long.MAX_VALUE)))
                    .isEqualTo(places.get(RECORDS - 1).offset());
        }
    }

    @Test
    void whatIsFoundInALogOfRubbishIsStillThePlaceOfAFrameBeforeIt() throws IOException {
        Path log = ServerFiles.log(directory, ServerFiles.transactions(RECORDS, true));
        List<Long> offsets =
                new ArrayList<>(places(log).stream().map(Place::offset).toList());
        offsets.add(0L);
        byte[] whole = Arrays.copyOf(Files.readAllBytes(log), Math.toIntExact(offsets.get(RECORDS - 1)) + 1_000);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
            int from = damaged.length == 0 ? 0 : random.nextInt(damaged.length);
            for (int i = from; i < damaged.length; i++) {
                damaged[i] = (byte) random.nextInt();
            }
            Files.write(log, damaged);
            try (FileChannel channel = FileChannel.open(log)) {
                long place = LogReader.placeBefore(channel, new Zxid(Long.MAX_VALUE));
                assertThat(place).isLessThan(Math.max(damaged.length, 1));
                assertThat(place > from || offsets.contains(place)).isTrue();
            }
        }
    }

    @Test
    void aFileThatIsNoLogIsReadFromItsBeginning() throws IOException {
        Path log = ServerFiles.log(directory, ServerFiles.transactions(3, true));
        byte[] bytes = Files.readAllBytes(log);
        bytes[0]++;
        Files.write(log, bytes);
        try (FileChannel channel = FileChannel.open(log)) {
            assertThat(LogReader.placeBefore(channel, new Zxid(Long.MAX_VALUE))).isZero();
        }
    }

    private static List<Place> places(Path log) throws IOException {
        List<Place> places = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(log)) {
            LogReader reader = LogReader.ofFile(channel, "log", 0);
            long offset = LogReader.FILE_HEADER;
            for (Optional<LogRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
                places.add(new Place(record.get().zxid(), offset));
                offset = reader.offset();
            }
        }
        return places;
    }
}
