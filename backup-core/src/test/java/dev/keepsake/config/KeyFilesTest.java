package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.ArchiveMemory;
import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFilesTest {

    private static final ArchiveMemory MEMORY = new ArchiveMemory() {
        @Override
        public Optional<Remembered> recall(String location) {
            return Optional.of(new Remembered(location, "01", 0, ""));
        }

        @Override
        public void remember(Remembered archive) {}
    };

    @Test
    void whoIsLentAKeyIsStillWhoHeWas(@TempDir Path folder) throws IOException {
        Path safe = Files.writeString(
                folder.resolve("safe.key"),
                KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE).json());
        Trust followed =
                Trust.in(List.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE).publicHalf()));
        Keys agent = Keys.writing(Signer.of(KeyText.generate(KeyText.Kind.SIGNER_PRIVATE)), List.of(), Trust.NOBODY)
                .following(followed)
                .remembering(MEMORY);

        Keys lent = KeyFiles.lent(agent, List.of(safe));

        assertThat(lent.unlockers()).hasSize(1);
        assertThat(lent.memory()).isSameAs(MEMORY);
        assertThat(lent.keyringTrust()).isEqualTo(agent.keyringTrust());
        assertThat(lent.signer()).isEqualTo(agent.signer());
        assertThat(lent.trust()).isEqualTo(agent.trust());
    }
}
