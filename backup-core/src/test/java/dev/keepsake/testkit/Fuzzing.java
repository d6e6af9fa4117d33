package dev.keepsake.testkit;

import com.sun.management.ThreadMXBean;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs one {@link FuzzTarget} over inputs: those of its corpus in every build, and those that a fuzzer makes up, to which the
 * two methods named after it are the door. Whatever comes out of a target but a complaint that a caller knows is a finding.
 */
public final class Fuzzing {

    /** Each target's word and its class. */
    public static final Map<String, String> TARGETS = new TreeMap<>(Map.ofEntries(
            Map.entry("seal", "dev.keepsake.archive.SealFuzz"),
            Map.entry("key", "dev.keepsake.archive.KeyFuzz"),
            Map.entry("record", "dev.keepsake.catalog.RecordFuzz"),
            Map.entry("link", "dev.keepsake.catalog.LinkFuzz"),
            Map.entry("pack", "dev.keepsake.catalog.PackFuzz"),
            Map.entry("snapshot", "dev.keepsake.zookeeper.SnapshotFuzz"),
            Map.entry("log", "dev.keepsake.zookeeper.LogFuzz"),
            Map.entry("undo", "dev.keepsake.zookeeper.live.subtree.UndoFuzz"),
            Map.entry("leveldb", "dev.keepsake.mesos.leveldb.LevelDbFuzz"),
            Map.entry("replica", "dev.keepsake.mesos.ReplicaFuzz"),
            Map.entry("registry", "dev.keepsake.mesos.RegistryFuzz"),
            Map.entry("marathon-tar", "dev.keepsake.framework.MarathonTarFuzz"),
            Map.entry("marathon-state", "dev.keepsake.framework.MarathonStateFuzz"),
            Map.entry("znode", "dev.keepsake.format.ZnodeFuzz"),
            Map.entry("config", "dev.keepsake.config.ConfigFuzz")));

    private static final String TARGET = "keepsake.fuzz.target";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Optional<Fuzzing> chosen = Optional.empty();

    private final FuzzTarget target;

    private Fuzzing(FuzzTarget target) {
        this.target = target;
    }

    /** The target of this word. */
    public static Fuzzing of(String word) {
        try {
            Constructor<?> made = Class.forName(TARGETS.get(word)).getDeclaredConstructor();
            made.setAccessible(true);
            return new Fuzzing((FuzzTarget) made.newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no target '" + word + "'; there are " + TARGETS.keySet(), e);
        }
    }

    /** Called by the fuzzer once; loads and instruments what the targets need, so that no input is blamed for that. */
    public static void fuzzerInitialize() throws IOException {
        String word = System.getProperty(TARGET, "");
        Fuzzing fuzzing = of(word);
        for (Path seed : corpus(word)) {
            fuzzing.take(Files.readAllBytes(seed));
        }
        chosen = Optional.of(fuzzing);
    }

    /** Called by the fuzzer with each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        chosen.orElseThrow().take(input);
    }

    /** The inputs that a target has in the repository, the build's folder being the working directory. */
    public static List<Path> corpus(String word) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fuzz", word))) {
            return files.sorted().toList();
        }
    }

    /** Gives an input to the target, and fails unless it took it, or complained in a way that a caller knows, in bounds. */
    public void take(byte[] input) {
        long taken = taking(input);
        if (taken > target.mostBytes()) {
            // classes may have been loaded, which takes far more than the input does
            taken = taking(input);
        }
        if (taken > target.mostBytes()) {
            throw new AssertionError("an input of " + input.length + " bytes took " + taken + " bytes from the heap");
        }
    }

    /** How many bytes it took from the heap. */
    private long taking(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.take(input);
        } catch (CorruptException | RefusedException | StoreException complaint) {
            requireWords(complaint);
        } catch (RuntimeException | Error finding) {
            throw finding;
        } catch (Exception finding) {
            throw new AssertionError("no complaint that callers know: " + finding, finding);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void requireWords(Exception complaint) {
        if (complaint.getMessage() == null || complaint.getMessage().length() < 10) {
            throw new AssertionError("a complaint without words", complaint);
        }
    }
}
