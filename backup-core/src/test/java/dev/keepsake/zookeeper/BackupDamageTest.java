package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every object of a small archive cut, changed, taken away or swapped: an error that names it, or the right tree. */
final class BackupDamageTest {

    private final MemoryStore store = new MemoryStore();
    private final List<ObjectKey> keys = new ArrayList<>();
    private String truth = "";

    @TempDir
    private Path directory;

    @BeforeEach
    void aSmallArchive() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        Archive archive = new Archive(store);
        archive.manifestOf(server.commits(2));
        archive.manifestOf(server.commits(2));
        for (StoredObject object : store.list("", "").all()) {
            keys.add(object.key());
        }
        truth = restoredHash();
        assertThat(truth)
                .isEqualTo(Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                        .hash());
    }

    @Test
    void everyObjectFlippedAtEveryByteIsNamedOrHarmless() throws Exception {
        int named = 0;
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << (i % 8));
                named += namedOrHarmless(key, changed, "flipped at " + i);
            }
            write(key, bytes);
        }
        assertThat(named).isGreaterThan(2_000);
    }

    @Test
    void everyObjectCutAtEveryByteIsNamedOrHarmless() throws Exception {
        int named = 0;
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (int length = 0; length < bytes.length; length++) {
                named += namedOrHarmless(key, Arrays.copyOf(bytes, length), "cut at " + length);
            }
            write(key, bytes);
        }
        assertThat(named).isGreaterThan(2_000);
    }

    @Test
    void everyObjectTakenAwayIsMissedOrNotNeeded() throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            store.delete(key);
            try {
                String hash = restoredHash();
                boolean isOlderBackup = key.value().contains("/manifest/");
                assertThat(hash.equals(truth) || isOlderBackup).as(key.value()).isTrue();
            } catch (StoreException.NotFound | CorruptException e) {
                assertThat(e).hasMessageMatching("(?s).*(" + key.value() + "|is missing|there is no).*");
            }
            write(key, bytes);
        }
    }

    @Test
    void everyObjectInAnothersPlaceIsNamedOrHarmless() throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (ObjectKey other : keys) {
                if (!other.equals(key)) {
                    namedOrHarmless(key, read(other), "replaced by " + other);
                }
            }
            write(key, bytes);
        }
    }

    /** Whether the damage was found, 1 or 0; anything but the truth or an error that names the object fails. */
    private int namedOrHarmless(ObjectKey key, byte[] damaged, String how) throws IOException {
        write(key, damaged);
        try {
            assertThat(restoredHash()).as(key + " " + how).isEqualTo(truth);
            return 0;
        } catch (CorruptException | RefusedException e) {
            assertThat(e).as(how).hasMessageContaining(key.value());
            return 1;
        }
    }

    private String restoredHash() throws IOException {
        Archive archive = new Archive(store);
        if (!archive.catalog.exists()) {
            throw new StoreException.NotFound("there is no archive");
        }
        return archive.target(archive.catalog.read(archive.catalog.latestId()), directory.resolve("blank"))
                .plan()
                .hash();
    }

    private byte[] read(ObjectKey key) throws IOException {
        try (InputStream in = store.open(key, 0)) {
            return in.readAllBytes();
        }
    }

    private void write(ObjectKey key, byte[] bytes) throws IOException {
        try (ObjectWrite out = store.write(key)) {
            out.write(bytes);
            out.commit();
        }
    }
}
