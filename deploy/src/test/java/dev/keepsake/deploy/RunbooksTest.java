package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages for disasters are all of one kind, each is tried by a disaster, and the index leads to each. */
final class RunbooksTest {
    private static final List<String> SECTIONS =
            List.of("It is this one when", "Do not", "Do", "It is over when", "If not");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+)\\.md\\)");
    private static final Pattern COMMAND_IN_PROSE =
            Pattern.compile("`(?:ssh|systemctl) [^`]*`|`keepsake(?:-agent)? [^`]* -[^`]*`");

    private static final Pattern UNIT = Pattern.compile(
            "(?:for \\w+ in \\$\\w+; do )?ssh \"\\$\\w+\" systemctl \\w+ (?:[\\w-]+|\"\\$\\w+\")(?:; done)?");

    static List<String> names() {
        return Runbook.names();
    }

    @Test
    void eachPageIsTriedByADisasterAndEachDisasterHasAPage() {
        assertThat(names()).containsExactlyElementsOf(Disasters.all().keySet());
        assertThat(Disasters.all().keySet()).containsAll(Disasters.EVERYDAY);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPageHasItsSectionsInOrderAndSaysHowLongItTakes(String name) throws IOException {
        Runbook page = Runbook.read(name);

        assertThat(page.headings()).isEqualTo(SECTIONS);
        assertThat(page.takes()).isPositive();
        assertThat(page.blocks().get(0).commands()).matches("([A-Z_]+=.*\n)+");
    }

    @ParameterizedTest
    @MethodSource("names")
    void noCommandStandsWhereNoTestFindsIt(String name) throws IOException {
        assertThat(Runbook.read(name).prose())
                .noneMatch(line -> COMMAND_IN_PROSE.matcher(line).find());
    }

    /** Among others in one line its failing would be seen by nobody, and the others would be done to a server that still runs. */
    @ParameterizedTest
    @MethodSource("names")
    void aUnitIsStoppedOrStartedByALineOfItsOwn(String name) throws IOException {
        assertThat(Runbook.read(name).blocks().stream()
                        .flatMap(block -> block.commands().lines())
                        .filter(line -> line.contains("systemctl")))
                .allMatch(line -> UNIT.matcher(line).matches());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPageLeadsToPagesThatAreThere(String name) throws IOException {
        assertThat(links(String.join("\n", Runbook.read(name).prose()))).isSubsetOf(names());
    }

    @Test
    void theIndexLeadsToEachPage() throws IOException {
        List<String> links = links(Files.readString(Runbook.folder().resolve("README.md")));

        assertThat(links).containsAll(names()).isSubsetOf(names());
    }

    @Test
    void whatCannotBeReadIsRefused() {
        assertThatThrownBy(() -> Runbook.of("a", List.of("```bash", "rm", "```")))
                .hasMessageContaining("a.md, line 1");
        assertThatThrownBy(() -> Runbook.of("a", List.of("", "```sh", "rm")))
                .hasMessageContaining("line 2: this block");
        assertThatThrownBy(() -> Runbook.of("a", List.of("  ```sh", "rm", "  ```")))
                .hasMessageContaining("beginning");
        assertThatThrownBy(() -> Runbook.of("a", List.of("```sh exit=7", "rm", "ls", "```")))
                .hasMessageContaining("one command");
        assertThatThrownBy(() -> Runbook.of("a", List.of("    rm"))).hasMessageContaining("beginning");
        assertThatThrownBy(() -> Runbook.of("a", List.of("```text", "x", "```")))
                .hasMessageContaining("behind commands");
    }

    @Test
    void whatIsExpectedMustBePrintedInThisOrder() {
        RunbookBlock block = new RunbookBlock(1, 0, "", List.of("ok   …  to z", "end."));

        assertThat(block.missing("a\nok  from a to z\nb\nend.\n")).isEmpty();
        assertThat(block.missing("end.\nok a to z\n")).containsExactly("end.");
        assertThat(block.missing("ok a to z!\nend.")).hasSize(2);
        assertThat(block.missing("ok  to z\nendx")).hasSize(2);
    }

    private static List<String> links(String text) {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .distinct()
                .toList();
    }
}
