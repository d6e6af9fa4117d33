package dev.keepsake.deploy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What stands in for {@code ssh} and {@code systemctl} where all machines are one: the first goes into a machine's folder, the
 * second asks this test to start or stop what it has in its hands. They speak over a named pipe.
 */
final class Switchboard implements AutoCloseable {
    private static final String HANG_UP = "hang-up";

    /** Does what is asked for on a machine. */
    @FunctionalInterface
    interface Hands {
        void act(String machine, String verb, String unit) throws Exception;
    }

    private final RandomAccessFile line;
    private final Hands hands;

    private Switchboard(RandomAccessFile line, Hands hands) {
        this.line = line;
        this.hands = hands;
    }

    /** Writes both programs into a folder, and listens; the folder of a machine is beside that, by its name. */
    static Switchboard in(Path programs, Path machines, Hands hands) throws IOException {
        Files.createDirectories(programs);
        Path pipe = programs.resolve("pipe");
        if (Children.join(Children.start(new ProcessBuilder("mkfifo", pipe.toString()))) != 0) {
            throw new IOException("no named pipe " + pipe);
        }
        // the far side is a shell of its own, which knows nothing of this one's variables
        program(programs.resolve("ssh"), """
                #!/bin/sh
                machine=$1
                shift
                cd '%s'/"$machine" || exit 255
                exec env -i PATH="$PATH" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} HOME="$PWD" MACHINE="$machine" sh -c "$*"
                """.formatted(machines));
        program(programs.resolve("systemctl"), """
                #!/bin/sh
                answer='%1$s'/answer.$$
                mkfifo "$answer"
                echo "$answer ${MACHINE:-desk} $1 $2" >'%1$s/pipe'
                read -r code words <"$answer"
                rm "$answer"
                [ -z "$words" ] || echo "$words" >&2
                exit "$code"
                """.formatted(programs));
        // opened for both, it neither waits for somebody to write nor ends when nobody does
        Switchboard board = new Switchboard(new RandomAccessFile(pipe.toFile(), "rw"), hands);
        Thread thread = new Thread(board::listen, "switchboard");
        thread.setDaemon(true);
        thread.start();
        return board;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void listen() {
        try {
            for (String asked = line.readLine(); !HANG_UP.equals(asked); asked = line.readLine()) {
                List<String> words = List.of(asked.split(" ", 4));
                Files.writeString(Path.of(words.get(0)), act(words.get(1), words.get(2), words.get(3)) + "\n");
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String act(String machine, String verb, String unit) {
        try {
            hands.act(machine, verb, unit);
            return "0";
        } catch (Exception failed) {
            return "1 " + failed.toString().replace('\n', ' ');
        }
    }

    @Override
    public void close() throws IOException {
        line.write((HANG_UP + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
