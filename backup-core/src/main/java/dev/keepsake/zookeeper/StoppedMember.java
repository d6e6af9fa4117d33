package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One stopped server's files, held open.
 *
 * @param id its number, where {@code myid} tells it
 * @param currentEpoch the last epoch whose leader it followed through the sync
 * @param acceptedEpoch the last epoch that it promised to a leader
 * @param files its logs and newest snapshots
 * @param rule what its files prove
 * @param unreadable which of the two epochs are there but cannot be read, and why, in words; empty when none
 */
record StoppedMember(
        ServerDirectories directories,
        Optional<String> id,
        OptionalLong currentEpoch,
        OptionalLong acceptedEpoch,
        PinnedFiles files,
        StepRule rule,
        String unreadable)
        implements Closeable {

    /** Pins the files of a server, those that hold a given transaction among them. */
    static StoppedMember open(ServerDirectories directories, Zxid from) throws IOException {
        Optional<String> id = directories.serverId();
        List<String> unreadable = new ArrayList<>();
        OptionalLong current = epoch(directories, "currentEpoch", unreadable);
        OptionalLong accepted = epoch(directories, "acceptedEpoch", unreadable);
        PinnedFiles files = PinnedFiles.pin(directories, from);
        return new StoppedMember(
                directories, id, current, accepted, files, StepRule.ofStopped(files), String.join("; ", unreadable));
    }

    /** A server without an epoch does not vote; its logs and snapshots are as good as ever. */
    private static OptionalLong epoch(ServerDirectories directories, String file, List<String> unreadable) {
        try {
            return directories.epoch(file);
        } catch (IOException e) {
            unreadable.add(String.valueOf(e.getMessage()));
            return OptionalLong.empty();
        }
    }

    /** Refuses directories that somebody uses. */
    static void requireStopped(ServerDirectories directories) throws IOException {
        for (Path directory : List.of(directories.dataDir(), directories.dataLogDir())) {
            Optional<String> user = RunningServer.using(directory);
            if (user.isPresent()) {
                throw new RefusedException("--offline is for stopped servers, but " + directory + " is in use: "
                        + user.get() + "; capture it without --offline, or stop it");
            }
        }
    }

    /** Whether it was ever a member of an ensemble, or was restored: standalone servers write no epochs. */
    boolean hasEpochs() {
        return currentEpoch.isPresent() || acceptedEpoch.isPresent() || !unreadable.isEmpty();
    }

    /** Whether it can say what it agreed to: it has a number, and both epochs. */
    boolean canVote() {
        return id.isPresent() && currentEpoch.isPresent() && acceptedEpoch.isPresent();
    }

    /** The last moment before an epoch's first transaction of which there is a snapshot. Only an established leader names one so. */
    Zxid electionSeen() {
        return files.snapshotNames().stream()
                .filter(name -> name.counter() == 0)
                .reduce(new Zxid(0), WindowRule::larger);
    }

    /** The lowest zxid in the name of any of its files; empty when it has none. */
    Optional<Zxid> begin() throws IOException {
        Optional<Zxid> log = directories.list(ServerFile.Kind.LOG).stream()
                .map(ServerFile::zxid)
                .findFirst();
        return Stream.concat(log.stream(), files.snapshotNames().stream()).min(Zxid::compareTo);
    }

    /** The zxid in the name of its newest snapshot. */
    Zxid newestSnapshot() {
        return files.snapshotNames().stream().reduce(new Zxid(0), WindowRule::larger);
    }

    /** What a message calls it. */
    String label() {
        return id.map(number -> "server " + number + " in ").orElse("") + directories.dataDir();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
