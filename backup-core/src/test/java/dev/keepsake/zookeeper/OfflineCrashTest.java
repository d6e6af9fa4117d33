package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups with unproven artefacts: stopped at every step, and with damage all over the artefacts. */
final class OfflineCrashTest {

    /** Each run looks at other bytes; all of them take too long for every day, as the seal has tests of its own. */
    private static final int STRIDE = Boolean.getBoolean("keepsake.long") ? 1 : 2;

    private static final int STEP = Boolean.getBoolean("keepsake.long") ? 1 : 61;

    @TempDir
    private Path directory;

    private DiskServer first;
    private DiskServer second;
    private String committed = "";
    private String whole = "";

    @BeforeEach
    void twoServersOneOfWhichGotFurther() throws Exception {
        Files.writeString(directory.resolve("zoo.cfg"), "server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\n");
        first = server(1);
        second = server(2);
        committed = StoppedServers.hashOf(first.tree, first);
        first.commits(2);
        whole = StoppedServers.hashOf(first.tree, first);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aStoreThatDiesAtAnyStepLeavesOnlyWholeBackups(Fault fault) throws Exception {
        for (boolean alone : List.of(false, true)) {
            boolean struck = true;
            for (int failAt = new Random().nextInt(STRIDE); struck; failAt += STRIDE) {
                MemoryStore store = new MemoryStore();
                FaultyStore faulty = new FaultyStore(store, failAt, fault);
                attempt(new StoppedServers(faulty), alone);
                requireRestorable(store, fault);
                backUp(new StoppedServers(store), alone);
                assertThat(requireRestorable(store, fault)).isPositive();
                struck = faulty.struck();
            }
        }
    }

    @Test
    void damageOfTheTailIsNamed() throws Exception {
        MemoryStore store = new MemoryStore();
        Manifest manifest = backUp(new StoppedServers(store), false);
        damage(store, manifest, "/unproven-tail");
        assertThat(new StoppedServers(store).hash(manifest, false)).isEqualTo(committed);
    }

    @Test
    void damageOfAnUnprovenBaseIsNamed() throws Exception {
        MemoryStore store = new MemoryStore();
        damage(store, backUp(new StoppedServers(store), true), "/unproven-base");
    }

    @Test
    void anotherBackupsTailIsNotTakenForThisOnes() throws Exception {
        MemoryStore store = new MemoryStore();
        StoppedServers servers = new StoppedServers(store);
        Manifest manifest = backUp(servers, false);
        backUp(servers, false);
        List<ObjectKey> tails = keys(store, "/unproven-tail");
        assertThat(tails).hasSize(2);
        ObjectKey own = tails.stream()
                .filter(key -> key.value().contains(manifest.id().value()))
                .findFirst()
                .orElseThrow();
        tails.remove(own);

        write(store, own, read(store, tails.get(0)));

        requireNamed(store, manifest, own, "swapped");
    }

    private void damage(MemoryStore store, Manifest manifest, String artefact) throws IOException {
        int from = new Random().nextInt(STEP);
        System.out.println("damage from byte " + from);
        ObjectKey key = keys(store, artefact).get(0);
        byte[] bytes = read(store, key);
        assertThat(new StoppedServers(store).hash(manifest, true)).isEqualTo(whole);
        for (int i = from; i < bytes.length; i += STEP) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            write(store, key, changed);
            requireNamed(store, manifest, key, "flipped at " + i);
            write(store, key, Arrays.copyOf(bytes, i));
            requireNamed(store, manifest, key, "cut at " + i);
        }
        store.delete(key);
        requireNamed(store, manifest, key, "gone");
        write(store, key, bytes);
    }

    private static void requireNamed(MemoryStore store, Manifest manifest, ObjectKey key, String how) {
        try {
            new StoppedServers(store).hash(manifest, true);
            assertThat(how).as("damage of " + key + " was not found").isEmpty();
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            assertThat(e).as(how).hasMessageContaining(key.value());
        } catch (IOException other) {
            assertThat(other).as(how).isInstanceOf(CorruptException.class);
        }
    }

    private Manifest backUp(StoppedServers servers, boolean alone) throws IOException {
        return alone ? servers.backUp(first) : servers.backUp(first, second);
    }

    private void attempt(StoppedServers servers, boolean alone) {
        try {
            backUp(servers, alone);
        } catch (IOException planned) {
            assertThat(planned).hasMessageNotContaining("null");
        }
    }

    /** How many backups are listed; each restores, with what is unproven and without. */
    private int requireRestorable(MemoryStore store, Fault fault) throws IOException {
        StoppedServers servers = new StoppedServers(store);
        int listed = 0;
        for (Catalog.Listed one : servers.catalog.list()) {
            if (one.manifest().isEmpty()) {
                assertThat(fault).isEqualTo(Fault.TORN);
                continue;
            }
            Manifest manifest = one.manifest().get();
            assertThat(servers.hash(manifest, true)).isEqualTo(whole);
            if (manifest.shares().get(0).share().provesAnything()) {
                assertThat(servers.hash(manifest, false)).isEqualTo(committed);
            }
            listed++;
        }
        return listed;
    }

    private DiskServer server(int id) throws IOException {
        DiskServer server = new DiskServer(directory.resolve("server-" + id));
        Files.writeString(server.dataDir.resolve("myid"), Integer.toString(id));
        server.elects(1).snapshots();
        return server.commits(3);
    }

    private static List<ObjectKey> keys(MemoryStore store, String ending) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (StoredObject object : store.list("", "").all()) {
            if (object.key().value().endsWith(ending)) {
                keys.add(object.key());
            }
        }
        return keys;
    }

    private static byte[] read(MemoryStore store, ObjectKey key) throws IOException {
        try (InputStream in = store.open(key, 0)) {
            return in.readAllBytes();
        }
    }

    private static void write(MemoryStore store, ObjectKey key, byte[] bytes) throws IOException {
        try (ObjectWrite out = store.write(key)) {
            out.write(bytes);
            out.commit();
        }
    }
}
