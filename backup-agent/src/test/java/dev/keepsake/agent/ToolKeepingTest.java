package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution that an agent has its archive keep. */
final class ToolKeepingTest {

    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 1};

    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    private static Catalog archive() throws IOException {
        Catalog catalog = new Catalog(new MemoryStore(), "prod", new Random(1));
        catalog.create("test");
        return catalog;
    }

    @Test
    void whatLiesInTheInstallationIsKeptOnce() throws IOException {
        Files.write(folder.resolve("keepsake-0.1.0-linux-amd64.tar.gz"), GZIP);
        Files.write(folder.resolve("keepsake-0.1.0.tar.gz"), GZIP);
        Catalog catalog = archive();

        new ToolKeeping(folder).keep(catalog, "node-1", told::add);
        new ToolKeeping(folder).keep(catalog, "node-1", told::add);

        assertThat(catalog.tools().list())
                .singleElement()
                .satisfies(one -> assertThat(one.name()).isEqualTo("0.1.0-linux-amd64.json"));
        assertThat(told).singleElement().asString().contains("is kept in the archive now");
    }

    @Test
    void whereNothingLiesNothingIsKeptAndNothingSaid() throws IOException {
        Catalog catalog = archive();

        new ToolKeeping(folder).keep(catalog, "node-1", told::add);
        new ToolKeeping(folder.resolve("none")).keep(catalog, "node-1", told::add);

        assertThat(catalog.tools().list()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsToldAndFailsNoBackup() throws IOException {
        Files.writeString(folder.resolve("keepsake-0.1.0-linux-amd64.tar.gz"), "no tarball");

        new ToolKeeping(folder).keep(archive(), "node-1", told::add);

        assertThat(told).singleElement().asString().contains("backups do not depend on that", "is no .tar.gz");
    }
}
