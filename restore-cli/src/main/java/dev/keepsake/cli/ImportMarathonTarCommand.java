package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.WebSystems;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.subtree.Scope;
import dev.keepsake.zookeeper.live.subtree.SubtreeChange;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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

/** {@code keepsake import marathon-tar}: Marathon's own backup, into a running ensemble. */
@Command(
        name = "marathon-tar",
        sortOptions = false,
        description = {
            "Makes Marathon's state in a running ensemble what a backup of Marathon's own holds, without a Marathon.",
            "",
            "Stop every Marathon first. Shows what differs, asks, and changes only that; znodes of its state that are"
                    + " not in the backup go, unless --no-delete is given. An undo file holds what takes it back"
                    + " ('keepsake undo'). Start Marathon afterwards, the version of the backup or a newer one of the same"
                    + " line."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake import marathon-tar marathon.tar --connect zk1:2181,zk2:2181 --plan"})
final class ImportMarathonTarCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the backup, a tar; not compressed")
    private Path file = Path.of("");

    @Mixin
    private final LiveOptionGroup live = new LiveOptionGroup();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "the path of Marathon's --zk, above 'state' (default: /marathon)")
    private String path = "/marathon";

    @Option(names = "--no-delete", description = "leave znodes that are not in the backup")
    private boolean noDelete;

    @Option(
            names = "--undo-file",
            paramLabel = "FILE",
            description = "where to write what takes it back (default: keepsake-undo-TIME.jsonl here)")
    private @Nullable Path undoFile;

    @Option(names = "--plan", description = "say what would be changed; changes nothing")
    private boolean planOnly;

    @Option(names = "--yes", description = "do not ask before changing; needed where no terminal is")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        if (!live.isGiven()) {
            throw new ParameterException(spec().commandLine(), "Missing required option: '--connect=HOSTS'");
        }
        LiveSettings settings = live.settings();
        ZnodeView present = Assembly.liveTree(settings, path, false).tree();
        if (!planOnly) {
            WebSystems.requireNoMarathon(present, path);
        }
        ZnodeView wanted;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            wanted = WebSystems.readMarathonTar(in, file.toString(), path, present);
        }
        String title = "Marathon's backup " + file + ", to " + path + " of " + settings.connect();
        String state = WebSystems.marathonState(path);
        Scope scope = new Scope(state, state, !noDelete, !settings.chroot().equals("/"));
        LiveEnsemble session = LiveEnsemble.connect(settings);
        try {
            SubtreeChange change = SubtreeChange.restore(session, wanted, scope, title, Clock.systemUTC());
            ObjectNode facts = JsonOutput.MAPPER.createObjectNode();
            facts.put("file", file.toString()).put("path", path);
            return new LiveChange(this, settings, new Consent(err(), yes, "Import"), planOnly, Audited.whereGiven(this))
                    .run("import", change, Optional.ofNullable(undoFile), facts);
        } finally {
            session.close();
        }
    }
}
