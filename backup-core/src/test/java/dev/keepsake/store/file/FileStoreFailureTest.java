package dev.keepsake.store.file;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreFailureTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void name() {
        root = folder.resolve("archive");
    }

    @Test
    void aFullDiskIsUnavailableAndLeavesNothing() throws Exception {
        // a disk of 1 MiB that only the other process sees, and that goes with it
        String shell = "exec unshare --map-root-user --mount sh -c" + " 'mount -t tmpfs -o size=1m full \"" + folder
                + "\" || exit 1; exec \"$@\"' sh \"$@\"";
        try (FileStoreProcess process = FileStoreProcess.start(shell, "fill", root)) {
            String first = process.line();
            skipUnless(first.startsWith("wrote "), "no disk can be mounted here: " + first);
            assertThat(process.line()).isEqualTo("listed 1");
            assertThat(process.line())
                    .startsWith("Unavailable writing 'a/of-8388608' to file://" + root)
                    .endsWith("No space left on device");
            assertThat(process.line()).isEqualTo("listed 1");
            assertThat(process.line()).isEqualTo("wrote a/of-200");
            assertThat(process.line()).isEqualTo("listed 2");
        }
    }

    @Test
    void aFolderThatMayNotBeWrittenIsDenied() throws Exception {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/object", bytes(1, 10));
        }
        Path closed = root.resolve("a");
        Files.setPosixFilePermissions(closed, Set.of());
        // root may do everything unless it gives that up
        String shell = "[ $(id -u) = 0 ] || exec \"$@\";"
                + " exec setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all \"$@\"";
        try (FileStoreProcess process = FileStoreProcess.start(shell, "write", root)) {
            String first = process.line();
            skipUnless(
                    !first.startsWith("sh: ") && !first.startsWith("setpriv: "), "no user can be made here: " + first);
            assertThat(first)
                    .startsWith("Denied writing 'a/of-100' to file://" + root)
                    .contains("no permission for " + closed)
                    .endsWith("check its owner and mode");
            assertThat(process.line()).contains("StoreException$Denied: listing ''");
        } finally {
            Files.setPosixFilePermissions(closed, Tree.OWNER_ONLY_FOLDER.value());
        }
    }

    @Test
    void aFileSystemWithoutHardLinksIsKnownByItsAnswers() {
        assertThat(List.of("Operation not permitted", "Operation not supported", "Function not implemented"))
                .allMatch(reason -> FileErrors.saysNoHardLinks(new FileSystemException("a", "b", reason)));
        assertThat(FileErrors.saysNoHardLinks(new FileSystemException("a", "b", "No space left on device")))
                .isFalse();
        assertThat(FileErrors.saysNoHardLinks(new AccessDeniedException("a"))).isFalse();
    }

    @Test
    void failuresSayWhatWasTriedAndWhy() {
        assertThat(FileErrors.notDone("doing it", new AccessDeniedException("/x")))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessage("doing it: no permission for /x; check its owner and mode");
        assertThat(FileErrors.notDone("doing it", new FileSystemException("/x", "/y", "Input/output error")))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("doing it: Input/output error (/y)");
        assertThat(FileErrors.notDone("doing it", new ClosedByInterruptException()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("doing it: interrupted");
        assertThat(FileErrors.notDone("doing it", new IOException()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("doing it: IOException");
        assertThat(FileErrors.outcomeUnknown("doing it", new IOException("Input/output error")))
                .isInstanceOf(StoreException.OutcomeUnknown.class)
                .hasMessage("doing it: done, but it may not survive a loss of power: Input/output error");
    }

    @Test
    void everyChangeIsSynced() throws Exception {
        ObjectKey key = new ObjectKey("a/b/object");
        try (FileStore store = FileStore.create(root)) {
            List<String> written = synced(() -> write(store, "a/b/object", bytes(1, 10)));
            assertThat(written).hasSize(5);
            assertThat(written.get(0)).isEqualTo(folder.toString());
            assertThat(written.get(1)).startsWith(root.resolve(Scratch.FOLDER).toString());
            assertThat(written.subList(2, 5))
                    .containsExactlyInAnyOrder(
                            root.toString(),
                            root.resolve("a").toString(),
                            root.resolve("a/b").toString());

            assertThat(synced(() -> store.putIfAbsent(key, bytes(1, 10))))
                    .as("the first try may have died before its folders were synced")
                    .hasSize(4);
            assertThat(synced(() -> store.delete(key))).containsExactly(root.toString());
        }
    }

    /** The paths that were synced, in order, as the virtual machine's own recorder saw it. */
    private List<String> synced(Change change) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            change.make();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
        events.sort((one, other) -> one.getStartTime().compareTo(other.getStartTime()));
        return events.stream()
                .map(event -> event.getString("path"))
                .filter(path -> path != null && path.startsWith(folder.toString()))
                .toList();
    }

    private static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("skipped: " + reason);
        }
        assumeTrue(possible, reason);
    }

    /** Something that changes a store. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }
}
