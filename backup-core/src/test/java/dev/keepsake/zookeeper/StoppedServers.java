package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Share;
import dev.keepsake.job.BackupJob;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.server.DataTree;

/** An archive that backups of stopped servers go to, and are restored from. */
final class StoppedServers {

    private static final AtomicInteger MADE = new AtomicInteger();

    final Catalog catalog;
    private final Catalog written;
    private final ObjectStore store;
    private OptionalInt size = OptionalInt.empty();
    private Set<String> voters = Set.of();
    private Optional<String> unseen = Optional.empty();

    StoppedServers(ObjectStore store) {
        this.store = store;
        this.catalog = new Catalog(store, SealKeys.ofRestorer(), "prod", new Random(7));
        this.written = new Catalog(store, SealKeys.ofAgent(), "prod", new Random(7));
    }

    /** From now on this cannot be seen of running servers. */
    StoppedServers unableToSee(String what) {
        unseen = Optional.of(what);
        return this;
    }

    /** From now on a person says which servers vote. */
    StoppedServers ofVoters(String... ids) {
        voters = Set.of(ids);
        return this;
    }

    /** From now on a person says how many servers there are. */
    StoppedServers ofSize(int servers) {
        size = OptionalInt.of(servers);
        return this;
    }

    Manifest backUp(DiskServer... servers) throws IOException {
        List<ServerDirectories> directories = new ArrayList<>();
        for (DiskServer server : servers) {
            directories.add(new ServerDirectories(server.dataDir, server.logDir));
        }
        BackupId id = BackupId.byHand(store.now(), String.format("s%05d", MADE.incrementAndGet()));
        OfflineSource source = new OfflineSource("zk", directories, size, voters, () -> unseen);
        return new BackupJob(written, List.of(source), "test", Archive.NOBODY)
                .run(new BackupJob.Request(id, null, "node-1", List.of("node-1")));
    }

    /** The share of the one source. */
    Share share(DiskServer... servers) throws IOException {
        return backUp(servers).shares().get(0).share();
    }

    /** The hash of what a restore would write. */
    String hash(Manifest manifest, boolean withUnproven) throws IOException {
        return plan(manifest, withUnproven).hash();
    }

    RestorePlan plan(Manifest manifest, boolean withUnproven) throws IOException {
        Manifest.NodeShare share = manifest.shares().get(0);
        Path blank = Files.createTempDirectory("blank");
        SeedTarget target = new SeedTarget(new SeedOptions(
                blank,
                blank,
                share.share().end(withUnproven),
                catalog.fence(manifest).epoch(),
                SessionPolicy.DROP,
                Optional.empty(),
                Optional.of("3.9.5"),
                true));
        ArtefactSource source =
                withUnproven ? catalog.sourceWithUnproven(share, Progress.NONE) : catalog.source(share, Progress.NONE);
        source.sendTo(target);
        return target.plan();
    }

    void assertRestores(Manifest manifest, DiskServer server) throws IOException {
        assertThat(hash(manifest, false)).isEqualTo(hashOf(server.tree, server));
    }

    /** The hash of a server's tree as it stands. */
    static String hashOf(DataTree tree, DiskServer server) throws IOException {
        return Seed.of(ServerTree.copyOf(tree, server.sessions), SessionPolicy.DROP)
                .hash();
    }
}
