package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.ArchiveMemory.Remembered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RememberedArchiveTest {

    private static final String ARCHIVE = "01HQ0000000000000000000000";

    @TempDir
    private Path dir;

    private RememberedArchive memory() {
        return new RememberedArchive(dir, "prod", "n1");
    }

    private static Remembered at(String location, int key) {
        return new Remembered(location, ARCHIVE, key, key == 0 ? "" : "ab".repeat(16));
    }

    @Test
    void eachPlaceIsRememberedAndTheLastWordOfItCounts() throws IOException {
        memory().remember(at("s3://a/b", 1));
        memory().remember(at("file:///srv/copy", 0));
        memory().remember(at("s3://a/b", 7));

        assertThat(memory().recall("s3://a/b")).contains(at("s3://a/b", 7));
        assertThat(memory().recall("file:///srv/copy")).contains(at("file:///srv/copy", 0));
        assertThat(memory().recall("s3://a")).isEmpty();
        assertThat(Files.readAllLines(dir.resolve("prod.n1.archive"))).hasSize(2);
    }

    @Test
    void aLinkThatTheDirectorysOwnerPutThereLeadsNowhere() throws IOException {
        Path another = Files.writeString(dir.resolve("another"), "of root");
        Files.createSymbolicLink(dir.resolve("prod.n1.archive.new"), another);

        memory().remember(at("s3://a/b", 1));
        assertThat(memory().recall("s3://a/b")).contains(at("s3://a/b", 1));

        Path unmade = dir.resolve("unmade");
        Files.delete(dir.resolve("prod.n1.archive.lock"));
        Files.createSymbolicLink(dir.resolve("prod.n1.archive.lock"), unmade);

        memory().remember(at("s3://a/b", 2));
        assertThat(memory().recall("s3://a/b")).contains(at("s3://a/b", 1));
        assertThat(another).hasContent("of root");
        assertThat(unmade).doesNotExist();
    }

    @Test
    void thePlaceThatWasNotUsedForLongestIsForgottenFirst() throws IOException {
        for (int i = 0; i < RememberedArchive.MOST_PLACES; i++) {
            memory().remember(at("file:///" + i, 1));
        }
        memory().remember(at("file:///0", 2));

        memory().remember(at("file:///new", 1));

        assertThat(memory().recall("file:///0")).contains(at("file:///0", 2));
        assertThat(memory().recall("file:///1")).isEmpty();
        assertThat(memory().recall("file:///2")).isPresent();
        assertThat(memory().recall("file:///new")).isPresent();
    }

    @Test
    void nobodyForgetsWhatAnotherRemembersMeanwhile() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int who = 0; who < 2; who++) {
                String places = "file:///" + who + "/";
                done.add(both.submit(() -> {
                    for (int i = 0; i < RememberedArchive.MOST_PLACES / 2; i++) {
                        memory().remember(at(places + i, 1));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            both.shutdownNow();
        }

        assertThat(Files.readAllLines(dir.resolve("prod.n1.archive"))).hasSize(RememberedArchive.MOST_PLACES);
    }

    @Test
    void aDamagedLineIsAsGoodAsLostAndTheOthersAreNot() throws IOException {
        Path file = dir.resolve("prod.n1.archive");
        String whole = "keepsake-archive 1\tfile:///a\t" + ARCHIVE + "\t3\t" + "ab".repeat(16) + "\n";
        Files.writeString(
                file, "keepsake-archive 1\tfile:///b\tx\n" + whole + "keepsake-archive 1\tfile:///c\t" + ARCHIVE);

        assertThat(memory().recall("file:///a")).contains(at("file:///a", 3));
        assertThat(memory().recall("file:///b")).isEqualTo(Optional.empty());
        assertThat(memory().recall("file:///c")).isEqualTo(Optional.empty());
    }
}
