package dev.keepsake.catalog;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A distribution on this machine: {@code keepsake-VERSION-OS-ARCH.tar.gz}, which brings its own Java. */
public record ToolFile(Path path, String version, String platform) {

    private static final Pattern NAME = Pattern.compile("keepsake-(.+)-([a-z0-9]{1,16}-[a-z0-9_]{1,16})\\.tar\\.gz");

    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    /** Reads version and platform from a file's name; empty when it is not called as a distribution is. */
    public static Optional<ToolFile> of(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Tool.requireName(matcher.group(1), matcher.group(2));
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
        return Optional.of(new ToolFile(path, matcher.group(1), matcher.group(2)));
    }

    /** What is to be said of it in the archive; reads all of it. */
    Tool describe(String host, Instant now) throws IOException {
        MessageDigest digest = Tools.digest();
        long bytes = 0;
        try (InputStream in = open()) {
            byte[] piece = new byte[Tools.PIECE];
            for (int got = in.readNBytes(piece, 0, piece.length);
                    got > 0;
                    got = in.readNBytes(piece, 0, piece.length)) {
                requireGzip(bytes, piece, got);
                digest.update(piece, 0, got);
                bytes += got;
            }
        }
        if (bytes == 0 || bytes > Tool.MOST_BYTES) {
            throw new RefusedException(path + " has " + bytes + " bytes, and a distribution has between 1 and "
                    + Tool.MOST_BYTES + "; name the file that the build made");
        }
        return new Tool(version, platform, bytes, HexFormat.of().formatHex(digest.digest()), host, now);
    }

    private void requireGzip(long before, byte[] piece, int got) throws RefusedException {
        if (before == 0 && (got < GZIP.length || piece[0] != GZIP[0] || piece[1] != GZIP[1])) {
            throw new RefusedException(
                    path + " is no .tar.gz, whatever its name says; name the file that the build made");
        }
    }

    InputStream open() throws IOException {
        return Files.newInputStream(path);
    }
}
