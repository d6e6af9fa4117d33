package dev.keepsake.cli.support;

import java.io.IOException;
import java.io.PrintWriter;

/**
 * One file of a bundle.
 *
 * @param name of the file
 * @param about what is in it, for whoever looks at it before it is sent
 * @param telling writes it
 */
public record Part(String name, String about, Telling telling) {

    /** Writes what there is to say. What it wrote before it failed stays. */
    @FunctionalInterface
    public interface Telling {

        /** Writes it; may be interrupted when it takes too long. */
        void to(PrintWriter out) throws IOException, InterruptedException;
    }
}
