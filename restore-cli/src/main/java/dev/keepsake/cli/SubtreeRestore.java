package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.subtree.Scope;
import dev.keepsake.zookeeper.live.subtree.SubtreeChange;
import java.io.IOException;
import java.time.Clock;

/** A restore of a subtree into an ensemble that is in use: {@code restore zookeeper --connect --path}. */
final class SubtreeRestore {

    private final Verb verb;
    private final RestoreChoice choice;
    private final MomentOptionGroup which;
    private final SubtreeOptionGroup options;

    SubtreeRestore(Verb verb, RestoreChoice choice, MomentOptionGroup which, SubtreeOptionGroup options) {
        this.verb = verb;
        this.choice = choice;
        this.which = which;
        this.options = options;
    }

    /** Restores, and returns the exit code. */
    int run(OpenArchive archive, LiveSettings settings, Consent consent, boolean planOnly) throws IOException {
        LiveRestore.requireProven(choice);
        // an ensemble that cannot be reached is known in a moment, a replay takes its time
        LiveEnsemble session = LiveEnsemble.connect(settings);
        try {
            Look look = Look.of(verb, archive, choice, which.tape());
            look.znode(options.path());
            Scope scope = new Scope(
                    options.path(),
                    options.to(),
                    options.deletes(),
                    !settings.chroot().equals("/"));
            String title =
                    options.path() + " as of " + look.words() + ", to " + options.to() + " of " + settings.connect();
            if (!verb.archive().json()) {
                verb.out().println("subtree   " + title);
            }
            ObjectNode facts = JsonOutput.MAPPER.createObjectNode();
            facts.put("moment", look.words());
            facts.put("zxid", look.zxid().toString());
            facts.put("path", options.path());
            facts.put("to", options.to());
            SubtreeChange change = SubtreeChange.restore(session, look.tree(), scope, title, Clock.systemUTC());
            return new LiveChange(verb, settings, consent, planOnly, Audited.in(archive, verb))
                    .run("restore", change, options.undoFile(), facts);
        } finally {
            session.close();
        }
    }
}
