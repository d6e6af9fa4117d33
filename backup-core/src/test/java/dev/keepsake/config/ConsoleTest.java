package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    @Test
    void whatAnArchiveSaysCommandsNoTerminal() {
        assertThat(written("a label \u001b[2J\u001b]0;title\u0007 \u009b8m\u0000 \u001b[8mhidden"))
                .isEqualTo("a label \\u001b[2J\\u001b]0;title\\u0007 \\u009b8m\\u0000 \\u001b[8mhidden");
    }

    @Test
    void whatTheProgramsThemselvesDoGoesThrough() {
        String own =
                "\r[###] 5%\u001b[K\n\tplain: ä € \ud83d\ude00 \u001b[1mbold\u001b[0m \u001b[33mx\u001b[39m\u001b[m";

        assertThat(written(own)).isEqualTo(own);
    }

    private static String written(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter writer = Console.writer(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        writer.print(text);
        writer.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
