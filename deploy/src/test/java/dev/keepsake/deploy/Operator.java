package dev.keepsake.deploy;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Somebody who types what stands on a page, block after block, into one shell that stays open. */
final class Operator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path notes;
    private final Process shell;
    private final Writer keyboard;
    private int typed;

    private Operator(Path notes, Process shell) {
        this.notes = notes;
        this.shell = shell;
        this.keyboard = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** Sits down in a folder, with these variables and no others; what is typed and printed is kept in another one. */
    static Operator at(Path desk, Map<String, String> variables, Path notes) throws IOException {
        Files.createDirectories(notes);
        ProcessBuilder builder = new ProcessBuilder("sh", "-e")
                .directory(desk.toFile())
                .redirectErrorStream(true)
                .redirectOutput(notes.resolve("shell.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return new Operator(notes, Children.start(builder));
    }

    /** How many blocks were typed. */
    int typed() {
        return typed;
    }

    /** Sets variables to what they are here, as somebody does who types a page's first lines. */
    void set(Map<String, String> variables) throws IOException {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            keyboard.write("%s='%s'\n".formatted(variable.getKey(), variable.getValue()));
        }
    }

    /**
     * Types the commands of a block. One that fails ends the shell, as nothing that follows may be typed then; only the last
     * one of a block whose page says so may.
     */
    Outcome type(RunbookBlock block) throws IOException {
        typed++;
        Path commands = Files.writeString(notes.resolve(typed + ".sh"), block.commands());
        Path printed = notes.resolve(typed + ".out");
        Path ended = notes.resolve(typed + ".exit");
        String run = ". '%s' </dev/null >'%s' 2>&1; code=$?; ".formatted(commands, printed);
        String report = "echo $code >'%1$s.new'; mv '%1$s.new' '%1$s'\n".formatted(ended);
        keyboard.write(block.exitCode() == 0 ? run + report : "set +e; " + run + "set -e; " + report);
        keyboard.flush();
        Await.until(
                "the commands are through whose output is " + printed,
                PATIENCE,
                () -> Files.exists(ended) || !shell.isAlive());
        int exitCode =
                Files.exists(ended) ? Integer.parseInt(Files.readString(ended).strip()) : Children.join(shell);
        return new Outcome(
                List.of(block.commands()), exitCode, Files.exists(printed) ? Files.readString(printed) : "", "");
    }

    @Override
    public void close() {
        shell.destroyForcibly();
        Children.join(shell);
    }
}
