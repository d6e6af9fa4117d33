package dev.keepsake.zookeeper.live.subtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is all that can take a change back: readable by its owner alone, whole or refused. */
final class UndoFileTest {

    @TempDir
    private Path work;

    private Path file;

    @BeforeEach
    void aFileOfAChange() throws IOException {
        file = work.resolve("undo");
        ModelEnsemble ensemble = new ModelEnsemble(true);
        PastZnode old = ensemble.create(
                "/a", new byte[] {(byte) 0xff}, List.of("digest:u:h=:cdrwa"), PastZnode.Kind.TTL, Worlds.TTL);
        PastZnode other = ensemble.create(
                "/b",
                Worlds.bytes("tëxt \"quoted\"\n"),
                List.of(Worlds.OPEN),
                PastZnode.Kind.CONTAINER,
                Long.MIN_VALUE);
        PastZnode none = ensemble.create("/c", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        ChangePlan plan = new ChangePlan(
                List.of(
                        new ZnodeChange("/a", old, null),
                        new ZnodeChange("/b", other, none),
                        new ZnodeChange("/c", null, other)),
                List.of(),
                0,
                List.of());
        try (UndoWriter writer = UndoWriter.begin(file, "a change", "/chroot", plan, Instant.EPOCH)) {
            int unit = writer.intend(UndoWriter.MULTI, plan.changes());
            writer.settle(unit, Map.of("/a", Optional.empty(), "/b", Optional.of(new Identity(5, 6, 7, 8))), "");
            writer.finish(List.of());
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        UndoFile read = UndoFile.read(file);

        assertThat(read.title()).isEqualTo("a change");
        assertThat(read.chroot()).isEqualTo("/chroot");
        assertThat(read.isFinished()).isTrue();
        assertThat(read.changes()).containsOnlyKeys("/a", "/b", "/c");
        PastZnode binary = Objects.requireNonNull(read.changes().get("/a")).present();
        assertThat(binary.data()).containsExactly(0xff);
        assertThat(binary.acl()).containsExactly("digest:u:h=:cdrwa");
        assertThat(binary.kind()).isEqualTo(PastZnode.Kind.TTL);
        assertThat(binary.owner()).isEqualTo(Worlds.TTL);
        ZnodeChange text = Objects.requireNonNull(read.changes().get("/b"));
        assertThat(text.present().data()).isEqualTo(Worlds.bytes("tëxt \"quoted\"\n"));
        assertThat(text.wanted().data()).isNull();
        assertThat(read.units())
                .singleElement()
                .satisfies(unit -> assertThat(unit.outcome())
                        .contains(Map.of("/a", Optional.empty(), "/b", Optional.of(new Identity(5, 6, 7, 8)))));
    }

    /** Jackson reads no text of more than 20 million characters unless told so. */
    @Test
    void aZnodeAsLargeAsServersCanBeToldToTakeIsReadAgain() throws IOException {
        byte[] data = new byte[16 << 20];
        Arrays.fill(data, (byte) 0xfe);
        PastZnode large =
                new ModelEnsemble(true).create("/large", data, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        Path other = work.resolve("large");
        ChangePlan plan = new ChangePlan(List.of(new ZnodeChange("/large", large, null)), List.of(), 0, List.of());
        UndoWriter.begin(other, "a change", "/", plan, Instant.EPOCH).close();

        ZnodeChange read = Objects.requireNonNull(UndoFile.read(other).changes().get("/large"));

        assertThat(Arrays.equals(read.present().data(), data)).isTrue();
    }

    @Test
    void nobodyElseMayReadItAndNothingReplacesIt() throws IOException {
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> UndoWriter.begin(
                        file, "another", "/", new ChangePlan(List.of(), List.of(), 0, List.of()), Instant.EPOCH))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is there already")
                .hasMessageContaining("--undo-file");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFlippedBitAnywhereIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int lastLine = lastLine(whole);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            if (at < lastLine - 1) {
                assertThatThrownBy(() -> UndoFile.read(file)).as("at %d", at).isInstanceOf(CorruptException.class);
            } else {
                // as a torn end, which a crash leaves, too; the last but one then counts as never written
                assertThat(UndoFile.read(file).isFinished()).as("at %d", at).isFalse();
            }
        }
    }

    @Test
    void whereverItIsCutOffItSaysWhatStandsBeforeThat() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                UndoFile read = UndoFile.read(file);
                assertThat(read.isFinished()).isFalse();
                assertThat(read.units()).hasSizeLessThanOrEqualTo(1);
                assertThat(read.changes().size()).as("cut at %d", length).isIn(0, 3);
            } catch (CorruptException noBeginning) {
                assertThat(noBeginning).hasMessageContaining("lacks its beginning");
            }
        }
    }

    @Test
    void aMissingLineIsNoticed() throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int left = 0; left < lines.size() - 1; left++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(left);
            Files.writeString(file, String.join("\n", fewer) + "\n");
            int line = left;
            if (left < lines.size() - 2) {
                assertThatThrownBy(() -> UndoFile.read(file))
                        .as("without line %d", line)
                        .isInstanceOf(CorruptException.class);
            }
        }
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Files.writeString(file, "hello\n");
        assertThatThrownBy(() -> UndoFile.read(file))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("no undo file");
        assertThatThrownBy(() -> UndoFile.read(work.resolve("nowhere")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be read");
    }

    private static int lastLine(byte[] whole) {
        for (int at = whole.length - 2; ; at--) {
            if (whole[at] == '\n') {
                return at + 1;
            }
        }
    }
}
