package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages and completions of the distribution, held against what the programs say of themselves. */
final class ManualIT {
    private static final List<String> PROGRAMS = List.of("keepsake", "keepsake-agent");
    private static final Path SHARE = Folders.distribution().resolve("share");
    private static final Pattern VERB = Pattern.compile("(?m)^  ([a-z][a-z-]*)(?=[ ,\\n])");
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-[a-z], )?(--[a-z0-9][a-z0-9-]*)");

    private static final Map<List<String>, String> HELPS = new HashMap<>();

    @TempDir
    private Path work;

    private Keepsake keepsake;

    @BeforeEach
    void prepare() throws IOException {
        keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
    }

    @Test
    void everyCommandHasAPageWithAllItsOptions() throws Exception {
        List<Path> expected = new ArrayList<>();
        for (List<String> command : commands()) {
            Path page = page(command);
            expected.add(page);
            String text = plain(Files.readString(page));

            assertThat(text)
                    .as(page.toString())
                    .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH SEE ALSO");
            if (!command.contains("help")) {
                assertThat(text).as(page.toString()).contains(".SH EXIT STATUS");
            }
            for (String option : matches(OPTION, help(command))) {
                assertThat(text).as(page + " has " + option).contains(option);
            }
        }
        assertThat(Folders.files(SHARE.resolve("man/man1"))).hasSameElementsAs(expected);
        assertThat(expected).hasSizeGreaterThan(8);
    }

    @Test
    void everyPageIsRenderedWithoutAWarning() throws Exception {
        boolean groff = isInstalled("groff");
        boolean mandoc = isInstalled("mandoc");
        System.out.println("pages rendered with groff: " + groff + ", checked with mandoc: " + mandoc);
        for (Path page : Folders.files(SHARE.resolve("man/man1"))) {
            if (groff) {
                Outcome rendered =
                        keepsake.run(List.of("groff", "-man", "-Tutf8", "-ww", "-rLL=78n", "-P-cbou", page.toString()));
                assertThat(rendered.orThrow().messages()).as(page.toString()).isEmpty();
                assertThat(rendered.output()).contains("NAME").doesNotContain("\\-", "\\f", "${");
            }
            if (mandoc) {
                keepsake.run(List.of("mandoc", "-Tlint", "-Wwarning", page.toString()))
                        .orThrow();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepsake", "keepsake-agent"})
    void bashCompletesCommandsAndTheirOptions(String program) throws Exception {
        for (List<String> command : commands()) {
            if (!command.get(0).equals(program) || command.contains("help")) {
                continue;
            }
            String help = help(command);
            assertThat(completed(command, "")).as(command.toString()).containsAll(verbs(help));
            assertThat(completed(command, "--")).as(command.toString()).containsAll(matches(OPTION, help));
        }
    }

    @Test
    void theCommandPrintsWhatTheDistributionHolds() throws Exception {
        String bash = keepsake.run(List.of(program("keepsake"), "completion", "bash"))
                .orThrow()
                .output();
        String zsh = keepsake.run(List.of(program("keepsake"), "completion", "zsh"))
                .orThrow()
                .output();

        assertThat(SHARE.resolve("bash-completion/completions/keepsake")).hasContent(bash);
        assertThat(SHARE.resolve("zsh/site-functions/_keepsake")).hasContent(zsh);
    }

    @Test
    void zshTakesItsCompletions() throws Exception {
        boolean zsh = isInstalled("zsh");
        System.out.println("completions tried in zsh: " + zsh);
        if (zsh) {
            for (String program : PROGRAMS) {
                String script = "fpath=(" + SHARE.resolve("zsh/site-functions") + " $fpath); autoload -Uz compinit;"
                        + " compinit -u -D; print -r -- $_comps[" + program + "]; autoload -Uz +X _" + program;
                Outcome outcome =
                        keepsake.run(List.of("zsh", "-f", "-c", script)).orThrow();
                assertThat(outcome.output().strip()).isEqualTo("_" + program);
            }
        }
    }

    /** Every command there is, by asking each for those below it. */
    private List<List<String>> commands() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String program : PROGRAMS) {
            addBelow(List.of(program), commands);
        }
        return commands;
    }

    private void addBelow(List<String> command, List<List<String>> commands) throws IOException {
        commands.add(command);
        if (command.contains("help")) {
            return;
        }
        for (String verb : verbs(help(command))) {
            List<String> below = new ArrayList<>(command);
            below.add(verb);
            addBelow(below, commands);
        }
    }

    private static List<String> verbs(String help) {
        int begin = help.indexOf("\nCommands:\n");
        if (begin < 0) {
            return List.of();
        }
        String list = help.substring(begin + "\nCommands:\n".length());
        int end = list.indexOf("\n\n");
        return matches(VERB, end < 0 ? list : list.substring(0, end));
    }

    /** Each command is asked once for all tests: starting it is what takes time here. */
    private String help(List<String> command) throws IOException {
        String known = HELPS.get(command);
        if (known == null) {
            List<String> words = new ArrayList<>(command);
            words.set(0, program(command.get(0)));
            words.add("--help");
            known = keepsake.run(words).orThrow().output();
            HELPS.put(List.copyOf(command), known);
        }
        return known;
    }

    private List<String> completed(List<String> command, String begun) throws IOException {
        String function = "_complete_" + command.get(0);
        List<String> words = new ArrayList<>(command);
        words.add(begun);
        String script = "source " + SHARE.resolve("bash-completion/completions").resolve(command.get(0))
                + " && complete -p " + command.get(0) + " >&2 && COMP_WORDS=("
                + String.join(" ", words.stream().map(word -> "'" + word + "'").toList())
                + ") && COMP_CWORD=" + command.size() + " && { " + function + " || true; }"
                + " && printf '%s\\n' \"${COMPREPLY[@]}\"";
        Outcome outcome = keepsake.run(List.of("bash", "--norc", "-c", script)).orThrow();
        assertThat(outcome.messages()).contains("complete ", function);
        return Arrays.stream(outcome.output().split("\n", -1))
                .map(String::strip)
                .toList();
    }

    private boolean isInstalled(String tool) throws IOException {
        return keepsake.run(List.of("sh", "-c", "command -v " + tool)).exitCode() == 0;
    }

    private static Path page(List<String> command) {
        return SHARE.resolve("man/man1").resolve(String.join("-", command) + ".1");
    }

    private static String plain(String roff) {
        return roff.replace("\\-", "-").replaceAll("\\\\f[BIR]", "");
    }

    private static List<String> matches(Pattern pattern, String text) {
        TreeSet<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return List.copyOf(found);
    }

    private static String program(String name) {
        return Folders.distribution().resolve("bin").resolve(name).toString();
    }
}
