package dev.keepsake.agent.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The file that node_exporter's textfile collector reads: the old text or the new one, and never a part. */
public final class Textfile {

    private static final Pattern HEAD = Pattern.compile("^# (HELP|TYPE) ");

    private final Path file;

    /** A file whose directory is there. */
    public Textfile(Path file) {
        this.file = file;
    }

    /** Puts what a text says of one thing in place of what stands here of it, and takes another one out; all else stays. */
    public void amend(String text, Gauged put, Gauged taken) throws IOException {
        String now = lines(text, put.exposed()::equals);
        String before = lines(read(), name -> !name.equals(put.exposed()) && !name.equals(taken.exposed()));
        write(before + now);
    }

    /** What is wrong with it is said when it is written. */
    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException nothing) {
            return "";
        }
    }

    private static String lines(String text, Predicate<String> wanted) {
        return text.lines()
                .filter(line -> wanted.test(HEAD.matcher(line).replaceFirst("").split("[ {]", 2)[0]))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** Replaces what it holds, readable for all. */
    public void write(String text) throws IOException {
        // a name that the collector passes over
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            // one of another user who died over it, or a link: whoever may write here decides for root otherwise
            Files.deleteIfExists(fresh);
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(
                    "the metrics cannot be written to " + file + " (" + e
                            + "): see that its directory is there and that"
                            + " user '" + System.getProperty("user.name") + "' may write to it, or change"
                            + " 'metrics.textfile'",
                    e);
        }
    }
}
