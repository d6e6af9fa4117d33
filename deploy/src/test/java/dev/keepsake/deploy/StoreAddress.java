package dev.keepsake.deploy;

import java.nio.file.Path;
import java.util.Map;

/**
 * The store that holds an archive.
 *
 * @param url as the configuration and the command line take it
 * @param environment variables that the programs need to reach it
 */
record StoreAddress(String url, Map<String, String> environment) {
    StoreAddress {
        environment = Map.copyOf(environment);
    }

    /** A local folder. */
    static StoreAddress folder(Path folder) {
        return new StoreAddress(folder.toAbsolutePath().toUri().toString(), Map.of());
    }
}
