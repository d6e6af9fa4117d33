package dev.keepsake.zookeeper.live.subtree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The sum before each line of an undo file, over the sum before it and the line: none can be changed, lost or moved. */
final class UndoSum {

    /** How long it is. */
    static final int LENGTH = 32;

    private String last = "";

    /** A whole line, with its sum before it and its end. */
    String line(String json) {
        last = next(json);
        return last + " " + json + "\n";
    }

    /** Whether a line that was read is the one that was written after those before. */
    boolean accepts(String line) {
        if (line.length() <= LENGTH + 1 || line.charAt(LENGTH) != ' ') {
            return false;
        }
        String expected = next(line.substring(LENGTH + 1));
        if (!line.startsWith(expected)) {
            return false;
        }
        last = expected;
        return true;
    }

    private String next(String json) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(last.getBytes(StandardCharsets.US_ASCII));
            digest.update(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, LENGTH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
