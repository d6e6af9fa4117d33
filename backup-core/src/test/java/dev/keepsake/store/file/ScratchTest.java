package dev.keepsake.store.file;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchTest {

    private static final String PLAIN = "exec \"$@\"";

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void name() {
        root = folder.resolve("archive");
    }

    @Test
    void aDeadWritersFilesAreSweptByTheNextWriter() throws Exception {
        try (FileStoreProcess process = FileStoreProcess.start(PLAIN, "hold", root)) {
            assertThat(process.line()).isEqualTo("holding");
            process.kill();
        }
        List<Path> left = scratchFolders();
        assertThat(left).hasSize(1);

        try (FileStore store = FileStore.open(root)) {
            assertThat(keys(store, "", "")).isEmpty();
            assertThat(scratchFolders()).isEqualTo(left);

            write(store, "a/object", bytes(1, 10));

            assertThat(scratchFolders()).hasSize(1).doesNotContainAnyElementsOf(left);
        }
    }

    @Test
    void aLivingWriterInAnotherProcessIsSpared() throws Exception {
        try (FileStoreProcess process = FileStoreProcess.start(PLAIN, "hold", root)) {
            assertThat(process.line()).isEqualTo("holding");

            try (FileStore store = FileStore.open(root)) {
                write(store, "a/object", bytes(1, 10));
                assertThat(scratchFolders()).hasSize(2);
            }
            assertThat(scratchFolders()).hasSize(1);
        }
    }

    @Test
    void aLivingWriterInThisProcessIsSparedByAllOthers() throws Exception {
        try (FileStore first = FileStore.create(root);
                ObjectWrite write = first.write(new ObjectKey("a/slow"))) {
            write.write(bytes(1, 1000));
            try (FileStore second = FileStore.open(root)) {
                write(second, "a/quick", bytes(2, 10));
            }
            // the second store must not have cost the first one its lock, which only another process can see
            try (FileStoreProcess process = FileStoreProcess.start(PLAIN, "write", root)) {
                assertThat(process.line()).isEqualTo("wrote a/of-100");
                assertThat(process.line()).isEqualTo("listed 2");
                assertThat(process.line()).isEmpty();
            }
            write.write(bytes(2, 1000));
            write.commit();

            assertThat(read(first, "a/slow")).hasSize(2000);
        }
    }

    @Test
    void aFolderWithoutALockIsSweptOnlyWhenEmpty() throws IOException {
        Path all = Files.createDirectories(root.resolve(Scratch.FOLDER));
        Path empty = Files.createDirectory(all.resolve("empty"));
        Path foreign = Files.createDirectory(all.resolve("foreign"));
        Files.writeString(foreign.resolve("file"), "whose?");

        try (FileStore store = FileStore.open(root)) {
            write(store, "a/object", bytes(1, 10));
        }

        assertThat(empty).doesNotExist();
        assertThat(foreign.resolve("file")).hasContent("whose?");
    }

    @Test
    void aStoreWhoseScratchFolderWasRemovedMakesAnother() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/one", bytes(1, 10));
            for (Path mine : scratchFolders()) {
                Leftovers.remove(mine);
            }

            write(store, "a/two", bytes(1, 10));

            assertThat(keys(store, "", "")).containsExactly("a/one", "a/two");
        }
        assertThat(scratchFolders()).isEmpty();
    }

    @Test
    void onlyTheOwnerHasAccessWhateverTheUmask() throws Exception {
        try (FileStoreProcess process = FileStoreProcess.start("umask 0; " + PLAIN, "write", root)) {
            assertThat(process.line()).isEqualTo("wrote a/of-100");
            assertThat(process.line()).isEqualTo("listed 1");
        }
        try (FileStoreProcess process = FileStoreProcess.start("umask 0; " + PLAIN, "hold", root);
                Stream<Path> paths = Files.walk(root)) {
            assertThat(process.line()).isEqualTo("holding");
            List<Path> all = paths.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(7);
            for (Path path : all) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(expected);
            }
        }
    }

    private List<Path> scratchFolders() throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve(Scratch.FOLDER))) {
            return folders.sorted().toList();
        }
    }
}
