package dev.keepsake.config;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How both programs write to the streams they were given: UTF-8 whatever the locale, each line at once, and nothing that
 * commands a terminal but what these programs themselves do: clear a line, and underline or colour a word. Names, reasons and
 * labels come from archives and servers, and whoever wrote them must not be able to hide or move what is shown.
 */
public final class Console {

    private Console() {}

    /** A writer onto standard output or standard error. */
    public static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new Harmless(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
    }

    /** Shows every other control character as JSON writes it, so that JSON stays what it is. */
    private static final class Harmless extends FilterWriter {

        private static final Pattern COMMAND =
                Pattern.compile("\u001b\\[[0-9]{0,2}[Km]|[\\x00-\\x1f\\x7f-\\x9f&&[^\n\r\t]]");
        private static final Pattern OWN = Pattern.compile("\u001b\\[(K|([0-4]|2[1-4]|3[1-79])?m)");

        Harmless(Writer out) {
            super(out);
        }

        @Override
        public void write(int character) throws IOException {
            write(Character.toString((char) character), 0, 1);
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            write(new String(characters, from, length), 0, length);
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            Matcher command = COMMAND.matcher(text.substring(from, from + length));
            out.write(command.replaceAll(found -> Matcher.quoteReplacement(
                    OWN.matcher(found.group()).matches()
                            ? found.group()
                            : String.format("\\u%04x", (int) found.group().charAt(0))
                                    + found.group().substring(1))));
        }
    }
}
