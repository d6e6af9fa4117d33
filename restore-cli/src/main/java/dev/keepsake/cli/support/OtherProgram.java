package dev.keepsake.cli.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What another program of this machine says, for as long as somebody waits for it. */
public record OtherProgram(List<String> words) {

    /** Keeps its own copy. */
    public OtherProgram {
        words = List.copyOf(words);
    }

    /** Runs it without any input, and tells all that it prints; an interrupt ends it. */
    public void tell(PrintWriter out) throws IOException, InterruptedException {
        // reading from a pipe could not be interrupted
        Path said = Files.createTempFile("keepsake-support", ".txt");
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(said.toFile())
                    .start();
            try {
                process.waitFor();
            } finally {
                process.destroyForcibly();
                copy(said, out);
            }
            out.println("exit code " + process.exitValue());
        } finally {
            Files.delete(said);
        }
    }

    private static void copy(Path said, PrintWriter out) throws IOException {
        // whatever is no text becomes a mark of that
        try (Reader reader = new InputStreamReader(Files.newInputStream(said), StandardCharsets.UTF_8)) {
            reader.transferTo(out);
        }
    }
}
