package dev.keepsake.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code keyring/<n>.json} says: archive keys, each with its private half wrapped to those who may read.
 *
 * @param archive the ULID of the archive that it is of
 * @param number as in its key
 * @param created on the store's clock
 */
public record Keyring(String archive, int number, Instant created, List<Entry> keys) {

    /** Keeps its own copy. */
    public Keyring {
        keys = List.copyOf(keys);
    }

    /**
     * An archive key.
     *
     * @param number of the keyring that introduced it, which headers of objects say
     * @param publicKey the public half, a Tink keyset in JSON
     */
    public record Entry(int number, String publicKey, List<Holder> holders) {

        /** Keeps its own copy. */
        public Entry {
            holders = List.copyOf(holders);
        }

        /** Which archive key it is of. */
        KeyOf key() {
            return new KeyOf(number, publicKey);
        }

        Set<String> fingerprints() {
            return holders.stream().map(Holder::fingerprint).collect(Collectors.toSet());
        }

        String names() {
            return holders.stream().map(Holder::toString).collect(Collectors.joining(", "));
        }
    }

    /** What makes an archive key that one: two acts may give two of them one number, each in its place. */
    record KeyOf(int number, String publicKey) {}

    /**
     * Who may read.
     *
     * @param name for people; says nothing of whose the key is
     * @param fingerprint of the public key
     * @param wrapped the private half of the archive key, encrypted to that key, in base64
     */
    public record Holder(String name, String fingerprint, String wrapped) {

        @Override
        public String toString() {
            return "'" + name + "' (" + fingerprint + ")";
        }
    }
}
