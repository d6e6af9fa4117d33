package dev.keepsake.agent;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ToolFile;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.Installation;
import dev.keepsake.config.Version;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Has the archive keep the distributions that lie in {@code tools} of this installation, so that somebody with nothing but
 * the archive can restore. No backup fails because this does.
 */
final class ToolKeeping {

    private final Path folder;

    ToolKeeping(Path folder) {
        this.folder = folder;
    }

    static ToolKeeping ofInstallation() throws IOException {
        return new ToolKeeping(Installation.lib().resolveSibling("tools"));
    }

    /** What lies there; there is mostly nothing. */
    List<ToolFile> files() throws IOException {
        List<ToolFile> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "keepsake-*.tar.gz")) {
                found.forEach(path -> ToolFile.of(path).ifPresent(files::add));
            }
        }
        return files;
    }

    /** Keeps what is not kept yet, and tells in one line each what came of it. */
    void keep(Catalog catalog, String host, Consumer<String> told) {
        try {
            for (ToolFile file : files()) {
                if (catalog.tools().keep(file, host)) {
                    told.accept("Keepsake " + file.version() + " for " + file.platform()
                            + " is kept in the archive now, as its README.txt says");
                }
            }
        } catch (IOException e) {
            told.accept("the archive could not be given a Keepsake to restore with; backups do not depend on that: "
                    + e.getMessage());
        }
    }

    /** The same beside an agent that starts, which does not wait for it. */
    static void begin(AgentConfig config, RandomGenerator random, Consumer<String> told) {
        if (!config.daemon().keepTool()) {
            return;
        }
        Thread thread = new Thread(() -> keep(config, random, told), "keeping Keepsake in the archive");
        thread.setDaemon(true);
        thread.start();
    }

    private static void keep(AgentConfig config, RandomGenerator random, Consumer<String> told) {
        try {
            ToolKeeping keeping = ofInstallation();
            if (!keeping.files().isEmpty()) {
                try (ObjectStore store = Assembly.storeToWrite(config.store())) {
                    Catalog catalog = new Catalog(store, Assembly.keys(config), config.cluster(), random);
                    catalog.create(Version.current());
                    keeping.keep(catalog, config.node(), told);
                }
            }
        } catch (IOException e) {
            told.accept("the archive could not be given a Keepsake to restore with; the next start tries again: "
                    + e.getMessage());
        }
    }
}
