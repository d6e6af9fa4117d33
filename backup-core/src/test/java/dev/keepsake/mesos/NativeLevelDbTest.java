package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.mesos.leveldb.Entries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images opened by LevelDB itself, through Debian's python3-plyvel. */
@Tag("long")
class NativeLevelDbTest {

    private static final String DUMP = """
            import plyvel, sys
            db = plyvel.DB(sys.argv[1], create_if_missing=False, paranoid_checks=True)
            for key, value in db.iterator(verify_checksums=True): print(key.decode() + ' ' + value.hex())
            db.put(b'9999999999', b'more')
            db.compact_range()
            db.close()
            """;

    @TempDir
    private Path work;

    @Test
    void levelDbItselfReadsWhatEveryImageHolds() throws Exception {
        assumeTrue(run("import plyvel") == 0, "python3-plyvel is not installed");
        for (Fixture fixture : Fixture.all()) {
            Path to = work.resolve(fixture.name().replace('/', '-'));
            // the holes of a single replica cannot be restored: what it is about here is every other entry
            boolean whole = ReplicaFacts.of(fixture.replica(work)).isWhole();
            List<Replica> replicas = whole
                    ? List.of(fixture.replica(work))
                    : List.of(Fixture.of("quorum3-small/replica1").replica(work), fixture.replica(work));
            LogRestore restore = new LogRestore(
                    new LogRestoreOptions(to, replicas.size(), Set.of(), false, false, Optional.empty()), replicas);
            restore.apply(restore.plan());
            String expected = dump(to);

            assertThat(output(DUMP, to)).as(fixture.name()).isEqualTo(expected).isNotEmpty();
            // and what LevelDB made of it is read by Keepsake in turn, now from tables
            assertThat(dump(to)).as(fixture.name()).isEqualTo(expected + "9999999999 6d6f7265\n");
        }
    }

    private String dump(Path directory) throws IOException {
        StringBuilder out = new StringBuilder();
        try (Entries entries = Entries.read(directory, work)) {
            entries.forEach((key, value) -> out.append(key)
                    .append(' ')
                    .append(HexFormat.of().formatHex(value))
                    .append('\n'));
        }
        return out.toString();
    }

    private static int run(String script) throws Exception {
        return new ProcessBuilder("/usr/bin/python3", "-c", script).start().waitFor();
    }

    private static String output(String script, Path argument) throws Exception {
        Process process = new ProcessBuilder("/usr/bin/python3", "-c", script, argument.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }
}
