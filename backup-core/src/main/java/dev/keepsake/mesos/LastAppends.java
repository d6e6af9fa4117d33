package dev.keepsake.mesos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last appends that a replica has learned, each by its position and a short hash, so that replicas can be held against
 * each other by what their shares say. 32 bits tell values apart, and tell nothing of them: each begins with random bytes.
 */
final class LastAppends {

    private static final int KEPT = 16;
    private static final int DIGITS = 8;

    private final Deque<String> last = new ArrayDeque<>();

    /** Takes actions in the order of their positions. */
    void add(Action action) {
        if (action.learned() && action.isAppend()) {
            last.addLast(action.position() + ":" + digest(action.bytes()));
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
    }

    String inWords() {
        return String.join(" ", last);
    }

    /** Hashes by position; empty where it is in no form that is known here. */
    static Optional<Map<Long, String>> parse(String words) {
        Map<Long, String> appends = new TreeMap<>();
        for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
            if (!word.matches("[0-9]{1,18}:[0-9a-f]{" + DIGITS + "}")) {
                return Optional.empty();
            }
            int colon = word.indexOf(':');
            appends.put(Long.parseLong(word.substring(0, colon)), word.substring(colon + 1));
        }
        return Optional.of(appends);
    }

    private static String digest(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("append ".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(bytes)).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
