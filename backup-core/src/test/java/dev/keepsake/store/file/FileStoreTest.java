package dev.keepsake.store.file;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void name() {
        root = folder.resolve("archive");
    }

    @Test
    void anObjectIsAFileUnderItsKey() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/b/object", bytes(1, 100));
            store.putIfAbsent(new ObjectKey("a/claim"), bytes(2, 100));

            assertThat(Files.getAttribute(root.resolve("a/claim"), "unix:nlink"))
                    .isEqualTo(1);
        }

        assertThat(root.resolve("a/b/object")).hasBinaryContent(bytes(1, 100));
        assertThat(root.resolve("a/claim")).hasBinaryContent(bytes(2, 100));
    }

    @Test
    void aMissingRootIsAnUnmountedDiskToWhoeverOpensIt() throws IOException {
        try (FileStore store = FileStore.open(root)) {
            ObjectKey key = new ObjectKey("a/object");
            for (ThrowingCallable call : new ThrowingCallable[] {
                () -> store.list("", ""),
                () -> store.open(key, 0),
                () -> store.write(key),
                () -> store.putIfAbsent(key, new byte[1]),
                () -> store.delete(key),
                store::now
            }) {
                assertThatThrownBy(call)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessage(root + " does not exist; is the disk mounted?");
            }
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void theFirstCallCreatesTheRootAndNothingAboveIt() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            assertThat(root).doesNotExist();
            assertThat(keys(store, "", "")).isEmpty();
            assertThat(root).isEmptyDirectory();
        }
        try (FileStore store = FileStore.create(folder.resolve("not-mounted/archive"))) {
            assertThatThrownBy(() -> store.list("", ""))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessage(folder.resolve("not-mounted") + " does not exist; is the disk mounted?");
        }
        assertThat(folder.resolve("not-mounted")).doesNotExist();
    }

    @Test
    void aRootThatDisappearsIsNotMadeAgain() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            assertThat(keys(store, "", "")).isEmpty();
            Files.delete(root);

            assertThatThrownBy(() -> write(store, "a/object", new byte[1]))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("is the disk mounted?");
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void aRootThatIsAFileIsRefused() throws IOException {
        Files.createFile(root);
        try (FileStore store = FileStore.create(root)) {
            assertThatThrownBy(() -> store.list("", ""))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessage(root + " is no directory");
        }
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(root, folder.resolve("elsewhere"));
        try (FileStore store = FileStore.open(root)) {
            write(store, "a/object", bytes(1, 10));
            assertThat(keys(store, "", "")).containsExactly("a/object");
        }
        assertThat(folder.resolve("elsewhere/a/object")).exists();
    }

    @Test
    void linksBelowTheRootAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "not ours");
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/object", bytes(1, 10));
            Files.createSymbolicLink(root.resolve("linked"), outside);
            Files.createSymbolicLink(root.resolve("a/linked"), outside.resolve("secret"));
            ObjectKey below = new ObjectKey("linked/secret");
            ObjectKey link = new ObjectKey("a/linked");

            assertThat(keys(store, "", "")).containsExactly("a/object");
            assertThatThrownBy(() -> store.open(below, 0)).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> store.open(link, 0)).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> write(store, "linked/new", new byte[1]))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining(root.resolve("linked") + ", which is no directory");
            assertThatThrownBy(() -> store.putIfAbsent(link, new byte[1]))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining(root.resolve("a/linked").toString());
            store.delete(below);
            store.delete(link);
        }
        assertThat(outside.resolve("secret")).hasContent("not ours");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void foreignFilesAreNotListed() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/object", bytes(1, 10));
            Files.createDirectory(root.resolve("lost+found"));
            Files.writeString(root.resolve("lost+found/x"), "");
            Files.writeString(root.resolve("a/object~"), "");
            Files.writeString(root.resolve("a/.object.swp"), "");
            Files.writeString(root.resolve("a/with space"), "");

            assertThat(keys(store, "", "")).containsExactly("a/object");
            store.delete(new ObjectKey("a/object"));
        }
        assertThat(root.resolve("a/object~")).exists();
    }

    @Test
    void aKeyCannotBeTheFolderOfAnother() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/b", bytes(1, 10));

            for (ThrowingCallable call : new ThrowingCallable[] {
                () -> write(store, "a", new byte[1]),
                () -> store.putIfAbsent(new ObjectKey("a"), new byte[1]),
                () -> write(store, "a/b/c", new byte[1]),
                () -> store.putIfAbsent(new ObjectKey("a/b/c"), new byte[1])
            }) {
                assertThatThrownBy(call)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("move it away");
            }
            assertThat(keys(store, "", "")).containsExactly("a/b");
            assertThat(read(store, "a/b")).isEqualTo(bytes(1, 10));
        }
    }

    @Test
    void foldersGoWithTheirLastObject() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/b/c/one", new byte[1]);
            write(store, "a/b/two", new byte[1]);

            store.delete(new ObjectKey("a/b/c/one"));
            assertThat(root.resolve("a/b")).isDirectoryNotContaining("glob:**/c");

            store.delete(new ObjectKey("a/b/two"));
            assertThat(root.resolve("a")).doesNotExist();
            assertThat(root).exists();
        }
    }

    @Test
    void writersAndDeletersInOneFolderDoNotDisturbEachOther() throws Exception {
        try (FileStore store = FileStore.create(root);
                FileStore other = FileStore.create(root)) {
            Thread deleter = new Thread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        other.putIfAbsent(new ObjectKey("a/b/deleted"), new byte[1]);
                        other.delete(new ObjectKey("a/b/deleted"));
                    }
                } catch (StoreException e) {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }
            });
            deleter.start();
            try {
                for (int i = 0; i < 300; i++) {
                    ObjectKey key = new ObjectKey("a/b/mine");
                    write(store, "a/b/mine", bytes(i, 10));
                    assertThat(read(store, "a/b/mine")).isEqualTo(bytes(i, 10));
                    store.delete(key);
                }
            } finally {
                deleter.interrupt();
                deleter.join();
            }
        }
    }

    @Test
    void whatIsBeingWrittenIsInNoListingAndGoneAfterwards() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            ObjectWrite abandoned = store.write(new ObjectKey("a/object"));
            abandoned.write(bytes(1, 100));
            try (ObjectWrite write = store.write(new ObjectKey("a/other"))) {
                write.write(bytes(1, 100));
                assertThat(keys(store, "", "")).isEmpty();
                assertThat(keys(store, Scratch.FOLDER, "")).isEmpty();
                assertThat(files(root.resolve(Scratch.FOLDER))).isEqualTo(3);
            }
            assertThat(files(root.resolve(Scratch.FOLDER))).isEqualTo(2);
        }
        assertThat(root.resolve(Scratch.FOLDER)).isEmptyDirectory();
    }

    @Test
    void aFailedWriteCannotBeCommitted() throws IOException {
        try (FileStore store = FileStore.create(root);
                ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> write.write(bytes(1, 100)))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageEndingWith("interrupted");
            } finally {
                Thread.interrupted();
            }

            assertThatThrownBy(write::commit).isInstanceOf(IllegalStateException.class);
            assertThat(keys(store, "", "")).isEmpty();
        }
    }

    @Test
    void closingAStoreLetsGoOfTheFilesOfItsWrites() throws IOException {
        FileStore store = FileStore.create(root);
        try (ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            store.close();

            assertThatThrownBy(() -> write.write(1))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageEndingWith("the store was closed meanwhile");
        }
    }

    @Test
    void threadsThatMeetAtTheFirstCallAllFindTheRoot() throws Exception {
        int threads = 16;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                CyclicBarrier start = new CyclicBarrier(threads);
                try (FileStore store = FileStore.create(folder.resolve("archive-" + round))) {
                    Callable<List<String>> call = () -> {
                        start.await();
                        return keys(store, "", "");
                    };
                    for (Future<List<String>> found : callers.invokeAll(Collections.nCopies(threads, call))) {
                        assertThat(found.get()).isEmpty();
                    }
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aFileThatIsCutWhileItIsReadFailsTheRead() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/object", bytes(1, 1 << 20));
            try (InputStream in = store.open(new ObjectKey("a/object"), 0)) {
                assertThat(in.readNBytes(1000)).hasSize(1000);
                try (FileChannel file = FileChannel.open(root.resolve("a/object"), StandardOpenOption.WRITE)) {
                    file.truncate(500_000);
                }

                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("the file was cut by");
            }
        }
    }

    @Test
    void aListingFailsWhenItsDiskGoesAway() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            write(store, "a/1", new byte[1]);
            write(store, "b/2", new byte[1]);
            Listing listing = store.list("", "");
            assertThat(listing.next()).isPresent();
            Files.move(root, folder.resolve("moved"));
            Files.createDirectory(root);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(listing::next)
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("has disappeared");
            }
        }
    }

    @Test
    void theClockIsThatOfTheFileSystem() throws IOException {
        try (FileStore store = FileStore.create(root)) {
            Instant before = FileTime.from(Instant.now().minusSeconds(1)).toInstant();

            assertThat(store.now()).isBetween(before, Instant.now());
            assertThat(root.resolve(Scratch.FOLDER)).isNotEmptyDirectory();
        }
    }

    @Test
    void theLocationIsAFileUrl() throws IOException {
        try (FileStore before = FileStore.create(root);
                ObjectStore top = FileStore.open(Path.of("/"))) {
            assertThat(before.location()).isEqualTo("file://" + root);
            before.list("", "");
            assertThat(FileStore.open(root).location()).isEqualTo("file://" + root);
            assertThat(top.location()).isEqualTo("file:///");
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void aDirectoryThatRootMakesStaysRootsWithAllThatIsInIt() throws IOException {
        requireRoot();
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.setAttribute(home, "unix:uid", 65534);

        try (FileStore store = FileStore.create(home.resolve("archive"))) {
            write(store, "a/object", bytes(1, 100));
        }

        try (Stream<Path> all = Files.walk(home.resolve("archive"))) {
            assertThat(all)
                    .hasSizeGreaterThan(2)
                    .allSatisfy(one ->
                            assertThat(Files.getAttribute(one, "unix:uid")).isEqualTo(0));
        }
    }

    @Test
    void aFolderThatBecameALinkIsNotFollowedToGiveAwayWhatStandsThere() throws IOException {
        requireRoot();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path secret = Files.createFile(outside.resolve("secret"));
        Files.createDirectories(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/linked"), outside);
        Files.createSymbolicLink(root.resolve("a/link"), secret);
        for (Path one : List.of(outside, root, root.resolve("a"))) {
            Files.setAttribute(one, "unix:uid", 65534);
        }
        Path own = Files.createFile(root.resolve("a/own"));

        for (String made : List.of("a/linked/secret", "a/link", "a/own")) {
            new Ownership(root).leaveToOwner(root.resolve(made));
        }

        assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
        assertThat(Files.getAttribute(own, "unix:uid")).isEqualTo(65534);
    }

    private void requireRoot() throws IOException {
        Path probe = Files.createFile(folder.resolve("probe"));
        assumeTrue("root".equals(Files.getOwner(probe).getName()), "needs root, who alone can give files away");
    }

    @Test
    void whatRootWritesBelongsToTheDirectorysOwner() throws IOException {
        requireRoot();
        Files.createDirectory(root);
        Files.setAttribute(root, "unix:uid", 65534);
        Files.setAttribute(root, "unix:gid", 65534);

        try (FileStore store = FileStore.create(root)) {
            write(store, "a/b/object", bytes(1, 100));
            store.putIfAbsent(new ObjectKey("a/claim"), bytes(2, 100));

            try (Stream<Path> all = Files.walk(root)) {
                assertThat(all)
                        .hasSizeGreaterThan(6)
                        .allSatisfy(one -> assertThat(
                                        Files.getAttribute(one, "unix:uid") + ":" + Files.getAttribute(one, "unix:gid"))
                                .as(one.toString())
                                .isEqualTo("65534:65534"));
            }
        }
    }
}
