package dev.keepsake.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A znode's data so that a person can read it: known formats laid out, other text as it is, everything else in hex. */
public final class DataWords {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int ROW = 16;
    private static final int BRIEF = 60;

    private DataWords() {}

    /** The data of a znode in full; lines end with a newline. */
    public static String of(String path, byte @Nullable [] data) throws IOException {
        if (data == null) {
            return "(null: this znode holds no data)\n";
        }
        Optional<Decoded> decoded = Decoder.decode(path, data);
        Optional<String> text =
                decoded.isPresent() ? Optional.of(laidOut(decoded.get().content())) : PlainText.of(data);
        return text.map(found -> found.isEmpty() || found.endsWith("\n") ? found : found + "\n")
                .orElseGet(() -> hex(data));
    }

    private static String laidOut(JsonNode content) throws IOException {
        return content.isTextual()
                ? content.asText()
                : MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content);
    }

    /** What it is that is shown in other words than its own, if it is. */
    public static Optional<String> format(String path, byte @Nullable [] data) {
        return data == null
                ? Optional.empty()
                : Decoder.decode(path, data).filter(decoded -> !decoded.plain()).map(Decoded::format);
    }

    /** In a few words on one line. */
    public static String brief(String path, byte @Nullable [] data) {
        if (data == null) {
            return "null";
        }
        Optional<String> text = PlainText.of(data).filter(found -> found.indexOf('\n') < 0);
        String words = text.map(found -> "'" + found + "'")
                .or(() -> Decoder.decode(path, data).map(decoded -> decoded.format() + " " + decoded.content()))
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(data, 0, Math.min(data.length, BRIEF)));
        return words.length() <= BRIEF ? words : words.substring(0, BRIEF) + "… (" + data.length + " bytes)";
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
