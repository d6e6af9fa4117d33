package dev.keepsake.zookeeper;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Coverage;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.VerifyJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.Unwatched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.jspecify.annotations.Nullable;

/** An archive that backups of a {@link DiskServer} go to, and are restored from. */
final class Archive {

    /** Is told what a backup does, and tells nobody. */
    static final BackupJob.Watcher NOBODY = new Unwatched();

    /** Ids must differ also among archives over one store. */
    private static final AtomicInteger MADE = new AtomicInteger();

    /** What somebody who restores has. */
    final Catalog catalog;

    /** What agents have, which write. */
    final Catalog written;

    private final ObjectStore store;

    Archive(ObjectStore store) {
        this(store, SealKeys.ofAgent(), SealKeys.ofRestorer());
    }

    /** With these keys, whatever the run. */
    Archive(ObjectStore store, Keys agent, Keys restorer) {
        this.store = store;
        this.catalog = new Catalog(store, restorer, "prod", new Random(7));
        this.written = new Catalog(store, agent, "prod", new Random(7));
    }

    /** Makes a backup and returns the share of the server. */
    Share backUp(DiskServer server) throws IOException {
        return manifestOf(server).shares().get(0).share();
    }

    /** Makes a backup. */
    Manifest manifestOf(DiskServer server) throws IOException {
        return manifestOf(server, "node-1");
    }

    /** Makes a backup by the agent of a node. */
    Manifest manifestOf(DiskServer server, String node) throws IOException {
        BackupJob job = new BackupJob(written, List.of(server.source()), "test", NOBODY);
        return job.run(new BackupJob.Request(newId(), null, node, List.of(node)));
    }

    /** What the tapes hold. */
    Coverage coverage() throws IOException {
        return catalog.coverage(new LogHistory());
    }

    /** The moments of the only ensemble. */
    Moments moments() throws IOException {
        return moments(null);
    }

    /** The moments of a tape or a node. */
    Moments moments(@Nullable String tape) throws IOException {
        return catalog.moments(coverage(), new LogHistory(), Optional.ofNullable(tape));
    }

    /** The hash of what a restore of a moment would write. */
    String hashAt(Chosen chosen) throws IOException {
        Path blank = Path.of("no", "such", "directory").toAbsolutePath();
        SeedTarget target = blank(chosen.shares().get(0), 5_000, blank);
        catalog.source(chosen, chosen.shares().get(0), Progress.NONE).sendTo(target);
        return target.plan().hash();
    }

    /** The objects with this in their key, in order. */
    List<StoredObject> objects(String part) throws IOException {
        return store.list("", "").all().stream()
                .filter(object -> object.key().value().contains(part))
                .toList();
    }

    /** One of the objects of a node's tape with this in their key, by its place in their order. */
    StoredObject object(String node, String part, int index) throws IOException {
        return objects(part).stream()
                .filter(object -> object.key().value().contains("/zk/" + node + "/"))
                .toList()
                .get(index);
    }

    /** Removes it. */
    void lose(String node, String part, int index) throws IOException {
        lose(object(node, part, index));
    }

    /** Removes an object. */
    void lose(StoredObject object) throws IOException {
        store.delete(object.key());
    }

    /** Puts other bytes in an object's place. */
    void replace(StoredObject object, byte[] bytes) throws IOException {
        store.delete(object.key());
        store.putIfAbsent(object.key(), bytes);
    }

    /** An object's bytes. */
    byte[] bytes(StoredObject object) throws IOException {
        return store.open(object.key(), 0).readAllBytes();
    }

    /** Makes one backup of what others have. */
    Manifest join(Manifest... others) throws IOException {
        BackupId id = newId();
        List<Part> parts =
                Arrays.stream(others).flatMap(other -> other.parts().stream()).toList();
        for (Part part : parts) {
            written.parts(id).put(part);
        }
        List<String> nodes = parts.stream().map(Part::node).toList();
        written.commit(written.manifest(id, null, "test", nodes, true, parts));
        return catalog.read(id);
    }

    private BackupId newId() throws IOException {
        return BackupId.byHand(store.now(), String.format("%06d", MADE.incrementAndGet()));
    }

    /** Looks at a backup. */
    Proof verify(BackupId id, Proof.Level level) throws IOException {
        return verify(new VerifyJob.Request(id, level, Optional.empty()));
    }

    /** Looks at a backup or one share of it. */
    Proof verify(VerifyJob.Request request) throws IOException {
        return new VerifyJob(catalog, new TapeProof(), Progress.NONE, "here").run(request);
    }

    /** Restores a backup onto a blank server and returns what ZooKeeper's own classes load from there. */
    Map<String, ServerTree.Node> restore(Manifest manifest, Path directory) throws IOException {
        SeedTarget target = target(manifest, directory);
        RestorePlan plan = target.plan();
        target.apply(plan);
        DataTree tree = new DataTree();
        new FileSnap(directory.resolve("version-2").toFile()).deserialize(tree, new HashMap<>());
        return ServerTree.nodesOf(tree);
    }

    /** What the archive says of the tape that was begun last. */
    String newestTape() throws IOException {
        String newest = "";
        for (StoredObject object : store.list("", "").all()) {
            if (object.key().value().endsWith("/tape.json")) {
                newest = new String(store.open(object.key(), 0).readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return newest;
    }

    /** How many stored objects have this in their key. */
    long count(String part) throws IOException {
        return store.list("", "").all().stream()
                .filter(object -> object.key().value().contains(part))
                .count();
    }

    /** A target that everything was sent to. */
    SeedTarget target(Manifest manifest, Path directory) throws IOException {
        return target(manifest.shares().get(0), catalog.fence(manifest).epoch(), directory);
    }

    /** The same of a share of anything. */
    SeedTarget target(Manifest.NodeShare share, long epoch, Path directory) throws IOException {
        SeedTarget target = blank(share, epoch, directory);
        catalog.source(share, Progress.NONE).sendTo(target);
        return target;
    }

    private static SeedTarget blank(Manifest.NodeShare share, long epoch, Path directory) {
        return new SeedTarget(new SeedOptions(
                directory,
                directory,
                share.share().through(),
                epoch,
                SessionPolicy.DROP,
                Optional.empty(),
                Optional.of("3.9.5"),
                true));
    }

    /** The newest backup is the server's tree as it stands. */
    void assertRestores(DiskServer server) throws IOException {
        Path directory = Files.createTempDirectory("restored");
        ServerTree.assertSame(restore(catalog.newest().orElseThrow(), directory), ServerTree.nodesOf(server.tree));
    }
}
