package dev.keepsake.cli;

import com.fasterxml.jackson.databind.SequenceWriter;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.config.Assembly;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment of an archive that is looked at: the tree as it was, or a part of it, in memory.
 *
 * @param words which moment that is
 * @param again looks at another part of the same
 */
record Look(PastTree tree, Zxid zxid, String words, Again again) {

    /** Looks at a part of a moment. */
    @FunctionalInterface
    interface Again {

        /** Replays it. */
        PastTree at(Scope scope) throws IOException;
    }

    /** Replays a part of the moment that is asked for. */
    static Look at(Verb verb, OpenArchive archive, AtOptionGroup at, Scope scope) throws IOException {
        return at(verb, archive, at.moment(), at.tape(), at.scope(scope));
    }

    /** Replays a part of the moment that a word names. */
    static Look at(Verb verb, OpenArchive archive, String word, @Nullable String tape, Scope scope) throws IOException {
        return of(verb, archive, choice(verb, archive, word, tape), Optional.ofNullable(tape), scope);
    }

    /** Replays all of what was chosen, from the tape that was asked for, if one was. */
    static Look of(Verb verb, OpenArchive archive, RestoreChoice choice, Optional<String> tape) throws IOException {
        tellNotes(verb, choice);
        return of(verb, archive, choice, tape, Scope.EVERYTHING);
    }

    /** Replays a part of what was chosen. */
    static Look of(Verb verb, OpenArchive archive, RestoreChoice choice, Optional<String> tape, Scope scope)
            throws IOException {
        Delivery delivery = new Delivery(archive, tape, false, verb.err());
        Again again = part -> {
            PastTree tree = Assembly.pastTree(zxid(choice), part);
            return delivery.send(choice, tree, () -> tree).made();
        };
        return new Look(again.at(scope), zxid(choice), words(choice), again);
    }

    /** What a word names. */
    static RestoreChoice choice(Verb verb, OpenArchive archive, String word, @Nullable String tape) throws IOException {
        RestoreChoice choice = RestoreChoice.of(archive, moment(verb, word, tape));
        tellNotes(verb, choice);
        return choice;
    }

    private static void tellNotes(Verb verb, RestoreChoice choice) {
        choice.chosen()
                .ifPresent(chosen -> chosen.notes().forEach(note -> verb.err().println("note: " + note)));
        WalkWords.of(choice.share().share()).ifPresent(words -> verb.err().println("note: " + words));
    }

    static Zxid zxid(RestoreChoice choice) {
        return choice.chosen()
                .map(chosen -> chosen.moment().zxid())
                .orElseGet(() -> choice.share().share().through());
    }

    static String words(RestoreChoice choice) {
        String backup = choice.manifest()
                .map(manifest -> "backup " + manifest.id() + ", ")
                .orElse("");
        return backup
                + choice.chosen()
                        .map(chosen -> chosen.moment().toString())
                        .orElse(zxid(choice).toString())
                + (choice.share().share().wasWalked() ? " (not one point in time)" : "");
    }

    static MomentOptionGroup moment(Verb verb, String word, @Nullable String tape) {
        try {
            return MomentOptionGroup.of(word, tape);
        } catch (TypeConversionException wrong) {
            throw new ParameterException(verb.spec().commandLine(), wrong.getMessage());
        }
    }

    /** The znode of this path, which must have been there. */
    PastZnode znode(String path) throws IOException {
        Optional<PastZnode> znode = tree.znode(path);
        if (znode.isEmpty()) {
            throw new StoreException.NotFound("there was no znode " + path + " at " + words + nearest(path));
        }
        return znode.get();
    }

    /** Shows a znode and those below it that are wanted: as JSON when that is asked for, else each as its line says. */
    void show(Verb verb, String path, Predicate<PastZnode> wanted, Function<PastZnode, String> line)
            throws IOException {
        znode(path);
        if (!verb.archive().json()) {
            each(path, wanted, znode -> verb.out().println(line.apply(znode)));
            return;
        }
        try (SequenceWriter all = JsonOutput.sequence(verb.out())) {
            each(path, wanted, znode -> all.write(ZnodeWords.json(znode)));
        }
        verb.out().println();
    }

    private void each(String path, Predicate<PastZnode> wanted, ZnodeView.Step step) throws IOException {
        tree.walk(path, znode -> {
            if (wanted.test(znode)) {
                step.at(znode);
            }
        });
    }

    /** How far the path leads. */
    private String nearest(String path) throws IOException {
        String above = path;
        while (above.length() > 1) {
            above = above.substring(0, Math.max(1, above.lastIndexOf('/')));
            if (tree.znode(above).isPresent()) {
                break;
            }
        }
        int children = again.at(Scope.of(above)).children(above).size();
        return "; there was " + above + ", with " + children + " children. 'keepsake history " + path
                + "' shows when it was there, if ever";
    }
}
