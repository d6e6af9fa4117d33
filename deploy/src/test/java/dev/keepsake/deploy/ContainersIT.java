package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, in containers, with faults between them; wherever a Docker engine answers.
 *
 * <p>These drive {@code docker} and {@code docker-compose} by themselves. Testcontainers would put three images of other people's
 * beside ours (one that clears up, one that runs compose, one that passes ports on), and each must come from a registry, which these
 * tests do without; of pausing, killing, cutting from a network and taking a volume away it offers none but through a client of the
 * engine's own. And what is typed here is what the README and {@code runbooks} have people type.
 */
@Tag("long")
final class ContainersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final int NODES = 300;

    @TempDir
    private Path work;

    private Keepsake shell;

    @BeforeEach
    void requireAnEngine() throws IOException {
        shell = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        Outcome engine = shell.run(
                List.of("sh", "-c", "docker version && { docker compose version || docker-compose version; }"));
        assumeTrue(
                engine.exitCode() == 0,
                () ->
                        "no Docker engine with docker-compose answers here (as root, 'deploy/test.sh --long --with-docker'"
                                + " starts one): " + engine.messages());
    }

    @Test
    void anEnsembleInContainersIsBackedUpThroughPausesKillsAndCuts() throws Exception {
        Outcome outcome =
                shell.run(List.of(Path.of("docker-test.sh").toAbsolutePath().toString()));

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).endsWith("all of it held\n");
    }

    /** The page is green, then red, and green again once somebody has followed the page for this very day; and for the next one. */
    @Test
    void allServersAreLostAndThenOneAndComeBackByTheRunbooks() throws Exception {
        try (Composed composed = Composed.up(shell)) {
            long answers = composed.awaitPage(PATIENCE);
            Population.fill(composed.servers(), ServerVersion.V3_4_14, NODES, new Random(7))
                    .close();
            NavigableMap<String, Node> before = TreeDump.read(composed.server(1));
            awaitBackup(composed, before);
            long green = composed.await(PATIENCE, "protected");
            composed.loseAllServers();
            long red = composed.await(PATIENCE, "unprotected");

            long restored = follow("all-lost", composed);

            requireEverywhere(composed, before);
            // a tape that holds a base and nothing since does not go on, which is told for a day
            long again = composed.await(PATIENCE, "protected", "attention");
            composed.loseServer(2);
            long replaced = follow("one-server-lost", composed);

            requireEverywhere(composed, before);
            composed.await(PATIENCE, "protected", "attention");
            System.out.printf(
                    "the page answered %d s after the start, was green %d s after the backup, red %d s after the loss;"
                            + " all-lost took %d s, and the page was good %d s after it; one-server-lost took %d s%n",
                    answers, green, red, restored, again, replaced);
        }
    }

    /** Types a page as it stands, and returns how many seconds that took. */
    private long follow(String name, Composed composed) throws IOException {
        long begun = System.nanoTime();
        try (Operator operator = Operator.at(desk(), composed.desk(), work.resolve("typed-" + name))) {
            for (RunbookBlock block : Runbook.read(name).blocks()) {
                Outcome outcome = operator.type(block);
                String where = name + ".md, line " + block.line() + ": " + outcome;
                assertThat(outcome.exitCode()).as(where).isEqualTo(block.exitCode());
                assertThat(block.missing(outcome.output())).as(where).isEmpty();
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }

    private static void requireEverywhere(Composed composed, NavigableMap<String, Node> before) throws Exception {
        for (int id = 1; id <= Composed.SIZE; id++) {
            Comparison comparison = Comparer.compare(Sessions.drop(before), TreeDump.read(composed.server(id)));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
    }

    /** What was written last must be in it. */
    private static void awaitBackup(Composed composed, NavigableMap<String, Node> tree) {
        long last = tree.values().stream()
                .mapToLong(node -> Math.max(node.stat().getMzxid(), node.stat().getPzxid()))
                .max()
                .orElseThrow();
        Await.until(
                "a complete backup holds all that was written",
                PATIENCE,
                () -> composed.list().stream().anyMatch(backup -> backup.complete() && backup.zxid() >= last));
    }

    private Path desk() throws IOException {
        return Files.createDirectories(work.resolve("desk"));
    }
}
