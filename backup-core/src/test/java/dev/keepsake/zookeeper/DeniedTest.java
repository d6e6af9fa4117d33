package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeniedTest {

    private static final String STATUS = """
            Name:\tjava
            Uid:\t1000\t998\t998\t998
            Gid:\t1000\t997\t997\t997
            Groups:\t4 24 997
            CapEff:\t%s
            """;

    @TempDir
    private Path directory;

    @Test
    void theEffectiveUserAndAllGroupsAreRead() {
        Reader reader = Reader.parse("keepsake", STATUS.formatted("0000000000000000"));

        assertThat(reader).isEqualTo(new Reader("keepsake", List.of(998, 997, 4, 24, 997), 0));
        assertThat(reader).hasToString("user 'keepsake' (uid 998, groups 997, 4, 24)");
        assertThat(reader.isIn(24)).isTrue();
        assertThat(reader.isIn(998)).isFalse();
        assertThat(reader.mayReadAnything()).isFalse();
    }

    @Test
    void eitherCapabilityReadsAnything() {
        for (String capabilities : List.of("0000000000000002", "0000000000000004", "000001ffffffffff")) {
            assertThat(Reader.parse("x", STATUS.formatted(capabilities)).mayReadAnything())
                    .as(capabilities)
                    .isTrue();
        }
        assertThat(Reader.parse("x", STATUS.formatted("0000000000000008")).mayReadAnything())
                .isFalse();
    }

    @Test
    void whatIsNotToldIsLeftOut() {
        assertThat(Reader.parse("keepsake", "Groups:\t\n")).hasToString("user 'keepsake'");
    }

    @Test
    void aPathThatIsOpenUpToItsEndIsItselfWhatIsClosed() throws IOException {
        Path file = Files.createFile(
                directory.resolve("file"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);

        assertThat(Denied.reading(file)).isEqualTo(new Denied(file, file, false));
        assertThat(Denied.reading(link.resolve("file")).place()).isEqualTo(file);
        assertThat(Denied.ownership(file)).startsWith("owner ").endsWith("mode rw-------");
    }

    @Test
    void linksThatGoRoundEnd() throws IOException {
        Path one = directory.resolve("one");
        Files.createSymbolicLink(one, directory.resolve("two"));
        Files.createSymbolicLink(directory.resolve("two"), one);

        assertThat(Denied.reading(one.resolve("file")).path()).isEqualTo(one.resolve("file"));
    }
}
