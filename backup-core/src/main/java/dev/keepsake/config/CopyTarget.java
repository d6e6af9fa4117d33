package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where an archive is copied to. */
public final class CopyTarget {

    private CopyTarget() {}

    /**
     * Its store.
     *
     * @param profile whose credentials of the usual AWS files are used; without one they are those of any other store
     */
    public static ObjectStore open(StoreConfig config, Optional<String> profile) throws IOException {
        return config.isFile() || profile.isEmpty()
                ? Assembly.storeToWrite(config)
                : Assembly.storeOf(profile.get(), config);
    }

    /** Refuses two places of which one is the other, or within it. */
    public static void requireApart(StoreConfig source, StoreConfig target) throws IOException {
        String one = place(source);
        String other = place(target);
        if (one.startsWith(other) || other.startsWith(one)) {
            throw new RefusedException(Shown.redacted(target.url().toString())
                    + " is the archive itself, within it, or around it. A copy needs a place of its own, best one that"
                    + " does not burn down at the same time");
        }
    }

    /** Something that differs for places that differ, and that no other place begins with but those within it. */
    private static String place(StoreConfig config) throws IOException {
        if (!config.isFile()) {
            String endpoint = config.s3().endpoint().map(Object::toString).orElse("");
            return endpoint.replaceFirst("/*$", "") + " " + config.url().getAuthority()
                    + config.url().getPath().replaceFirst("/*$", "/");
        }
        Path directory = config.directory().toAbsolutePath().normalize();
        return (Files.exists(directory) ? directory.toRealPath() : directory)
                .toString()
                .replaceFirst("/*$", "/");
    }
}
