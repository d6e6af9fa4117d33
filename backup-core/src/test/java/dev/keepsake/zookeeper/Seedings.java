package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trees made by hand, seeded without an archive in between. */
final class Seedings {

    static final Zxid MOMENT = Zxid.of(1, 9);
    static final long EPOCH = 1001;
    static final long SESSION = 0x1_0000_1234L;

    private Seedings() {}

    /** A tree of a root and these znodes below it, each with one open access list and no owner. */
    static ZnodeTree tree(String... names) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        tree.znode("", new byte[0], -1, stat(Owner.NOBODY));
        for (String name : names) {
            tree.znode("/" + name, new byte[] {1, 2, 3}, -1, stat(Owner.NOBODY));
        }
        return tree;
    }

    static ZnodeStat stat(long owner) {
        return new ZnodeStat(MOMENT.value(), MOMENT.value(), 1000, 1000, 0, 7, 0, owner, MOMENT.value());
    }

    static SeedOptions options(Path directory) {
        return options(directory, directory);
    }

    static SeedOptions options(Path dataDir, Path logDir) {
        return new SeedOptions(
                dataDir, logDir, MOMENT, EPOCH, SessionPolicy.DROP, Optional.empty(), Optional.empty(), false);
    }

    static SeedOptions options(Path directory, Optional<String> version, boolean extendedTypes) {
        return new SeedOptions(
                directory, directory, MOMENT, EPOCH, SessionPolicy.DROP, Optional.empty(), version, extendedTypes);
    }

    static SeedOptions expecting(Path directory, String hash) {
        return new SeedOptions(
                directory, directory, MOMENT, EPOCH, SessionPolicy.DROP, Optional.of(hash), Optional.empty(), false);
    }

    static SeedOptions keeping(Path directory) {
        return new SeedOptions(
                directory, directory, MOMENT, EPOCH, SessionPolicy.KEEP, Optional.empty(), Optional.empty(), false);
    }

    /** A target that a base with this tree was sent to. */
    static SeedTarget sent(ZnodeTree tree, SeedOptions options) throws IOException {
        SeedTarget target = new SeedTarget(options);
        target.begin(new TapeStart(TapeStart.Reason.FIRST, "by hand", new TreeMap<>()));
        byte[] snapshot = snapshot(tree);
        target.receive(new Artefact(
                Artefact.Kind.BASE,
                MOMENT,
                MOMENT,
                snapshot.length,
                new TreeMap<>(),
                () -> new ByteArrayInputStream(snapshot)));
        return target;
    }

    /** Seeds a server. */
    static RestorePlan seed(ZnodeTree tree, SeedOptions options) throws IOException {
        SeedTarget target = sent(tree, options);
        RestorePlan plan = target.plan();
        target.apply(plan);
        return plan;
    }

    /** A snapshot of the tree as it stands, whatever a restore would say of it. */
    static byte[] snapshot(ZnodeTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Seed(tree, Census.of(tree), Optional.empty(), "", 0).writeTo(out);
        return out.toByteArray();
    }

    /** Everything below a directory, by names relative to it. */
    static List<String> content(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
