package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a few KiB that can be full or read-only, where this process may mount one. */
final class SmallDisk implements AutoCloseable {

    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    static SmallDisk mount(Path directory, int kibibytes) throws IOException {
        Path place = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "keepsake", place.toString());
        assumeTrue(mounted, "this process may not mount a file system");
        return new SmallDisk(place);
    }

    Path path() {
        return place;
    }

    /** Leaves no room; what fills it looks like the file of a server that does not count as content. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try {
            for (int i = 0; i < 1 << 16; i++) {
                Files.write(
                        place.resolve("zookeeper_server.pid"),
                        block,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    void readOnly() {
        assertThat(run("mount", "-o", "remount,ro", place.toString())).isTrue();
    }

    @Override
    public void close() {
        assertThat(run("umount", place.toString())).isTrue();
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
