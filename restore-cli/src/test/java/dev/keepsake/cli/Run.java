package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One run of the program, in this process. */
record Run(int code, String out, String err) {

    static Run of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(code, out.toString(), err.toString());
    }

    /** Runs a printed command as a shell takes it apart. */
    static Run typed(String command) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "for word in " + command + "; do printf '%s\\n' \"$word\"; done")
                .start();
        List<String> words = shell.inputReader().lines().toList();
        assertThat(words.get(0)).isEqualTo("keepsake");
        return of(words.subList(1, words.size()).toArray(new String[0]));
    }

    /** The hash that a restore has printed. */
    static String hash(String out) {
        return lineWith(out, "hash      ").substring("hash      ".length());
    }

    static String lineWith(String text, String begin) {
        return text.lines().filter(line -> line.startsWith(begin)).findFirst().orElseThrow();
    }

    /** The names of all files below a directory, by their paths; none when it is absent. */
    static List<String> names(Path directory) throws IOException {
        return files(directory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    /** All files below a directory, by their paths; none when it is absent. */
    static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
