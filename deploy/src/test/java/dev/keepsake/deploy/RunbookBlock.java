package dev.keepsake.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A block of commands on a page, and what the page says that they print.
 *
 * @param line where it begins on the page
 * @param exitCode how its last command ends
 * @param commands as they stand there
 * @param expected lines, in which an ellipsis stands for anything; others may stand between them
 */
record RunbookBlock(int line, int exitCode, String commands, List<String> expected) {
    RunbookBlock {
        expected = List.copyOf(expected);
    }

    /** The same with what it prints. */
    RunbookBlock printing(List<String> lines) {
        return new RunbookBlock(line, exitCode, commands, lines);
    }

    /** The expected lines that were not printed, from the first one on that is missing; how wide gaps are does not count. */
    List<String> missing(String printed) {
        List<String> missing = new ArrayList<>(expected);
        for (String found : printed.lines().toList()) {
            if (!missing.isEmpty()
                    && pattern(missing.get(0)).matcher(squeezed(found)).matches()) {
                missing.remove(0);
            }
        }
        return missing;
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(Pattern.compile("…")
                .splitAsStream(squeezed(expected) + "\n")
                .map(part -> Pattern.quote(part.replace("\n", "")))
                .collect(Collectors.joining(".*")));
    }

    private static String squeezed(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }
}
