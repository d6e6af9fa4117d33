package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionTest {

    @Test
    void bashLearnsEveryCommand() {
        Run run = Run.of("completion", "bash");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("complete -F _complete_keepsake", "zookeeper", "--data-dir");
        for (String verb : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run.out()).contains(verb);
        }
    }

    @Test
    void zshGetsAFunctionToLoad() {
        Run run = Run.of("completion", "ZSH");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("#compdef keepsake\n").endsWith("-F _complete_keepsake\n");
    }

    @Test
    void itIsTheSameEveryTime() {
        assertThat(Run.of("completion", "bash").out())
                .isEqualTo(Run.of("completion", "bash").out());
    }

    @Test
    void anotherShellIsAUsageError() {
        Run run = Run.of("completion", "fish");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("fish").doesNotContain("\tat ");
    }
}
