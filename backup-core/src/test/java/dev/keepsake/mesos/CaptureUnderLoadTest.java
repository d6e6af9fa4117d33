package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.mesos.leveldb.Entries;
import dev.keepsake.mesos.leveldb.HotCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every capture of a log in use is complete or refused: nothing that was acknowledged before it began is missing. */
class CaptureUnderLoadTest {

    private static final int CAPTURES = Boolean.getBoolean("keepsake.long") ? 600 : 60;

    @TempDir
    private Path work;

    @Test
    void everyCaptureOfABusyLogIsCompleteOrRefused() throws Exception {
        int complete = 0;
        int refused = 0;
        try (BusyLog log = BusyLog.start(work.resolve("replicated_log"))) {
            for (int i = 0; i < CAPTURES; i++) {
                long acknowledged = log.acknowledgedAfter(2);
                try {
                    Map<Long, Action> seen = capture(log.directory());
                    requireComplete(seen, acknowledged, log.truncatedTo(), log.attempted());
                    complete++;
                } catch (RefusedException | CorruptException e) {
                    System.out.println("refused: " + e.getMessage());
                    refused++;
                }
            }
            System.out.println(complete + " captures complete, " + refused + " refused, of a log of " + log.attempted()
                    + " positions");
        }
        assertThat(complete).isGreaterThan(CAPTURES / 2);
    }

    private Map<Long, Action> capture(Path directory) throws IOException {
        Map<Long, Action> seen = new HashMap<>();
        try (Entries entries = new HotCopy(directory, work, 1L << 30, Pause.REAL).read()) {
            entries.forEach((key, value) -> {
                if (!key.equals(Position.METADATA)) {
                    Action action = Action.parse(Position.of(key, "capture"), value, "capture");
                    seen.put(action.position(), action);
                }
            });
        }
        return seen;
    }

    private static void requireComplete(Map<Long, Action> seen, long acknowledged, long truncatedTo, long attempted) {
        for (long position = truncatedTo; position <= acknowledged; position++) {
            assertThat(Optional.ofNullable(seen.get(position)).map(Action::learned))
                    .as("position " + position)
                    .contains(true);
        }
        for (Action action : seen.values()) {
            assertThat(action.position()).isLessThanOrEqualTo(attempted);
            assertThat(action.bytes()).isEqualTo(action.isAppend() ? BusyLog.value(action.position()) : new byte[0]);
        }
    }
}
