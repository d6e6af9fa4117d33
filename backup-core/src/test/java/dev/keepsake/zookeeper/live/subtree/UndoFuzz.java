package dev.keepsake.zookeeper.live.subtree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Undo files, from the lines' text alone, to which the sums are put. What is taken names changes of the plan and no others. */
final class UndoFuzz implements FuzzTarget {

    private final Path file;

    UndoFuzz() throws IOException {
        file = Files.createTempFile("keepsake-fuzz-", ".jsonl");
        file.toFile().deleteOnExit();
    }

    @Override
    public void take(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            look(UndoFile.read(file));
        } catch (IOException complaint) {
            Files.writeString(file, summed(new String(input, StandardCharsets.UTF_8)));
            look(UndoFile.read(file));
        }
    }

    private static void look(UndoFile undo) throws IOException {
        undo.changes().forEach((path, change) -> assertThat(change.path()).isEqualTo(path));
        for (ZnodeChange change : undo.changes().values()) {
            assertThat(UndoJson.change(
                            UndoJson.MAPPER.readTree(UndoJson.change(change).toString())))
                    .isEqualTo(change);
        }
    }

    private static String summed(String text) {
        UndoSum sum = new UndoSum();
        StringBuilder out = new StringBuilder();
        text.lines().forEach(line -> out.append(sum.line(line)));
        return out.toString();
    }
}
