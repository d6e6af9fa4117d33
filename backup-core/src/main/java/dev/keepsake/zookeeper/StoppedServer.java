package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Answers for a stopped standalone server: whatever its log holds was committed when it was written, since there was
 * nobody else to ask. A stopped member of an ensemble is refused: the end of its log may never have been agreed on.
 */
final class StoppedServer implements StatusAnswer {

    /** Nothing in the files says which version wrote them. */
    private static final String UNKNOWN_VERSION = "0";

    private final ServerDirectories directories;

    StoppedServer(ServerDirectories directories) {
        this.directories = directories;
    }

    @Override
    public ServerStatus ask() throws IOException {
        for (Path directory : List.of(directories.dataDir(), directories.dataLogDir())) {
            Optional<String> user = RunningServer.using(directory);
            if (user.isPresent()) {
                throw new RefusedException("--offline is for stopped servers, but " + directory + " is in use: "
                        + user.get() + "; capture it without --offline, or stop it");
            }
        }
        if (directories.epoch("currentEpoch").isPresent()) {
            throw new RefusedException("the files in " + directories.snapshots()
                    + " are those of one member of an ensemble, or were restored;"
                    + " alone they cannot say which of its last transactions were committed. Start the ensemble and capture"
                    + " it without --offline; --offline takes standalone servers");
        }
        return new ServerStatus(ServerStatus.Mode.STANDALONE, lastZxid(), UNKNOWN_VERSION);
    }

    private Zxid lastZxid() throws IOException {
        try (PinnedFiles files = PinnedFiles.pin(directories, new Zxid(0))) {
            int last = files.logs().size() - 1;
            Zxid reached = new Zxid(0);
            LogWalk walk = new LogWalk(files, (before, next, damage) -> true, Math.max(0, last - 1), 0);
            for (var step = walk.next(); step.isPresent(); step = walk.next()) {
                reached = step.get().record().zxid();
            }
            for (PinnedFiles.Pinned snapshot : files.snapshots()) {
                reached = reached.compareTo(snapshot.zxid()) < 0 ? snapshot.zxid() : reached;
            }
            return reached;
        }
    }
}
