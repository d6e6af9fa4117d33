package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.testkit.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Key files. A key that is read is written and read as the same key; a complaint says nothing of what was in the file. */
final class KeyFuzz implements FuzzTarget {

    private static final int TELLING = 24;

    @Override
    public void take(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            KeyText key = KeyText.parse("the file", text);
            KeyText again = KeyText.parse("the file", key.json());
            assertThat(again.fingerprint()).isEqualTo(key.fingerprint());
            assertThat(again.kind()).isEqualTo(key.kind());
            assertThat(key.publicHalf().fingerprint()).isEqualTo(key.fingerprint());
            assertThat(used(key)).isNotNull();
        } catch (RefusedException complaint) {
            for (int i = 0; i + TELLING <= text.length(); i += TELLING / 2) {
                assertThat(complaint).message().doesNotContain(text.substring(i, i + TELLING));
            }
            assertThat(complaint).hasNoCause();
            throw complaint;
        }
    }

    private static Object used(KeyText key) throws RefusedException {
        return switch (key.kind()) {
            case RECIPIENT -> Recipient.of(key);
            case RECIPIENT_PRIVATE -> Unlocker.of(key);
            case SIGNER -> Trust.in(List.of(key));
            case SIGNER_PRIVATE -> Signer.of(key);
        };
    }
}
