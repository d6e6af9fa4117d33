package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FormatDocumentTest {

    @Test
    void theDocumentSaysTheNumbersOfTheCode() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("FORMAT.md"));

        assertThat(lines)
                .contains(
                        "| newest format | " + SealFormat.NEWEST + " |",
                        "| largest header JSON, bytes | " + SealFormat.MAX_HEADER_BYTES + " |",
                        "| largest block, bytes of plaintext | " + SealFormat.MAX_BLOCK_BYTES + " |",
                        "| largest object, bytes of plaintext | " + SealFormat.MAX_LENGTH + " |",
                        "| most facts | " + SealHeader.MAX_FACTS + " |",
                        "| longest name of a fact, and writer, characters | " + SealHeader.MAX_NAME + " |",
                        "| longest value of a fact, characters | " + SealHeader.MAX_VALUE + " |",
                        "| trailer, bytes | " + SealTrailer.BYTES + " |",
                        "| trailer of a signed object, bytes | " + SealTrailer.SIGNED_BYTES + " |",
                        "| largest segment of an encrypted block, bytes | " + BlockCipher.SEGMENT_BYTES + " |",
                        "| what encryption adds to a segment, bytes | " + BlockCipher.OVERHEAD + " |",
                        "| largest hashed object, bytes, frame and all | " + HashedJson.MAX_BYTES + " |",
                        "| deepest nesting, the body's own braces counted | " + HashedJson.MAX_DEPTH + " |",
                        "| longest string, characters | " + HashedJson.MAX_STRING + " |",
                        "| longest name, characters | " + StrictJson.MAX_NAME + " |",
                        "| longest number, characters | " + StrictJson.MAX_NUMBER + " |",
                        "| most tokens (names, values, brackets) | " + StrictJson.MAX_TOKENS + " |");
    }
}
