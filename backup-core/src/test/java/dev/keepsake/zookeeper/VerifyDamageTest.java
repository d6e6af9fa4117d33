package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every object of a small archive damaged in every way: a look at the newest backup names it, or passes when that backup
 * does without it.
 */
final class VerifyDamageTest {

    private final MemoryStore store = new MemoryStore();
    private final List<ObjectKey> keys = new ArrayList<>();
    private final Set<ObjectKey> needed = new HashSet<>();
    private Manifest backup;

    @TempDir
    private Path directory;

    @BeforeEach
    void aSmallArchive() throws Exception {
        DiskServer server = new DiskServer(directory);
        server.elects(1).snapshots();
        Archive archive = new Archive(store);
        archive.manifestOf(server.commits(2));
        archive.manifestOf(server.commits(2));
        server.commits(1).snapshots();
        backup = archive.manifestOf(server.commits(2));
        for (StoredObject object : store.list("", "").all()) {
            keys.add(object.key());
        }
        findNeeded();
    }

    private void findNeeded() {
        Share share = backup.shares().get(0).share();
        needed.add(share.base().key());
        share.added().stream()
                .map(StoredPiece::key)
                .filter(key -> key.value().contains("/link/"))
                .forEach(needed::add);
        keys.stream()
                .filter(key ->
                        key.value().contains(backup.id().value()) || key.value().endsWith("/tape.json"))
                .forEach(needed::add);
        assertThat(needed.stream()
                        .map(key -> key.value().replaceFirst(".*/(base|link|backup|manifest|[A-Z0-9]+)/.*", "$1")))
                .as("base, link, part, manifest and the tape's record")
                .hasSize(5);
        assertThat(keys.stream().filter(key -> key.value().contains("/base/"))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"OBJECTS", "PROOF"})
    void everyObjectTakenAwayIsNamedOrNotNeeded(Proof.Level level) throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            store.delete(key);
            judge(key, level, "taken away");
            write(key, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OBJECTS", "PROOF"})
    void everyObjectCutIsNamedOrNotNeeded(Proof.Level level) throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (int length = 0; length < bytes.length; length += step(key, bytes)) {
                write(key, Arrays.copyOf(bytes, length));
                judge(key, level, "cut at " + length);
            }
            write(key, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OBJECTS", "PROOF"})
    void everyObjectFlippedIsNamedOrNotNeeded(Proof.Level level) throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (int i = 0; i < bytes.length; i += step(key, bytes)) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << (i % 8));
                write(key, changed);
                judge(key, level, "flipped at " + i);
            }
            write(key, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OBJECTS", "PROOF"})
    void everyObjectInAnothersPlaceIsNamedOrNotNeeded(Proof.Level level) throws Exception {
        for (ObjectKey key : keys) {
            byte[] bytes = read(key);
            for (ObjectKey other : keys) {
                if (!other.equals(key)) {
                    write(key, read(other));
                    judge(key, level, "replaced by " + other);
                }
            }
            write(key, bytes);
        }
    }

    @Test
    void anObjectSealedAnewUnderTheSameKeyIsNotTheOneThatTheManifestNames() throws Exception {
        assumeFalse(SealKeys.ENCRYPTED, "only who has the keys can do that then");
        for (ObjectKey key : needed) {
            if (key.value().contains("/base/") || key.value().contains("/link/")) {
                byte[] bytes = read(key);
                write(key, sealedAnew(key, bytes));
                judge(key, Proof.Level.OBJECTS, "sealed anew");
                judge(key, Proof.Level.PROOF, "sealed anew");
                write(key, bytes);
            }
        }
    }

    @Test
    void everyDamagedObjectIsNamedNotOnlyTheFirst() throws Exception {
        Share share = backup.shares().get(0).share();
        List<ObjectKey> pieces = needed.stream()
                .filter(key -> key.equals(share.base().key()) || key.value().contains("/link/"))
                .toList();
        for (ObjectKey key : pieces) {
            byte[] bytes = read(key);
            bytes[bytes.length / 2] ^= 1;
            write(key, bytes);
        }

        for (Proof.Level level : List.of(Proof.Level.OBJECTS, Proof.Level.PROOF)) {
            String bad = String.join("\n", VerifyTest.bad(look(level)));
            assertThat(bad).contains(pieces.stream().map(ObjectKey::value).collect(Collectors.toList()));
        }
    }

    /** Fewer places where no damage matters. */
    private int step(ObjectKey key, byte[] bytes) {
        return 1 + bytes.length / (needed.contains(key) ? 60 : 6);
    }

    private void judge(ObjectKey key, Proof.Level level, String how) throws IOException {
        if (!needed.contains(key)) {
            assertThat(VerifyTest.bad(look(level))).as(key + " " + how).isEmpty();
            return;
        }
        try {
            List<String> bad = VerifyTest.bad(look(level));
            assertThat(bad).as(key + " " + how).isNotEmpty();
            assertThat(String.join("\n", bad)).as(how).contains(key.value());
        } catch (StoreException.NotFound e) {
            assertThat(key.value())
                    .as("a backup whose manifest is gone is none")
                    .contains("/manifest/");
        }
    }

    private Proof look(Proof.Level level) throws IOException {
        return new Archive(store).verify(backup.id(), level);
    }

    private static byte[] sealedAnew(ObjectKey key, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealReader in = SealReader.open(new ByteArrayInputStream(bytes), key);
                SealWriter sealed = new SealWriter(
                        out,
                        SealHeader.of(key, in.header().length(), in.header().facts()))) {
            in.transferTo(sealed);
            sealed.finish();
        }
        return out.toByteArray();
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
