package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Tool;
import dev.keepsake.catalog.Tools;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake tool get}: fetches a distribution that an archive keeps. */
@Command(
        name = "get",
        description = "Fetches a distribution that the archive keeps, and verifies it against its record.",
        footerHeading = "%nExamples:%n",
        footer = "  keepsake --store s3://bucket/prefix --cluster prod --trust agent.pub tool get 0.1.0 --into /tmp")
final class ToolGetCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "VERSION", description = "which version; 'tool list' shows what there is")
    private String version = "";

    @Option(
            names = "--platform",
            paramLabel = "OS-ARCH",
            description = "for which machine, if it is kept for several, such as linux-amd64")
    private @Nullable String platform;

    @Option(names = "--into", paramLabel = "DIR", description = "where to (default: here)")
    private Path directory = Path.of("");

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            archive.requireExists();
            Tools tools = archive.catalog().tools();
            Tool tool = chosen(tools.list());
            Path file = directory
                    .toAbsolutePath()
                    .resolve("keepsake-" + tool.version() + "-" + tool.platform() + ".tar.gz");
            fetch(tools, tool, file);
            err().println("fetched and verified: SHA-256 " + tool.fileSha256());
            out().println(file);
        }
        return 0;
    }

    private Tool chosen(List<Tools.Listed> listed) throws IOException {
        List<Tool> fitting = listed.stream()
                .flatMap(one -> one.tool().stream())
                .filter(tool -> tool.version().equals(version))
                .filter(tool -> platform == null || tool.platform().equals(platform))
                .toList();
        if (fitting.isEmpty()) {
            throw new StoreException.NotFound("no Keepsake " + version
                    + (platform == null ? "" : " for " + platform)
                    + " is kept here that can be gone by; 'keepsake tool list' shows what there is, and why what is"
                    + " there may not be used");
        }
        if (fitting.size() > 1) {
            throw new RefusedException("Keepsake " + version + " is kept for several kinds of machines; say which with"
                    + " --platform: "
                    + String.join(", ", fitting.stream().map(Tool::platform).toList()));
        }
        return fitting.get(0);
    }

    /** Under its own name only when it is whole: a half file, or a forged one, is never left to be started. */
    private static void fetch(Tools tools, Tool tool, Path file) throws IOException {
        if (Files.exists(file)) {
            throw new RefusedException(
                    file + " exists already, and is not written over; name another place with --into");
        }
        // of a name that nobody guesses and nobody else may open: what was verified is what is moved
        Path part = Files.createTempFile(file.getParent(), ".keepsake-", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                tools.fetch(tool, out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
