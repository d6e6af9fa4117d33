package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.subtree.SubtreeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake undo}: takes back what a restore of a subtree changed. */
@Command(
        name = "undo",
        description = {
            "Takes back what 'restore zookeeper --path' has changed in a running ensemble, by the undo file that it"
                    + " wrote; also after it was broken off in the middle, and also an undo.",
            "",
            "Only what was really done is taken back, and only where the znode is still as it was left: what somebody"
                    + " has changed since is left alone and reported. Data and access lists come back; zxids, times and"
                    + " versions are new, and what was deleted is a plain znode again, since no client is shown whether it"
                    + " was a container or had a time to live, and counts its children anew. No archive is needed.",
            "",
            "One that was broken off can be run again with the same file, and does the rest."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake undo keepsake-undo-20261123T061500Z.jsonl --connect zk1:2181,zk2:2181 --plan",
            "  keepsake undo keepsake-undo-20261123T061500Z.jsonl --connect zk1:2181,zk2:2181"
        })
final class UndoCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the undo file")
    private Path file = Path.of("");

    @Mixin
    private final LiveOptionGroup live = new LiveOptionGroup();

    @Option(
            names = "--undo-file",
            paramLabel = "FILE",
            description = "where to write what takes the undo back (default: keepsake-undo-TIME.jsonl here)")
    private @Nullable Path undoFile;

    @Option(names = "--plan", description = "say what would be done; writes nothing")
    private boolean planOnly;

    @Option(names = "--yes", description = "do not ask before writing; needed where no terminal is")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        if (!live.isGiven()) {
            throw new ParameterException(spec().commandLine(), "Missing required option: '--connect=HOSTS[/CHROOT]'");
        }
        LiveSettings settings = live.settings();
        LiveEnsemble session = LiveEnsemble.connect(settings);
        try {
            SubtreeChange change = SubtreeChange.undo(session, file, Clock.systemUTC());
            ObjectNode facts = JsonOutput.MAPPER.createObjectNode();
            facts.put("change", change.title());
            if (!archive().json()) {
                out().println("change    " + change.title());
            }
            Consent consent = new Consent(err(), yes, "Undo");
            return new LiveChange(this, settings, consent, planOnly, Audited.whereGiven(this))
                    .run("undo", change, Optional.ofNullable(undoFile), facts);
        } finally {
            session.close();
        }
    }
}
