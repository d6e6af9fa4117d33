package dev.keepsake.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;

/** What each part of the {@link ObjectStoreContract} asks of the test class of a store; that class also closes them. */
public interface StoreUnderTest {

    /** A store that holds nothing; each test calls this once, first. */
    ObjectStore store() throws IOException;

    /** A second handle on what {@link #store} gave, as another process would have it. */
    ObjectStore again() throws IOException;

    /** Writes an object, over what may stand there. */
    static void write(ObjectStore store, String key, byte[] bytes) throws IOException {
        try (ObjectWrite write = store.write(new ObjectKey(key))) {
            write.write(bytes);
            write.commit();
        }
    }

    /** Reads an object from an offset on. */
    static byte[] read(ObjectStore store, String key, long offset) throws IOException {
        try (InputStream in = store.open(new ObjectKey(key), offset)) {
            return in.readAllBytes();
        }
    }

    /** Reads a whole object. */
    static byte[] read(ObjectStore store, String key) throws IOException {
        return read(store, key, 0);
    }

    /** The keys of a listing, in its order. */
    static List<String> keys(ObjectStore store, String prefix, String startAfter) throws StoreException {
        return store.list(prefix, startAfter).all().stream()
                .map(StoredObject::key)
                .map(ObjectKey::value)
                .toList();
    }

    /** Fails unless the object is in no way to be seen. */
    static void assertAbsent(ObjectStore store, String key) throws IOException {
        assertThat(keys(store, key, "")).doesNotContain(key);
        try (InputStream in = store.open(new ObjectKey(key), 0)) {
            throw new AssertionError("'" + key + "' can be opened: " + in);
        } catch (StoreException.NotFound e) {
            assertThat(e).hasMessageContaining(key).hasMessageContaining(store.location());
        }
    }

    /** Bytes that look random and are the same for the same seed. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
