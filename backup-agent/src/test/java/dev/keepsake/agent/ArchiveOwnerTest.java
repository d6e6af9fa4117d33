package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root's first backup by hand must not close the archive to the agent without a word. */
class ArchiveOwnerTest {

    @TempDir
    private Path directory;

    @Test
    void anArchiveOfSomebodyElseIsNamedWithTheWayOut() throws IOException {
        Path archive = Files.createDirectory(directory.resolve("archive"));
        Path state = Files.createDirectory(directory.resolve("state"));
        assumeTrue("root".equals(Files.getOwner(archive).getName()), "needs root, who alone can give files away");

        assertThat(ArchiveOwner.trouble(archive.toUri(), state)).isEmpty();
        Files.setAttribute(state, "unix:uid", 65534);
        assertThat(ArchiveOwner.trouble(archive.toUri(), state).orElseThrow())
                .contains("belongs to 'root'", "to 'nobody', who cannot add to it")
                .endsWith("chown -R nobody: " + archive);
    }

    @Test
    void whatIsNoDirectoryOrNotThereSaysNothing() {
        assertThat(ArchiveOwner.trouble(URI.create("s3://bucket/prefix"), directory))
                .isEmpty();
        assertThat(ArchiveOwner.trouble(directory.resolve("none").toUri(), directory))
                .isEmpty();
    }
}
