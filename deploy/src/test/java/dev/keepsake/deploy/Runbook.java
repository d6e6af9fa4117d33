package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that somebody follows after a disaster.
 *
 * @param name the page's file without its ending
 * @param headings its sections, in order
 * @param takes how long it says that all of its commands take
 * @param prose what stands outside of blocks
 * @param blocks its commands, in order
 */
record Runbook(String name, List<String> headings, Duration takes, List<String> prose, List<RunbookBlock> blocks) {
    private static final String ENDING = ".md";
    private static final String FENCE = "```";
    private static final Pattern COMMANDS = Pattern.compile("sh(?: exit=([0-9]+))?");
    private static final Pattern TAKES = Pattern.compile("\\*\\*Takes (?:about )?([0-9]+) minutes?\\.?\\*\\*.*");

    Runbook {
        headings = List.copyOf(headings);
        prose = List.copyOf(prose);
        blocks = List.copyOf(blocks);
    }

    /** Where the pages lie. */
    static Path folder() {
        return Path.of(System.getProperty("keepsake.runbooks", "runbooks")).toAbsolutePath();
    }

    /** The names of all pages, without the index. */
    static List<String> names() {
        return Folders.files(folder()).stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(ENDING) && !file.equals("README.md"))
                .map(file -> file.substring(0, file.length() - ENDING.length()))
                .toList();
    }

    /** Reads a page by its name; what it cannot make out is refused, or a command could go untried. */
    static Runbook read(String name) throws IOException {
        return of(name, Files.readAllLines(folder().resolve(name + ENDING)));
    }

    static Runbook of(String name, List<String> lines) {
        List<String> headings = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<RunbookBlock> blocks = new ArrayList<>();
        Duration takes = Duration.ZERO;
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.startsWith(FENCE)) {
                int end = end(name, lines, at);
                block(name, lines, at, end, blocks);
                at = end;
                continue;
            }
            if (line.strip().startsWith(FENCE) || line.startsWith("    ")) {
                throw refused(name, at, "only fenced blocks at the line's beginning are read");
            }
            Matcher time = TAKES.matcher(line);
            takes = time.matches() ? Duration.ofMinutes(Long.parseLong(time.group(1))) : takes;
            (line.startsWith("## ") ? headings : prose).add(line.replaceFirst("^## ", ""));
        }
        return new Runbook(name, headings, takes, prose, blocks);
    }

    private static void block(String name, List<String> lines, int begin, int end, List<RunbookBlock> blocks) {
        String kind = lines.get(begin).substring(FENCE.length());
        List<String> content = lines.subList(begin + 1, end);
        Matcher commands = COMMANDS.matcher(kind);
        if (commands.matches()) {
            int exitCode = commands.group(1) == null ? 0 : Integer.parseInt(commands.group(1));
            if (exitCode != 0 && content.size() != 1) {
                throw refused(name, begin, "a block that fails is one command, or others could fail unseen");
            }
            blocks.add(new RunbookBlock(begin + 1, exitCode, String.join("\n", content) + "\n", List.of()));
        } else if (kind.equals("text") && !blocks.isEmpty()) {
            blocks.add(blocks.remove(blocks.size() - 1).printing(content));
        } else if (!kind.equals("yaml")) {
            throw refused(
                    name, begin, "a block is 'sh', 'sh exit=N', 'yaml', or 'text' behind commands, not '" + kind + "'");
        }
    }

    private static int end(String name, List<String> lines, int begin) {
        for (int at = begin + 1; at < lines.size(); at++) {
            if (lines.get(at).equals(FENCE)) {
                return at;
            }
        }
        throw refused(name, begin, "this block has no end");
    }

    private static IllegalArgumentException refused(String name, int at, String why) {
        return new IllegalArgumentException("%s%s, line %d: %s".formatted(name, ENDING, at + 1, why));
    }
}
