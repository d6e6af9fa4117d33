package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Drilled;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A restore into a real server that nobody uses, in a directory that is removed again. */
public final class Drill implements ArtefactDrill {

    private static final String DATA = "data";

    private final ServerJars jars;
    private final Path folder;
    private final Duration limit;
    private final SeedTarget target;
    private final Pause pause;
    private final long begun = System.nanoTime();
    private final List<DrillServer> servers = new ArrayList<>();
    private boolean closed;

    private Drill(ServerJars jars, Path folder, Zxid moment, long epoch, Duration limit, Pause pause) {
        this.jars = jars;
        this.folder = folder;
        this.limit = limit;
        this.pause = pause;
        Path data = folder.resolve(DATA);
        this.target = new SeedTarget(
                new SeedOptions(data, data, moment, epoch, SessionPolicy.DROP, Optional.empty(), jars.version(), true));
    }

    /**
     * A drill with the server of an installation, or with the one that Keepsake's own distribution holds.
     *
     * @param home where ZooKeeper is installed
     * @param lib where the distribution's jars are
     * @param work where the temporary directory is made
     * @param limit how long the server may take until it serves
     */
    public static Drill in(
            Optional<Path> home, Path lib, Path work, Zxid moment, long epoch, Duration limit, Pause pause)
            throws IOException {
        ServerJars jars = jars(home, lib, work);
        try {
            Path folder = Files.createTempDirectory(work, "keepsake-drill-").toRealPath();
            return new Drill(jars, folder, moment, epoch, limit, pause);
        } catch (IOException full) {
            throw DrillFault.refused(full + "; make room in " + work + ", or name another directory with --work-dir");
        }
    }

    /** Which server a drill would start; refuses what it would refuse. */
    public static String server(Optional<Path> home, Path lib, Path work) throws IOException {
        return name(jars(home, lib, work));
    }

    private static ServerJars jars(Optional<Path> home, Path lib, Path work) throws IOException {
        ServerJars jars = home.isPresent() ? ServerJars.in(home.get()) : ServerJars.shipped(lib);
        if (!Files.isDirectory(work) || !Files.isWritable(work)) {
            throw new RefusedException(work + " is no directory that "
                    + Reader.current().name() + " may write to; name another one with --work-dir");
        }
        return jars;
    }

    @Override
    public Optional<Mark> end() {
        return target.end();
    }

    @Override
    public void begin(TapeStart start) throws IOException {
        target.begin(start);
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return target.baseWanted();
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        target.receive(artefact);
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        target.describe(facts);
    }

    @Override
    public Drilled run() throws IOException {
        RestorePlan plan = target.plan();
        write(plan);
        long restored = System.nanoTime();
        DrillServer started = start(DATA);
        Optional<DrillClient> connected = started.connect(limit, pause);
        long ready = System.nanoTime();
        if (connected.isEmpty()) {
            String problem = "the server does not serve what was restored: " + started.lastWords();
            requireOfBackup(started);
            return new Drilled(name(jars), 0, 0, millis(begun, restored), 0, 0, plan.lines(), List.of(problem));
        }
        try (DrillClient client = connected.get()) {
            ReadBack reading = readBack(client, started);
            return new Drilled(
                    name(jars),
                    reading.znodes(),
                    reading.fields(),
                    millis(begun, restored),
                    millis(restored, ready),
                    millis(ready, System.nanoTime()),
                    plan.lines(),
                    reading.problems());
        }
    }

    /** Everything was proven before, so what does not read back now is this machine's disk. */
    private void write(RestorePlan plan) throws IOException {
        try {
            target.apply(plan);
        } catch (CorruptException disk) {
            throw DrillFault.refused(String.valueOf(disk.getMessage()));
        }
    }

    private void requireOfBackup(DrillServer silent) throws IOException {
        requireNotEnded();
        try {
            DrillFault.requireOfBackup(silent, () -> start("blank"), limit, pause);
        } finally {
            // the server that was to be compared with may have been ended by who ends the drill
            requireNotEnded();
        }
    }

    /** A connection that breaks off is the end of the server, or of this machine's patience; neither is of the backup. */
    private ReadBack readBack(DrillClient client, DrillServer started) throws IOException {
        ReadBack reading = new ReadBack(client);
        try {
            reading.compare(target.tree());
        } catch (CorruptException nonsense) {
            throw nonsense;
        } catch (IOException broken) {
            requireNotEnded();
            if (Thread.currentThread().isInterrupted()) {
                throw broken;
            }
            throw DrillFault.refused("the connection to the server broke while it was read back (" + broken + "): "
                    + started.lastWords() + "; run again");
        }
        return reading;
    }

    private static String name(ServerJars jars) {
        return "ZooKeeper " + jars.version().orElse("of an unknown version");
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    /** Nothing may be started any more after somebody has ended the drill. */
    private synchronized DrillServer start(String name) throws IOException {
        requireNotEnded();
        try {
            Path data = Files.createDirectories(folder.resolve(name));
            DrillServer started =
                    DrillServer.start(jars, Files.createDirectory(folder.resolve(name + "-server")), data);
            servers.add(started);
            return started;
        } catch (IOException machine) {
            throw DrillFault.refused("the server could not be started: " + machine);
        }
    }

    private synchronized void requireNotEnded() throws IOException {
        if (closed) {
            throw new IOException("the drill was ended");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        servers.forEach(DrillServer::close);
        remove();
    }

    private void remove() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
