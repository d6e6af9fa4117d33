package dev.keepsake.catalog;

import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Unlocker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Opens what stands wrapped in entries of keyrings, with whatever opens it. An unlocker may be a service, so it is asked no more
 * than needed, and one that fails is no loss where another one opens the same.
 */
final class Unwrapping {

    private final Collection<Unlocker> unlockers;
    private final Binding binding;
    private Optional<IOException> failed = Optional.empty();

    private Unwrapping(Collection<Unlocker> unlockers, Binding binding) {
        this.unlockers = unlockers;
        this.binding = binding;
    }

    /** What each of these entries holds, as far as it opens; what kept them all from being opened, where none does. */
    static List<byte[]> of(List<Keyring.Entry> entries, Collection<Unlocker> unlockers, Binding binding)
            throws IOException {
        Unwrapping unwrapping = new Unwrapping(unlockers, binding);
        List<byte[]> secrets = new ArrayList<>();
        // an entry stands in two keyrings at least
        for (Keyring.Entry entry : entries.stream().distinct().toList()) {
            unwrapping.secret(entry).ifPresent(secrets::add);
        }
        if (secrets.isEmpty() && unwrapping.failed.isPresent()) {
            throw unwrapping.failed.get();
        }
        return secrets;
    }

    private Optional<byte[]> secret(Keyring.Entry entry) throws IOException {
        for (Unlocker unlocker : unlockers) {
            for (Keyring.Holder holder : entry.holders()) {
                Optional<byte[]> secret = unlocker.fingerprint().equals(holder.fingerprint())
                        ? tried(unlocker, holder)
                        : Optional.empty();
                if (secret.isPresent()) {
                    return secret;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<byte[]> tried(Unlocker unlocker, Keyring.Holder holder) throws IOException {
        try {
            return unlocker.unwrap(decoded(holder), binding);
        } catch (InterruptedIOException stopped) {
            throw stopped;
        } catch (IOException failure) {
            failed = Optional.of(failed.orElse(failure));
            return Optional.empty();
        }
    }

    private static byte[] decoded(Keyring.Holder holder) {
        try {
            return Base64.getDecoder().decode(holder.wrapped());
        } catch (IllegalArgumentException damaged) {
            return new byte[0];
        }
    }
}
