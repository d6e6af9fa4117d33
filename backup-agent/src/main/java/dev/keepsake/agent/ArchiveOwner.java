package dev.keepsake.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether whom the agent's state belongs to can add to an archive in a directory, which somebody else may just have made. */
final class ArchiveOwner {

    private ArchiveOwner() {}

    /** What is to be done about it; empty where nothing is, or where nobody can tell. */
    static Optional<String> trouble(URI store, Path stateDir) {
        if (!"file".equals(store.getScheme())) {
            return Optional.empty();
        }
        try {
            Path archive = Path.of(store);
            String owner = Files.getOwner(archive).getName();
            String agent = Files.getOwner(stateDir).getName();
            return owner.equals(agent)
                    ? Optional.empty()
                    : Optional.of("the archive in " + archive + " belongs to '" + owner + "', and the agent's "
                            + stateDir
                            + " to '" + agent + "', who cannot add to it: no backup comes about by itself until, as"
                            + " root:  chown -R " + agent + ": " + archive);
        } catch (IOException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
