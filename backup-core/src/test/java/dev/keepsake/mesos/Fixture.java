package dev.keepsake.mesos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.mesos.leveldb.Entries;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A replicated log's directory that the real Mesos wrote, with what its own tools said of it. */
record Fixture(String name, Path path) {

    /** All of them; without the variable that says where they are, the test is skipped. */
    static List<Fixture> all() {
        return List.of(
                of("registry"),
                of("single-small"),
                of("quorum3-small/replica1"),
                of("quorum3-small/replica2"),
                of("quorum3-small/replica3"));
    }

    static Fixture of(String name) {
        String fixtures = System.getenv("KEEPSAKE_FIXTURES");
        // where everything is to be tested, nothing is skipped in silence
        assumeTrue(
                fixtures != null || System.getenv("CI") != null,
                "KEEPSAKE_FIXTURES does not say where the fixtures are");
        return new Fixture(name, Path.of(String.valueOf(fixtures), "mesos-log", name));
    }

    Path directory() {
        return path.resolve("replicated_log");
    }

    String expected(String file) throws IOException {
        return Files.readString(path.resolve(file), StandardCharsets.UTF_8);
    }

    String unpacked(String file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path.resolve(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Replica replica(Path work) throws IOException {
        return replica(name, directory(), work);
    }

    /** Reads a directory into a document in memory. */
    static Replica replica(String name, Path directory, Path work) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Entries entries = Entries.read(directory, work)) {
            Replica.write(entries, out);
        }
        byte[] document = out.toByteArray();
        return new Replica(name, () -> new ByteArrayInputStream(document));
    }
}
