package dev.keepsake.cli;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Sends what was chosen to whoever takes it, from the best share that is whole: where a moment stands on several tapes or
 * over several bases, damage of one is a reason to take the next, and is said.
 */
final class Delivery {

    private final OpenArchive archive;
    private final Optional<String> tape;
    private final boolean withUnproven;
    private final PrintWriter err;

    /** {@code tape} is the one that was asked for, if one was. */
    Delivery(OpenArchive archive, Optional<String> tape, boolean withUnproven, PrintWriter err) {
        this.archive = archive;
        this.tape = tape;
        this.withUnproven = withUnproven;
        this.err = err;
    }

    /** What is made of all that was sent; fails with {@link CorruptException} where that does not fit together. */
    @FunctionalInterface
    interface Ending<T> {

        /** Makes it. */
        T make() throws IOException;
    }

    /**
     * What was made, and of what.
     *
     * @param choice with the one share that was sent
     */
    record Done<T>(RestoreChoice choice, T made) {}

    /** Sends shares one after the other, each from its beginning, until one is whole. */
    <T> Done<T> send(RestoreChoice choice, ArtefactSink sink, Ending<T> ending) throws IOException {
        for (int i = 0; ; i++) {
            Manifest.NodeShare share = choice.shares().get(i);
            try {
                send(choice, share, sink);
                return new Done<>(choice.from(share), ending.make());
            } catch (CorruptException damaged) {
                if (i + 1 == choice.shares().size()) {
                    return send(around(choice, damaged), sink, ending);
                }
                err.println("note: " + place(share) + " is damaged (" + damaged.getMessage() + "); going on with "
                        + place(choice.shares().get(i + 1)));
            }
        }
    }

    private void send(RestoreChoice choice, Manifest.NodeShare share, ArtefactSink sink) throws IOException {
        ProgressBar progress = new ProgressBar(err, Terminal.isOne(), System::currentTimeMillis);
        try {
            source(choice, share, progress).sendTo(sink);
        } finally {
            progress.clear();
        }
    }

    private ArtefactSource source(RestoreChoice choice, Manifest.NodeShare share, ProgressBar progress) {
        if (choice.chosen().isPresent()) {
            return archive.catalog().source(choice.chosen().get(), share, progress);
        }
        return withUnproven
                ? archive.catalog().sourceWithUnproven(share, progress)
                : archive.catalog().source(share, progress);
    }

    /** Only several tapes together may lead to a moment that none leads to; never to a backup, which names its own. */
    private RestoreChoice around(RestoreChoice choice, CorruptException damaged) throws IOException {
        boolean tried =
                choice.chosen().filter(chosen -> chosen.legs().isEmpty()).isEmpty();
        Optional<Chosen> way = tried
                ? Optional.empty()
                : archive.moments(archive.coverage(), tape)
                        .aroundDamage(choice.chosen().orElseThrow().moment().zxid());
        if (way.isEmpty()) {
            throw damaged;
        }
        err.println("note: " + place(choice.shares().get(choice.shares().size() - 1)) + " is damaged ("
                + damaged.getMessage() + "); going on by way of several tapes");
        return choice.by(way.get());
    }

    private static String place(Manifest.NodeShare share) {
        return "base " + share.share().baseStart() + " of tape " + share.node() + "/"
                + share.share().source() + " " + share.share().tape();
    }
}
