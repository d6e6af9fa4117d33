package dev.keepsake.config;

import java.util.Optional;

/** Reads where a secret is: in a file or in the environment, and never in the configuration itself. */
final class SecretReading {

    private SecretReading() {}

    /** What {@code what-file} or {@code what-variable} names, if either is there. */
    static Optional<Secret> read(Section entry, String what) {
        Optional<Secret> inFile =
                entry.optional(what + "-file", Formats::absolutePath).map(Secret::inFile);
        Optional<String> variable = entry.optional(what + "-variable", Formats::variable);
        if (entry.says(what + "-file") && entry.says(what + "-variable")) {
            entry.report(
                    what + "-variable",
                    entry.label(what + "-variable") + ": there is '" + what
                            + "-file' as well, and only one of them can be meant");
        }
        Optional<Secret> given =
                variable.flatMap(named -> entry.environment(named).map(value -> Secret.ofVariable(named, value)));
        if (variable.isPresent() && given.isEmpty()) {
            entry.report(
                    what + "-variable",
                    entry.label(what + "-variable") + ": the environment has no " + variable.get()
                            + ": set it for this process, or use '" + what + "-file'");
        }
        return inFile.or(() -> given);
    }
}
