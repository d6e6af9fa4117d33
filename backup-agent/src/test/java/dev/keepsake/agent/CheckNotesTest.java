package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.StoreException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CheckNotesTest {

    @Test
    void anArchiveInsideTheStateDirectoryIsNamed() {
        Path state = Path.of("/var/lib/keepsake");

        assertThat(CheckNotes.beside(URI.create("file:///var/lib/keepsake/archive"), state)
                        .orElseThrow())
                .contains("inside the state directory /var/lib/keepsake", "put it elsewhere");
        assertThat(CheckNotes.beside(URI.create("file:///var/lib/../lib/keepsake"), state))
                .isPresent();
        assertThat(CheckNotes.beside(URI.create("file:///var/lib/keepsake-archive"), state))
                .isEmpty();
        assertThat(CheckNotes.beside(URI.create("s3://var/lib/keepsake"), state))
                .isEmpty();
    }

    @Test
    void aBucketWithoutVersionsIsNamedAndOneThatDoesNotSayToo() throws StoreException {
        assertThat(CheckNotes.versions(() -> true)).isEmpty();
        assertThat(CheckNotes.versions(() -> false).orElseThrow()).contains("keeps no versions", "for good");
        assertThat(CheckNotes.versions(() -> {
                            throw new StoreException.Denied("s3:GetBucketVersioning is missing", null);
                        })
                        .orElseThrow())
                .contains("cannot be asked: s3:GetBucketVersioning is missing");
    }
}
