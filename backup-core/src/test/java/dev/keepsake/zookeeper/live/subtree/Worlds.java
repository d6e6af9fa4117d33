package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Random trees that are alike enough to share znodes, and random changes of them. */
final class Worlds {

    static final String OPEN = "world:anyone:cdrwa";
    static final long TTL = 0xff00_0000_0000_0000L | 60_000;

    private static final List<List<String>> LISTS = List.of(
            List.of(OPEN),
            List.of("world:anyone:r"),
            List.of("digest:a:b=:cdrwa", "world:anyone:r"),
            List.of("ip:::1:r"));

    private final Random random;

    Worlds(Random random) {
        this.random = random;
    }

    /** Where the seeds of a test come from; {@code -Dkeepsake.seed} repeats them all. */
    static Random seeds(String test) {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println(test + ": -Dkeepsake.seed=" + seed);
        return new Random(seed);
    }

    /** An ensemble with a subtree {@code /app}, and something beside it. */
    ModelEnsemble ensemble() {
        ModelEnsemble ensemble = new ModelEnsemble(random.nextBoolean());
        ensemble.create("/beside", bytes("beside"), List.of(OPEN), PastZnode.Kind.PERSISTENT, 0);
        if (random.nextInt(8) > 0) {
            ensemble.create("/app", data(), list(), PastZnode.Kind.PERSISTENT, 0);
            for (int i = random.nextInt(40); i > 0; i--) {
                change(ensemble);
            }
        }
        return ensemble;
    }

    /** One change of somebody else, at or below {@code /app}. */
    void change(ModelEnsemble ensemble) {
        List<String> paths = ensemble.all().keySet().stream()
                .filter(path -> PathOrder.isWithin(path, "/app"))
                .toList();
        if (paths.isEmpty()) {
            ensemble.create("/app", data(), list(), PastZnode.Kind.PERSISTENT, 0);
            return;
        }
        String path = paths.get(random.nextInt(paths.size()));
        PastZnode znode = ensemble.at(path);
        int choice = random.nextInt(10);
        if (choice < 5) {
            create(ensemble, path + "/" + (char) ('a' + random.nextInt(4)), znode);
        } else if (choice < 7) {
            ensemble.set(path, data());
        } else if (choice < 8) {
            ensemble.secure(path, list());
        } else if (znode.children() == 0) {
            ensemble.delete(path);
            if (random.nextBoolean()) {
                // born again, with the version that the guard of its predecessor may ask for
                ensemble.create(path, data(), list(), PastZnode.Kind.PERSISTENT, 0);
            }
        }
    }

    private void create(ModelEnsemble ensemble, String path, PastZnode parent) {
        if (ensemble.has(path) || parent.kind() == PastZnode.Kind.EPHEMERAL || path.length() > 14) {
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> ensemble.create(path, data(), list(), PastZnode.Kind.EPHEMERAL, ModelEnsemble.SOMEBODY);
            case 1 -> ensemble.create(path, data(), list(), PastZnode.Kind.CONTAINER, Long.MIN_VALUE);
            case 2 -> ensemble.create(path, data(), list(), PastZnode.Kind.TTL, TTL);
            default -> ensemble.create(path, data(), list(), PastZnode.Kind.PERSISTENT, 0);
        }
    }

    private byte @Nullable [] data() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes("x".repeat(random.nextInt(1_500)));
            case 3 -> new byte[] {(byte) 0xff, (byte) random.nextInt(3)};
            default -> bytes("v" + random.nextInt(3));
        };
    }

    private List<String> list() {
        return LISTS.get(random.nextInt(3) > 0 ? 0 : random.nextInt(LISTS.size()));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a client could give back: no zxids, no versions. */
    static SortedMap<String, String> contents(Map<String, PastZnode> znodes) {
        SortedMap<String, String> contents = new TreeMap<>();
        znodes.forEach((path, znode) ->
                contents.put(path, znode.kind() + " " + Arrays.toString(znode.data()) + " " + znode.acl()));
        return contents;
    }

    /** The same without the kind, which no write changes. */
    static SortedMap<String, String> held(Map<String, PastZnode> znodes) {
        SortedMap<String, String> held = new TreeMap<>();
        znodes.forEach((path, znode) -> held.put(path, Arrays.toString(znode.data()) + " " + znode.acl()));
        return held;
    }

    /** The znodes that are no session's. */
    static SortedMap<String, PastZnode> lasting(Map<String, PastZnode> znodes) {
        SortedMap<String, PastZnode> lasting = new TreeMap<>(PathOrder.PARENTS_FIRST);
        znodes.forEach((path, znode) -> {
            if (znode.kind() != PastZnode.Kind.EPHEMERAL) {
                lasting.put(path, znode);
            }
        });
        return lasting;
    }

    /** Those at or below a path. */
    static SortedMap<String, PastZnode> below(Map<String, PastZnode> znodes, String path) {
        SortedMap<String, PastZnode> below = new TreeMap<>(PathOrder.PARENTS_FIRST);
        new ArrayList<>(znodes.values()).forEach(znode -> {
            if (PathOrder.isWithin(znode.path(), path)) {
                below.put(znode.path(), znode);
            }
        });
        return below;
    }
}
