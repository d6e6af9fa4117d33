package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password from a file or the environment; whatever prints it prints where it comes from. */
public final class Secret {

    // a token is longer than any password
    private static final int LONGEST = 8 << 10;

    private final String origin;
    private final Source source;

    @FunctionalInterface
    private interface Source {
        String read() throws IOException;
    }

    private Secret(String origin, Source source) {
        this.origin = origin;
        this.source = source;
    }

    static Secret inFile(Path file) {
        return new Secret("file " + file, () -> read(file));
    }

    /** What is no secret, where one could be. */
    static Secret inConfiguration(String label, String value) {
        return new Secret("configuration " + label, () -> value);
    }

    static Secret ofVariable(String name, String value) {
        return new Secret("environment " + name, () -> value);
    }

    /** The password itself, read now; the newline that an editor leaves at the end of a file is no part of it. */
    char[] read() throws IOException {
        return source.read().toCharArray();
    }

    private static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new RefusedException("the password file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "); see that it is there, and that user '"
                    + System.getProperty("user.name") + "' may read it");
        }
        if (bytes.length > LONGEST) {
            throw new RefusedException("the password file " + file + " holds more than " + LONGEST
                    + " bytes, so it is something else; it must hold the password alone");
        }
        return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    }

    @Override
    public String toString() {
        return origin;
    }
}
