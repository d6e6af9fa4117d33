package dev.keepsake.cli;

import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Manifest.NodeDocuments;
import dev.keepsake.config.WebConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the verbs share that give documents back to a running system: compare, show, ask, change. */
@Command
abstract class DocumentVerb extends Verb implements Callable<Integer> {

    @Mixin
    private final WebOptionGroup web = new WebOptionGroup();

    @Option(
            names = "--backup",
            paramLabel = "ID|latest",
            description = "the backup that has the documents (default: latest)")
    private @Nullable String backup;

    @Option(names = "--name", paramLabel = "NAME", description = "which source, where the backup has several")
    private @Nullable String name;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "take the documents from this directory instead, each in a file NAME.json")
    private @Nullable Path from;

    @Option(names = "--plan", description = "say what would be changed; changes nothing")
    private boolean planOnly;

    @Option(names = "--yes", description = "do not ask before changing; needed where no terminal is")
    private boolean yes;

    /** The system that is to have them. */
    abstract DocumentTarget target(WebConfig config) throws IOException;

    /** The kind of source that gives such documents. */
    abstract String type();

    @Override
    public Integer call() throws IOException {
        if (from != null && (backup != null || name != null)) {
            throw new ParameterException(
                    spec().commandLine(), "--from takes a directory's documents: without --backup and --name");
        }
        DocumentTarget target = target(web.config());
        if (from != null) {
            new DocumentFolder(from).sendTo(target);
            return new ChangeRun(this, planOnly, yes, Audited.whereGiven(this))
                    .run(type() + " from " + from, target.plan());
        }
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Manifest manifest = archive.resolve(backup == null ? OpenArchive.LATEST : backup);
            NodeDocuments chosen = DocumentChoice.choose(manifest, type(), Optional.ofNullable(name));
            err().println("from backup " + manifest.id() + ", '"
                    + chosen.share().source() + "' as node " + chosen.node() + " captured it at "
                    + JsonOutput.seconds(chosen.share().taken()));
            archive.catalog().documents().source(chosen.share()).sendTo(target);
            return new ChangeRun(this, planOnly, yes, Audited.in(archive, this))
                    .run("'" + chosen.share().source() + "' of backup " + manifest.id(), target.plan());
        }
    }
}
