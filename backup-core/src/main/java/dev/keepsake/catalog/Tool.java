package dev.keepsake.catalog;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A distribution of Keepsake that is kept in an archive: what somebody with nothing but the archive restores with.
 *
 * @param version of Keepsake
 * @param platform what it runs on, such as {@code linux-amd64}
 * @param bytes how long the file is
 * @param fileSha256 of the whole file, in hex
 * @param host from which machine it was stored
 * @param time when, on the store's clock
 */
public record Tool(String version, String platform, long bytes, String fileSha256, String host, Instant time) {

    /** The largest that is kept. */
    public static final long MOST_BYTES = 1L << 30;

    /** So much of the hash stands in the file's key, so that another file has another key. */
    private static final int HASH_IN_KEY = 16;

    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+_]{0,31}(-[0-9A-Za-z.+_]{1,31})?");
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]{1,16}-[a-z0-9_]{1,16}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Refuses what does not fit into a key or a command line: these words are printed as commands. */
    public Tool {
        requireName(version, platform);
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("not the size of a distribution: " + bytes);
        }
        if (!SHA256.matcher(fileSha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256");
        }
    }

    /** Refuses what no version or platform is called. */
    static void requireName(String version, String platform) {
        if (!VERSION.matcher(version).matches() || !PLATFORM.matcher(platform).matches()) {
            throw new IllegalArgumentException("not a version and what it runs on");
        }
    }

    /** What the file is called in the archive, below {@code tools/}. */
    public String file() {
        return version + "-" + platform + "-" + fileSha256.substring(0, HASH_IN_KEY) + ".tar.gz";
    }
}
