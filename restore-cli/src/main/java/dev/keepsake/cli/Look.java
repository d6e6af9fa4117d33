package dev.keepsake.cli;

import com.fasterxml.jackson.databind.SequenceWriter;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
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
 * A moment of an archive that is looked at: the whole tree as it was, in memory.
 *
 * @param words which moment that is
 */
record Look(PastTree tree, Zxid zxid, String words) {

    /** Replays the moment that a word names. */
    static Look at(Verb verb, OpenArchive archive, String word, @Nullable String tape) throws IOException {
        RestoreChoice choice = RestoreChoice.of(archive, moment(verb, word, tape));
        Zxid zxid = choice.chosen()
                .map(chosen -> chosen.moment().zxid())
                .orElseGet(() -> choice.share().share().through());
        choice.chosen()
                .ifPresent(chosen -> chosen.notes().forEach(note -> verb.err().println("note: " + note)));
        PastTree tree = Assembly.pastTree(zxid);
        new Delivery(archive, Optional.ofNullable(tape), false, verb.err()).send(choice, tree, () -> tree);
        String backup = choice.manifest()
                .map(manifest -> "backup " + manifest.id() + ", ")
                .orElse("");
        String when = choice.chosen().map(chosen -> chosen.moment().toString()).orElse(zxid.toString());
        return new Look(tree, zxid, backup + when);
    }

    private static MomentOptionGroup moment(Verb verb, String word, @Nullable String tape) {
        try {
            return MomentOptionGroup.of(word, tape);
        } catch (TypeConversionException wrong) {
            throw new ParameterException(verb.spec().commandLine(), wrong.getMessage());
        }
    }

    /** The znode of this path, which must have been there. */
    PastZnode znode(String path) throws StoreException.NotFound {
        Optional<PastZnode> znode = tree.znode(path);
        return znode.orElseThrow(
                () -> new StoreException.NotFound("there was no znode " + path + " at " + words + nearest(path)));
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

    private void each(String path, Predicate<PastZnode> wanted, PastTree.Step step) throws IOException {
        tree.walk(path, znode -> {
            if (wanted.test(znode)) {
                step.at(znode);
            }
        });
    }

    /** How far the path leads. */
    private String nearest(String path) {
        String above = path;
        while (above.length() > 1) {
            above = above.substring(0, Math.max(1, above.lastIndexOf('/')));
            if (tree.znode(above).isPresent()) {
                break;
            }
        }
        return "; there was " + above + ", with " + tree.children(above).size() + " children. 'keepsake restore"
                + " zookeeper --before " + path + " --list-changes' shows when it was there, if ever";
    }
}
