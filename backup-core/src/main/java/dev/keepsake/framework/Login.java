package dev.keepsake.framework;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What is shown to a server that asks who we are; read anew for each request, and never printed. */
public final class Login {

    /** Shows nothing. */
    public static final Login NONE = new Login("no login", Optional::empty);

    private final String description;
    private final Source source;

    /** A password or a token, from wherever it is kept. */
    @FunctionalInterface
    public interface Hidden {

        /** Reads it; fails without showing any of it. */
        String read() throws IOException;
    }

    @FunctionalInterface
    private interface Source {
        Optional<String> header() throws IOException;
    }

    private Login(String description, Source source) {
        this.description = description;
        this.source = source;
    }

    /** A user with a password. */
    public static Login basic(String user, Hidden password) {
        return new Login(
                "user '" + user + "'",
                () -> Optional.of("Basic "
                        + Base64.getEncoder()
                                .encodeToString((user + ":" + password.read()).getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * A token.
     *
     * @param before what stands before it in the header: {@code token=} in DC/OS, "Bearer " elsewhere
     */
    public static Login token(String before, Hidden token) {
        return new Login("a token", () -> Optional.of(before + line(token.read())));
    }

    /** Whether anything is shown. */
    boolean isShown() {
        return this != NONE;
    }

    /** The value of the header {@code Authorization}. */
    Optional<String> header() throws IOException {
        return source.header();
    }

    /** A value that a header can carry; the client itself would quote a bad one in its message. */
    static String line(String hidden) throws RefusedException {
        if (hidden.isEmpty() || hidden.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new RefusedException("a token or header from a file or the environment is empty or holds something"
                    + " other than one line of plain ASCII; it is not shown here: look at the file itself");
        }
        return hidden;
    }

    @Override
    public String toString() {
        return description;
    }
}
