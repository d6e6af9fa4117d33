package dev.keepsake.deploy;

import java.util.List;

/**
 * What a program left behind.
 *
 * @param command what was run
 * @param exitCode how it ended
 * @param output what it printed on stdout
 * @param messages what it printed on stderr
 */
record Outcome(List<String> command, int exitCode, String output, String messages) {
    Outcome {
        command = List.copyOf(command);
    }

    /** Itself if the program succeeded; otherwise throws what the program said. */
    Outcome orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException(this.toString());
        }
        return this;
    }

    /** Itself if the program did its work in part and said so; otherwise throws what it said. */
    Outcome inPartOrThrow() {
        if (exitCode != 7) {
            throw new IllegalStateException(this.toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nended with " + exitCode + "\nstdout: " + output + "\nstderr: " + messages;
    }
}
