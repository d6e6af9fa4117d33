package dev.keepsake.cli;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.WebSystems;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.testkit.ServerOnDisk;
import dev.keepsake.testkit.SrvrAnswer;
import dev.keepsake.testkit.Unwatched;
import dev.keepsake.zookeeper.MemberSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An archive in a directory, with backups of a server in another one. */
final class SampleArchive {

    private static final String CLUSTER = "prod";

    private final Path place;
    final ServerOnDisk server;
    private Keys keys = Keys.NONE;

    SampleArchive(Path directory) throws IOException {
        this.place = directory.resolve("store");
        this.server = new ServerOnDisk(directory.resolve("source"));
    }

    /** The same archive, with another server, whose znodes have other values. */
    SampleArchive cloned(Path directory, String values) throws IOException {
        return new SampleArchive(place, new ServerOnDisk(directory, values));
    }

    private SampleArchive(Path place, ServerOnDisk server) {
        this.place = place;
        this.server = server;
    }

    /** From now on its agents have these keys. */
    SampleArchive sealedWith(Keys agents) {
        keys = agents;
        return this;
    }

    Path place() {
        return place;
    }

    /** Backs up the server as one that stands alone and is stopped. */
    Manifest backUp(String id, @Nullable String label) throws IOException {
        return run(id, label, stopped(server));
    }

    /** Backs up anything else. */
    Manifest backUpFrom(ArtefactSource source, String id) throws IOException {
        return run(id, null, source);
    }

    private static ArtefactSource stopped(ServerOnDisk server) {
        return server.stopped("zk");
    }

    /** Backs up the server as a member of an ensemble, after at least one other backup. */
    Manifest backUpMember(String id) throws IOException {
        try (SrvrAnswer answer = new SrvrAnswer("follower", server.last())) {
            return run(
                    id,
                    null,
                    MemberSource.running(
                            "zk", server.directory(), server.directory(), "127.0.0.1", answer.port(), Pause.REAL));
        }
    }

    /** Backs up the server by the agent of another node. */
    Manifest backUpAs(String node, String id) throws IOException {
        return run(node, id, null, stopped(server));
    }

    /** Backs up something else, by the agent of a node. */
    Manifest backUp(String node, String id, Source source) throws IOException {
        return run(node, id, null, source);
    }

    /** Backs up the server as a member of an ensemble, with other sources of the same node. */
    Manifest backUpMember(String id, List<Source> others) throws IOException {
        try (SrvrAnswer answer = new SrvrAnswer("follower", server.last())) {
            List<Source> all = new ArrayList<>(others);
            all.add(MemberSource.running(
                    "zk", server.directory(), server.directory(), "127.0.0.1", answer.port(), Pause.REAL));
            return run("master-1", id, null, all);
        }
    }

    private Manifest run(String id, @Nullable String label, ArtefactSource source) throws IOException {
        return run("master-1", id, label, source);
    }

    private Manifest run(String node, String id, @Nullable String label, Source source) throws IOException {
        return run(node, id, label, List.of(source));
    }

    private Manifest run(String node, String id, @Nullable String label, List<Source> sources) throws IOException {
        try (FileStore store = FileStore.create(place)) {
            Catalog catalog = new Catalog(store, keys, CLUSTER, new Random(id.hashCode()));
            Capture capture = new Capture(catalog, sources, "0.1-test", new Unwatched(), WebSystems.crossCheck());
            BackupJob job = new BackupJob(catalog, capture);
            return job.run(new BackupJob.Request(new BackupId(id), label, node, List.of(node)));
        }
    }

    /** Runs the program on this archive. */
    Run run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--store", place.toUri().toString(), "--cluster", CLUSTER));
        words.addAll(List.of(arguments));
        return Run.of(words.toArray(new String[0]));
    }
}
