package dev.keepsake.config;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Where this program is installed. */
public final class Installation {

    private Installation() {}

    /** The folder of the distribution's jars, which this class is in one of. */
    public static Path lib() throws IOException {
        try {
            Path own = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Objects.requireNonNull(own.getParent());
        } catch (URISyntaxException e) {
            throw new IOException("this program does not know where it is installed", e);
        }
    }
}
