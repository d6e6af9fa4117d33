package dev.keepsake.cli;

import dev.keepsake.config.KeyPlace;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the file of a key, or the name of one in AWS KMS. */
final class KeyWord implements ITypeConverter<KeyPlace> {

    @Override
    public KeyPlace convert(String word) {
        try {
            return KeyPlace.of(word);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException("'" + word + "' " + wrong.getMessage());
        }
    }
}
