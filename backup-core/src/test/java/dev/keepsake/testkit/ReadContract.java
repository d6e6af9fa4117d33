package dev.keepsake.testkit;

import static dev.keepsake.testkit.StoreUnderTest.assertAbsent;
import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Objects come back as they were written: {@link ObjectStore#open}. */
public interface ReadContract extends StoreUnderTest {

    @Test
    default void aReadBeginsAtItsOffset() throws IOException {
        ObjectStore store = store();
        byte[] object = bytes(1, 100_000);
        write(store, "a/object", object);

        for (int offset : new int[] {0, 1, 50_000, 99_999, 100_000}) {
            assertThat(read(store, "a/object", offset))
                    .as("from %d", offset)
                    .isEqualTo(Arrays.copyOfRange(object, offset, object.length));
        }
    }

    @Test
    default void beyondTheEndThereIsNothing() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 100));

        for (long offset : new long[] {101, 1L << 40}) {
            byte[] found;
            try {
                found = read(store, "a/object", offset);
            } catch (IllegalArgumentException e) {
                continue;
            }
            assertThat(found).isEmpty();
        }
    }

    @Test
    default void everyByteValueComesBackOneByOne() throws IOException {
        ObjectStore store = store();
        try (ObjectWrite write = store.write(new ObjectKey("a/object"))) {
            for (int value = 0; value < 256; value++) {
                write.write(value);
            }
            write.commit();
        }

        try (InputStream in = store.open(new ObjectKey("a/object"), 0)) {
            for (int value = 0; value < 256; value++) {
                assertThat(in.read()).isEqualTo(value);
            }
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
    }

    @Test
    default void aLargeObjectIsStreamed() throws IOException {
        ObjectStore store = store();
        int piece = 1 << 16;
        int pieces = 320; // 20 MiB
        Random source = new Random(20);
        try (ObjectWrite write = store.write(new ObjectKey("a/large"))) {
            byte[] bytes = new byte[piece];
            for (int i = 0; i < pieces; i++) {
                source.nextBytes(bytes);
                write.write(bytes);
            }
            write.commit();
        }

        Random expected = new Random(20);
        try (InputStream in = store.open(new ObjectKey("a/large"), 0)) {
            byte[] bytes = new byte[piece];
            for (int i = 0; i < pieces; i++) {
                expected.nextBytes(bytes);
                assertThat(Arrays.equals(in.readNBytes(piece), bytes))
                        .as("piece %d", i)
                        .isTrue();
            }
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(read(store, "a/large", (long) piece * pieces - 10)).hasSize(10);
        assertThat(store.list("", "").all())
                .singleElement()
                .satisfies(only -> assertThat(only.size()).isEqualTo((long) piece * pieces));
    }

    @Test
    default void whatIsNotThereIsNotFound() throws IOException {
        ObjectStore store = store();
        write(store, "a/b/object", bytes(1, 10));

        assertAbsent(store, "a/b/other");
        assertAbsent(store, "nothing/here");
        assertAbsent(store, "a/b/obj");
        assertAbsent(store, "a/b/object/deeper");
    }

    @Test
    default void theFolderOfAnObjectIsNotFound() throws IOException {
        ObjectStore store = store();
        write(store, "a/b/object", bytes(1, 10));

        assertAbsent(store, "a");
        assertAbsent(store, "a/b");
    }

    @Test
    default void aReadThatIsGivenUpHarmsNothing() throws IOException {
        ObjectStore store = store();
        write(store, "a/object", bytes(1, 2 << 20));

        InputStream in = store.open(new ObjectKey("a/object"), 0);
        assertThat(in.readNBytes(10)).hasSize(10);
        in.close();
        in.close();

        assertThat(read(store, "a/object")).isEqualTo(bytes(1, 2 << 20));
    }
}
