package dev.keepsake.config;

import dev.keepsake.archive.kms.KmsKey;
import dev.keepsake.config.Format.BadValueException;
import java.nio.file.Path;

/** Where a key is: in a file, or in a service that never gives it away. */
public sealed interface KeyPlace {

    /**
     * A file with a Tink keyset.
     *
     * @param path of the file
     */
    record InFile(Path path) implements KeyPlace {

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A key of AWS KMS.
     *
     * @param key the key, or an alias of it
     */
    record InKms(KmsKey key) implements KeyPlace {

        @Override
        public String toString() {
            return key.toString();
        }
    }

    /**
     * The place that a word of a command names; a file's path may be relative.
     *
     * @throws IllegalArgumentException when it is meant to name a key of AWS KMS and does not
     */
    static KeyPlace of(String word) {
        return KmsKey.isMeant(word)
                ? new InKms(KmsKey.parse(word).orElseThrow(() -> new IllegalArgumentException(noKey())))
                : new InFile(Path.of(word).toAbsolutePath());
    }

    /** The place that a configuration names. */
    static KeyPlace configured(String text) throws BadValueException {
        return KmsKey.isMeant(text)
                ? new InKms(KmsKey.parse(text).orElseThrow(() -> new BadValueException(noKey())))
                : new InFile(Formats.absolutePath(text));
    }

    private static String noKey() {
        return "names no key of AWS KMS that can be a recipient: such a name is " + KmsKey.FORM
                + "; keys whose alias begins with aws/ belong to services of Amazon";
    }
}
