package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a subtree on the command line, and what does not. */
final class SubtreeOptionsTest {

    @TempDir
    private Path work;

    private SampleArchive archive;

    @BeforeEach
    void anArchive() throws IOException {
        archive = new SampleArchive(work);
        archive.server.creates(2);
        archive.backUp("20261122T030000Z", null);
    }

    @Test
    void aSubtreeNeedsARunningEnsemble() {
        Run run = restore("--data-dir", work.resolve("data").toString(), "--path", "/app", "--no-delete");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--path, --no-delete needs --connect");
    }

    @Test
    void anotherPlaceNeedsAPath() {
        Run run = restore("--connect", "localhost:1", "--to", "/aside");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--to needs --path");
    }

    @Test
    void aSubtreeIsNotResumed() {
        Run run = restore("--connect", "localhost:1", "--path", "/app", "--resume");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--resume and --path do not go together");
    }

    @Test
    void anUndoNeedsAnEnsembleAndAPathIsOne() {
        assertThat(Run.of("undo", "file").err()).contains("--connect=HOSTS");
        Run run = restore("--connect", "localhost:1", "--path", "app/");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no path of a znode");
    }

    private Run restore(String... arguments) {
        List<String> words = new ArrayList<>(List.of("restore", "zookeeper"));
        words.addAll(List.of("--store", "file://" + archive.place(), "--cluster", "prod", "--backup", "latest"));
        words.addAll(List.of(arguments));
        return Run.of(words.toArray(new String[0]));
    }
}
