package dev.keepsake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A znode's data so that a person can read it: JSON laid out, other text as it is, everything else in hex. */
final class DataWords {

    private static final int ROW = 16;
    private static final int BRIEF = 60;

    private DataWords() {}

    /** In full; lines end with a newline. */
    static String of(byte @Nullable [] data) {
        if (data == null) {
            return "(null: this znode holds no data)\n";
        }
        Optional<String> text = text(data);
        if (text.isEmpty()) {
            return hex(data);
        }
        String laidOut = json(text.get()).orElse(text.get());
        return laidOut.isEmpty() || laidOut.endsWith("\n") ? laidOut : laidOut + "\n";
    }

    /** In a few words on one line. */
    static String brief(byte @Nullable [] data) {
        if (data == null) {
            return "null";
        }
        Optional<String> text = text(data).filter(found -> found.indexOf('\n') < 0);
        String words = text.map(found -> "'" + found + "'")
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(data, 0, Math.min(data.length, BRIEF)));
        return words.length() <= BRIEF ? words : words.substring(0, BRIEF) + "… (" + data.length + " bytes)";
    }

    /** What the bytes say as UTF-8, if they are text all through. */
    static Optional<String> text(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            boolean printable = text.chars()
                    .allMatch(letter ->
                            letter >= ' ' ? letter != 0x7f : letter == '\n' || letter == '\r' || letter == '\t');
            return printable ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    private static Optional<String> json(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonOutput.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(JsonOutput.MAPPER.readTree(text)));
        } catch (JsonProcessingException other) {
            return Optional.empty();
        }
    }

    private static String hex(byte[] data) {
        StringBuilder all = new StringBuilder();
        for (int row = 0; row < data.length; row += ROW) {
            all.append(String.format(Locale.ROOT, "%08x ", row));
            StringBuilder letters = new StringBuilder();
            for (int i = row; i < row + ROW; i++) {
                all.append(i < data.length ? String.format(Locale.ROOT, " %02x", data[i]) : "   ");
                if (i < data.length) {
                    letters.append(data[i] >= ' ' && data[i] < 0x7f ? (char) data[i] : '.');
                }
            }
            all.append("  |").append(letters).append("|\n");
        }
        return all.toString();
    }
}
