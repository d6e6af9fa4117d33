package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent only reads in a server's folders, as the operating system sees it. */
final class HandsOffIT {
    private final long seed = System.nanoTime();

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void strace() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        boolean works;
        try {
            works = keepsake.run(SystemCalls.recording(work.resolve("probe"), List.of("true")))
                            .exitCode()
                    == 0;
        } catch (IOException missing) {
            works = false;
        }
        if (!works) {
            System.out.println("skipped: strace is not installed, or may not trace here");
        }
        assumeTrue(works, "strace is not installed, or may not trace here");
    }

    @Test
    void anAgentOpensAServersFilesForReadingAndDoesNothingElseToThem() throws Exception {
        System.out.println("seed " + seed);
        Path record = work.resolve("record");
        ServerSettings settings = ServerSettings.standard().withSplitLogs().withSnapshotEvery(1_000);
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, settings);
                Population population = Population.fill(source.addresses(), 2_000, new Random(seed));
                Writers writers = Writers.start(source.addresses(), seed)) {
            assertThat(population.size()).isGreaterThanOrEqualTo(2_000);
            Path agent = keepsake.configure(source.member(1));
            keepsake.run(SystemCalls.recording(record, keepsake.agent(agent))).orThrow();
            assertThat(writers.stop()).isPositive();
        }

        SystemCalls calls = SystemCalls.about(work.resolve("source"), record);
        assertThat(calls.intrusions()).isEmpty();
        // Otherwise the record would prove nothing.
        assertThat(calls.readings())
                .anyMatch(call -> call.contains("/snapshot."))
                .anyMatch(call -> call.contains("/log."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo x >> folder/file",
                ": > folder/new",
                "rm folder/file",
                "mv folder/file folder/other",
                "mkdir folder/sub",
                "chmod 600 folder/file",
                "touch folder/file",
                "ln folder/file folder/link",
                "ln -s file folder/link",
                "truncate -s 1 folder/file",
                "cd folder && rm file",
                "rm folder/absent"
            })
    void whateverChangesAFolderIsSeen(String command) throws Exception {
        Path folder = Files.createDirectory(work.resolve("folder"));
        Files.writeString(folder.resolve("file"), "text");
        Path record = work.resolve("record");
        String there = command.replace("folder", folder.toString());

        keepsake.run(SystemCalls.recording(record, List.of("sh", "-c", there)));

        assertThat(SystemCalls.about(folder, record).intrusions()).isNotEmpty();
    }

    @Test
    void lookingAtAFolderIsNoIntrusion() throws Exception {
        Path folder = Files.createDirectory(work.resolve("folder"));
        Files.writeString(folder.resolve("file"), "text");
        Path record = work.resolve("record");

        keepsake.run(SystemCalls.recording(record, List.of("sh", "-c", "ls -l %1$s; cat %1$s/file".formatted(folder))));

        SystemCalls calls = SystemCalls.about(folder, record);
        assertThat(calls.intrusions()).isEmpty();
        assertThat(calls.readings()).isNotEmpty();
    }
}
