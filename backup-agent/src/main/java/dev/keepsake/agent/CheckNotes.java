package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.VersionedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What fails no backup, and what somebody would wish to have known before a disaster. */
final class CheckNotes {

    /** Whether a bucket keeps what is deleted. */
    @FunctionalInterface
    interface Asked {
        boolean keepsVersions() throws StoreException;
    }

    private CheckNotes() {}

    /** One sentence each; {@code catalog} is of the open store. */
    static List<String> of(AgentConfig config, ObjectStore store, Catalog catalog) throws IOException {
        List<String> notes = new ArrayList<>();
        beside(config.store().url(), config.stateDir()).ifPresent(notes::add);
        if (store instanceof VersionedStore bucket) {
            versions(bucket::keepsVersions).ifPresent(notes::add);
        }
        if (catalog.exists()
                && catalog.tools().list().stream().allMatch(one -> one.tool().isEmpty())) {
            notes.add("the archive holds no Keepsake to restore with (tools/), so that a bare machine needs it from"
                    + " elsewhere: 'keepsake tool put FILE' stores a distribution"
                    + (config.daemon().keepTool() ? ", or the agent does, of what lies in its 'tools' directory" : ""));
        }
        return notes;
    }

    /** Whoever cleans up the state directory, or loses its disk, loses the archive with it. */
    static Optional<String> beside(URI store, Path stateDir) {
        boolean inside = "file".equals(store.getScheme())
                && Path.of(store)
                        .toAbsolutePath()
                        .normalize()
                        .startsWith(stateDir.toAbsolutePath().normalize());
        return inside
                ? Optional.of("the archive in " + Path.of(store) + " is inside the state directory " + stateDir
                        + ": whoever clears that, or a disk that is lost with it, takes all backups along; put it"
                        + " elsewhere, best on another machine")
                : Optional.empty();
    }

    /** Where nobody may ask, that is said. */
    static Optional<String> versions(Asked bucket) throws StoreException {
        try {
            return bucket.keepsVersions()
                    ? Optional.empty()
                    : Optional.of(
                            "the bucket keeps no versions: whoever may delete or overwrite there does so for good;"
                                    + " turn on its versioning");
        } catch (StoreException.Denied mayNotAsk) {
            return Optional.of(
                    "whether the bucket keeps versions of what is deleted cannot be asked: " + mayNotAsk.getMessage());
        }
    }
}
