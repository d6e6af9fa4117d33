package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.peer.PeerMain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An observer's own directory: a note of what it observes, its files in {@code data}, and those of other histories, which
 * are set aside beside it and never deleted.
 */
final class ObserverFolder {

    /** Every one costs a whole state, and something is wrong when there are more. */
    static final int MOST_ASIDE = 3;

    private static final String MARK = "keepsake-observer";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ObserverSettings settings;
    private final Clock clock;

    ObserverFolder(ObserverSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Path root() {
        return settings.workDir();
    }

    /** Where the observer keeps what it was sent. */
    Path data() {
        return root().resolve("data");
    }

    Path log() {
        return root().resolve("observer.log");
    }

    Path socket() {
        return root().resolve(PeerMain.SOCKET);
    }

    /** Refuses a directory that is not an observer's own; an empty or absent one will become that. */
    void requireOwn() throws IOException {
        List<String> names = names();
        if (!names.isEmpty() && !names.contains(MARK)) {
            boolean servers = names.contains("version-2") || names.contains("myid") || names.contains("zoo.cfg");
            throw new RefusedException("'work-dir' " + root()
                    + (servers ? " is a ZooKeeper server's own" : " is in use")
                    + ": it holds " + String.join(", ", names.subList(0, Math.min(4, names.size())))
                    + ", and no " + MARK + "; name a directory that is empty or absent");
        }
        Optional<String> user = names.contains(MARK) ? Optional.empty() : RunningServer.using(root());
        if (user.isPresent()) {
            throw new RefusedException("'work-dir' " + root() + " is used by " + user.get() + "; name another one");
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.exists(root()) && !Files.isDirectory(root())) {
            throw new RefusedException("'work-dir' " + root() + " is no directory");
        }
        if (Files.isDirectory(root())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(root())) {
                entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            } catch (AccessDeniedException closed) {
                throw ServerDirectories.denied(root());
            }
        }
        names.sort(null);
        return names;
    }

    /** Whether a process observes here now. */
    boolean isTaken() throws IOException {
        Path file = root().resolve(PeerMain.LOCK);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** Makes everything ready for a new process; returns why an older state was set aside, if it was. */
    Optional<String> prepare() throws IOException {
        requireOwn();
        make(root());
        Optional<String> foreign = foreign().or(this::judgedForeign);
        if (foreign.isPresent()) {
            setAside(foreign.get());
        }
        Files.deleteIfExists(root().resolve(PeerMain.VERDICT));
        make(data());
        Files.writeString(data().resolve("myid"), settings.serverId() + "\n");
        Files.write(root().resolve(MARK), mark());
        takeBackPromise();
        return foreign;
    }

    private static void make(Path directory) throws IOException {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (AccessDeniedException e) {
            throw new RefusedException("no permission to make " + directory + " as " + Reader.current()
                    + "; make it and give it to that user, or set 'work-dir'");
        }
    }

    private List<String> mark() {
        List<String> lines = new ArrayList<>(List.of("cluster " + settings.cluster()));
        settings.servers().forEach(server -> lines.add("server " + server.electionAddress()));
        return lines;
    }

    /** Why what is here belongs to another ensemble than the one to be observed; servers come and go, but not all at once. */
    Optional<String> foreign() throws IOException {
        Path file = root().resolve(MARK);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Set<String> before = new HashSet<>(Files.readAllLines(file));
        if (!before.contains(mark().get(0))) {
            return Optional.of("it observed another cluster than " + settings.cluster());
        }
        before.retainAll(mark().subList(1, mark().size()));
        return before.isEmpty()
                ? Optional.of("it observed an ensemble of which none of 'servers' is a part")
                : Optional.empty();
    }

    private Optional<String> judgedForeign() {
        return verdict().filter(Verdict::aside).map(Verdict::why);
    }

    /**
     * What the last process left word of.
     *
     * @param aside whether its files are not to be gone on with
     */
    record Verdict(boolean aside, String why) {}

    Optional<Verdict> verdict() {
        try {
            List<String> lines = Files.readAllLines(root().resolve(PeerMain.VERDICT));
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new Verdict(lines.get(0).equals("aside"), lines.get(1)));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private void setAside(String why) throws IOException {
        if (!Files.isDirectory(data().resolve(ServerDirectories.VERSION))) {
            return;
        }
        long there = aside();
        if (there >= MOST_ASIDE) {
            throw new RefusedException(
                    "the observer's files in " + data() + " are of no use (" + why + "), and " + there
                            + " earlier states were set aside in " + root()
                            + " already (aside-*): find out why, and remove what"
                            + " nobody needs");
        }
        Path place = root().resolve("aside-" + STAMP.format(Instant.now(clock)));
        Files.move(data(), place);
        Files.writeString(place.resolve("why"), why + "\n");
    }

    /** How many states of other histories lie here. */
    long aside() throws IOException {
        return names().stream().filter(name -> name.startsWith("aside-")).count();
    }

    /**
     * An observer's promise to follow no leader of an earlier epoch binds nobody, but a leader that is being elected
     * counts it, and would begin a later epoch than its own servers call for ({@code Leader.getEpochToPropose}).
     */
    private void takeBackPromise() throws IOException {
        ServerDirectories directories = directories();
        OptionalLong lived = directories.epoch("currentEpoch");
        OptionalLong promised = directories.epoch("acceptedEpoch");
        if (lived.isPresent() && promised.isPresent() && promised.getAsLong() > lived.getAsLong()) {
            Files.writeString(directories.snapshots().resolve("acceptedEpoch"), Long.toString(lived.getAsLong()));
        }
    }

    /** When and how a leader last brought it up to date with a hole in its log; empty when that never was. */
    Optional<String> lastSync() throws IOException {
        Path file = root().resolve(PeerMain.SYNCS);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream().reduce((earlier, later) -> later);
    }

    ServerDirectories directories() {
        return new ServerDirectories(data(), data());
    }
}
