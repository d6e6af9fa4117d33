package dev.keepsake.config;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** How both programs write to the streams they were given: UTF-8 whatever the locale, each line at once. */
public final class Console {

    private Console() {}

    /** A writer onto standard output or standard error. */
    public static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
