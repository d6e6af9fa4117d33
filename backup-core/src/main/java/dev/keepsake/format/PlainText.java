package dev.keepsake.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Tells text from other bytes. */
public final class PlainText {

    private PlainText() {}

    /** What the bytes say as UTF-8, if they are text all through, of one line or several; no terminal obeys any of it. */
    public static Optional<String> of(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            boolean printable = text.chars()
                    .allMatch(letter -> letter >= ' '
                            ? letter < 0x7f || letter > 0x9f
                            : letter == '\n' || letter == '\r' || letter == '\t');
            return printable ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }
}
