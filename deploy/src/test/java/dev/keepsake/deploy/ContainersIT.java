package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, in containers, with faults between them; wherever a Docker engine answers. */
@Tag("long")
final class ContainersIT {
    @TempDir
    private Path work;

    @Test
    void anEnsembleInContainersIsBackedUpThroughPausesKillsAndCuts() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        Outcome engine = keepsake.run(List.of("sh", "-c", "docker version"));
        assumeTrue(engine.exitCode() == 0, () -> "no Docker engine answers here: " + engine.messages());

        Outcome outcome =
                keepsake.run(List.of(Path.of("docker-test.sh").toAbsolutePath().toString()));

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).endsWith("all of it held\n");
    }
}
