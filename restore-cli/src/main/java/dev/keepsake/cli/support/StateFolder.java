package dev.keepsake.cli.support;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where an agent keeps what it remembers: which files are there, and what stands in its journals. What else is in there is
 * nobody's business.
 */
public record StateFolder(Path folder) {

    private static final int MOST_FILES = 2_000;
    private static final int DEEPEST = 4;
    private static final int TAIL = 128 << 10;
    private static final Pattern JOURNAL = Pattern.compile(".*\\.(journal|proofs|follow)");

    /** Lists it, with owners, sizes and times; follows no links. */
    public void list(PrintWriter out) throws IOException {
        requireThere();
        int told = 0;
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            for (Iterator<Path> files = all.sorted().iterator(); files.hasNext(); told++) {
                Path file = files.next();
                if (told == MOST_FILES) {
                    out.println("(cut here: there are more than " + MOST_FILES + " files)");
                    return;
                }
                PosixFileAttributes facts =
                        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                out.println(PosixFilePermissions.toString(facts.permissions()) + " "
                        + facts.owner().getName() + " " + facts.group().getName() + " " + facts.size() + " "
                        + facts.lastModifiedTime() + " " + file);
            }
        }
    }

    /** What the journals hold, of long ones the end. */
    public void journals(PrintWriter out) throws IOException {
        requireThere();
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> journals = all.filter(file ->
                            JOURNAL.matcher(file.getFileName().toString()).matches())
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
            for (Path journal : journals) {
                out.println("== " + journal);
                out.println(tail(journal));
            }
        }
    }

    private void requireThere() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "there is no directory " + folder + ": no agent has run here with this configuration");
        }
    }

    private static String tail(Path journal) {
        try (SeekableByteChannel channel = Files.newByteChannel(journal)) {
            channel.position(Math.max(0, channel.size() - TAIL));
            ByteBuffer bytes = ByteBuffer.allocate(TAIL);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // as much as there is
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(cannot be read: " + e + ")";
        }
    }
}
