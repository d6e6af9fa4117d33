package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import java.io.IOException;
import java.util.Optional;

/** Does what changes something, and has the archive remember who did it and what came of it. */
final class Audited {

    private final Verb verb;
    private final Optional<OpenArchive> archive;

    private Audited(Verb verb, Optional<OpenArchive> archive) {
        this.verb = verb;
        this.archive = archive;
    }

    static Audited in(OpenArchive archive, Verb verb) {
        return new Audited(verb, Optional.of(archive));
    }

    /** For what needs no archive: noted in the one that the options name, if they name one. */
    static Audited whereGiven(Verb verb) {
        return new Audited(verb, Optional.empty());
    }

    /** What is done. */
    interface Act<T> {

        T run() throws IOException;
    }

    /** Whether all of something was done. */
    interface Judgement<T> {

        boolean isWhole(T result);

        /** What else is to be remembered of it. */
        default String words(T result) {
            return "";
        }
    }

    /** Does it; what came of it is noted also when it fails. */
    <T> T run(String deed, String subject, Act<T> act, Judgement<T> judgement) throws IOException {
        T result;
        try {
            result = act.run();
        } catch (RefusedException refusal) {
            note(deed, subject, "refused", String.valueOf(refusal.getMessage()));
            throw refusal;
        } catch (IOException | RuntimeException failure) {
            note(deed, subject, "failed", String.valueOf(failure.getMessage()));
            throw failure;
        }
        note(deed, subject, judgement.isWhole(result) ? "done" : "in-part", judgement.words(result));
        return result;
    }

    /** That it was done is worth knowing, but whoever may restore may not be allowed to write it down. */
    private void note(String deed, String subject, String outcome, String words) {
        try {
            if (archive.isPresent()) {
                note(archive.get().living(), deed, subject, outcome, words);
            } else if (verb.archive().isGiven()) {
                try (OpenArchive given = OpenArchive.open(verb.archive().read())) {
                    // or a name with a slip in it would look like a cluster from then on
                    given.requireExists();
                    given.catalog().audit().requireCluster();
                    note(given.living(), deed, subject, outcome, words);
                }
            } else {
                verb.err().println("note: no archive is named (--store, --cluster), so none remembers who did this");
            }
        } catch (IOException e) {
            verb.err()
                    .println("note: who did this could not be written into the archive (" + e.getMessage()
                            + "); what was done is done");
        }
    }

    private static void note(Catalog catalog, String deed, String subject, String outcome, String words)
            throws IOException {
        catalog.audit().note(deed, subject, outcome, words, user(), ThisHost.name());
    }

    /** The account, and whose it was before sudo. */
    private static String user() {
        String user = System.getProperty("user.name", "unknown");
        String before = System.getenv("SUDO_USER");
        return before == null || before.isEmpty() || before.equals(user) ? user : user + " (sudo by " + before + ")";
    }
}
