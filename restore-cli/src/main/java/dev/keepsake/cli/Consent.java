package dev.keepsake.cli;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks before something is done that changes things. */
final class Consent {

    private final PrintWriter err;
    private final boolean given;
    private final String verb;

    /** {@code given} says that it was agreed to beforehand; {@code verb} what is asked about, as "Restore". */
    Consent(PrintWriter err, boolean given, String verb) {
        this.err = err;
        this.given = given;
        this.verb = verb;
    }

    /** Returns when somebody agrees, and throws otherwise. */
    void require() throws IOException {
        if (given) {
            return;
        }
        if (!Terminal.canAsk()) {
            throw new RefusedException(
                    Guard.NOT_CONFIRMED,
                    "nobody can be asked here, since this is no terminal; add --yes to "
                            + verb.toLowerCase(Locale.ROOT)
                            + " without a question, or --plan to see only what would be done");
        }
        err.print(verb + " now? Type 'yes': ");
        err.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new RefusedException(Guard.NOT_CONFIRMED, "nothing was done: the answer was not 'yes'");
        }
    }
}
