package dev.keepsake.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is asked to open what stands in keyrings, and what it takes that nobody does. */
final class UnwrappingTest {

    private static final Binding BINDING = Binding.ofArchiveKey("01JDB8ZJQ2M8W7P5X4V3T2R1N0", 1);

    private final List<String> asked = new ArrayList<>();

    private interface Answer {
        Optional<byte[]> to(String wrapped) throws IOException;
    }

    private Unlocker unlocker(String fingerprint, Answer answer) {
        return new Unlocker() {
            @Override
            public String fingerprint() {
                return fingerprint;
            }

            @Override
            public Optional<byte[]> unwrap(byte[] wrapped, Binding binding) throws IOException {
                asked.add(fingerprint + " " + new String(wrapped, UTF_8));
                return answer.to(new String(wrapped, UTF_8));
            }
        };
    }

    private Unlocker opening(String fingerprint) {
        return unlocker(fingerprint, wrapped -> Optional.of(wrapped.getBytes(UTF_8)));
    }

    private Unlocker unreachable(String fingerprint) {
        return unlocker(fingerprint, wrapped -> {
            throw new StoreException.Unavailable("no connection to " + fingerprint, null);
        });
    }

    private static Keyring.Entry entry(String... holders) {
        List<Keyring.Holder> all = new ArrayList<>();
        for (String holder : holders) {
            int space = holder.indexOf(' ');
            byte[] wrapped = holder.substring(space + 1).getBytes(UTF_8);
            all.add(new Keyring.Holder(
                    "name", holder.substring(0, space), Base64.getEncoder().encodeToString(wrapped)));
        }
        return new Keyring.Entry(1, "public", all);
    }

    private static List<String> secrets(List<Keyring.Entry> entries, Unlocker... unlockers) throws IOException {
        return Unwrapping.of(entries, List.of(unlockers), BINDING).stream()
                .map(secret -> new String(secret, UTF_8))
                .toList();
    }

    @Test
    void whatOneOpensNoOtherIsAskedFor() throws IOException {
        List<Keyring.Entry> twice = List.of(entry("kms a", "safe a"), entry("kms a", "safe a"));

        assertThat(secrets(twice, opening("safe"), opening("kms"))).containsExactly("a");
        assertThat(asked).containsExactly("safe a");
    }

    @Test
    void oneThatFailsIsNoLossWhereAnotherOpens() throws IOException {
        assertThat(secrets(List.of(entry("kms a", "safe a")), unreachable("kms"), opening("safe")))
                .containsExactly("a");
        assertThat(secrets(List.of(entry("kms a"), entry("safe b")), unreachable("kms"), opening("safe")))
                .containsExactly("b");
    }

    @Test
    void whereNoneOpensTheFirstFailureIsTold() {
        assertThatThrownBy(() -> secrets(
                        List.of(entry("kms a", "vault a")),
                        unreachable("kms"),
                        unreachable("vault"),
                        unlocker("safe", wrapped -> Optional.empty())))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessage("no connection to kms");
    }

    @Test
    void whoIsStoppedAsksNobodyElse() {
        Unlocker stopped = unlocker("kms", wrapped -> {
            throw new InterruptedIOException("interrupted");
        });

        assertThatThrownBy(() -> secrets(List.of(entry("kms a", "safe a")), stopped, opening("safe")))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(asked).containsExactly("kms a");
    }

    @Test
    void rubbishInOneEntryHidesNothingInAnother() throws IOException {
        assertThat(secrets(List.of(entry("safe rubbish"), entry("safe a")), opening("safe")))
                .containsExactly("rubbish", "a");
    }
}
