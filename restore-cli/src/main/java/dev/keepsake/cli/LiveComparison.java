package dev.keepsake.cli;

import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.LiveLook;
import dev.keepsake.zookeeper.live.LiveSettings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A moment beside what a running ensemble has now.
 *
 * @param tape whose tape, where there are several
 * @param skipUnreadable whether what may not be read there is left out; otherwise it is a refusal
 */
record LiveComparison(
        Verb verb, OpenArchive archive, @Nullable String tape, LiveSettings settings, boolean skipUnreadable) {

    /** What stands for the running ensemble where a moment is asked for. */
    static final String LIVE = "live";

    /** One of the two that are compared, and which it is. */
    private record Side(ZnodeView tree, String words) {}

    /** What is different at a path and below it. */
    Comparison of(String from, String to, String path, Scope scope) throws IOException {
        Side before = side(from, path, scope);
        Side after = side(to, path, scope);
        return Comparison.of(before.tree(), after.tree(), path, before.words() + " and " + after.words());
    }

    private Side side(String word, String path, Scope scope) throws IOException {
        if (!word.equals(LIVE)) {
            Look look = Look.at(verb, archive, word, tape, scope);
            return new Side(look.tree(), look.words());
        }
        LiveLook look = Assembly.liveTree(settings, path, skipUnreadable);
        Walked walked = look.walked();
        if (walked.unreadable().count() > 0) {
            verb.err()
                    .println("note: " + walked.unreadable().count()
                            + " znodes could not be read, and count as if they were" + " not there: "
                            + walked.unreadable());
        }
        return new Side(
                look.tree(),
                settings.connect() + " now, read from " + walked.first() + " to " + walked.last()
                        + " (not one point in time)");
    }
}
