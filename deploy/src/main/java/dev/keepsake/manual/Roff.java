package dev.keepsake.manual;

import java.util.List;
import java.util.Locale;

/** Text in the language of {@code man}, with everything that has a meaning in it made plain. */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    Roff title(String name, String day, String version) {
        return line(".TH \"" + plain(name.toUpperCase(Locale.ROOT)) + "\" 1 \"" + day + "\" \"Keepsake "
                        + plain(version) + "\" \"Keepsake\"")
                // left-aligned and not hyphenated: options and paths must stay as they are typed
                .line(".ad l")
                .line(".nh");
    }

    Roff section(String name) {
        return line(".SH " + name);
    }

    /** The line that {@code whatis} and {@code apropos} find. */
    Roff name(String name, String summary) {
        return section("NAME").line(plain(name) + " \\- " + plain(summary));
    }

    Roff subsection(String name) {
        return line(".SS \"" + plain(name) + "\"");
    }

    Roff paragraph(String words) {
        return line(".PP").line(sentence(words));
    }

    /** Words, the first of them in bold. */
    Roff synopsis(String bold, String rest) {
        return line(".PP").line(bold(bold) + " " + sentence(rest));
    }

    /** A term that stands out, and what it means. */
    Roff term(String term, String meaning) {
        return line(".TP").line(term).line(sentence(meaning));
    }

    /** What is typed at a shell. */
    Roff command(String typed) {
        return line(".PP")
                .line(".RS 4")
                .line(".nf")
                .line(bold(typed))
                .line(".fi")
                .line(".RE");
    }

    /** Pages named beside each other. */
    Roff pages(List<String> names) {
        line(".PP");
        for (int i = 0; i < names.size(); i++) {
            line(".BR " + plain(names.get(i)) + " (1)" + (i + 1 < names.size() ? "," : ""));
        }
        return this;
    }

    static String page(String name) {
        return bold(name) + "(1)";
    }

    static String bold(String words) {
        return "\\fB" + plain(words) + "\\fR";
    }

    static String italic(String words) {
        return "\\fI" + plain(words) + "\\fR";
    }

    /** Words as a line of its own, on which a leading point or quote would be a request. */
    private static String sentence(String words) {
        String line = plain(words.strip().replaceAll("\\s+", " "));
        return line.startsWith(".") || line.startsWith("\\(aq") ? "\\&" + line : line;
    }

    static String plain(String words) {
        StringBuilder plain = new StringBuilder();
        words.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> plain.append("\\e");
                case '-' -> plain.append("\\-");
                case '\'' -> plain.append("\\(aq");
                case '"' -> plain.append("\\(dq");
                case '`' -> plain.append("\\(ga");
                case '^' -> plain.append("\\(ha");
                case '~' -> plain.append("\\(ti");
                default -> plain.append(c < 0x80 ? Character.toString(c) : String.format("\\[u%04X]", c));
            }
        });
        return plain.toString();
    }

    private Roff line(String line) {
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
