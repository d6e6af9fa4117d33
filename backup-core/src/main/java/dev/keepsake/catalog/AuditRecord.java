package dev.keepsake.catalog;

import java.time.Instant;
import java.util.Set;

/**
 * That somebody did something that changes a cluster or what is kept of it.
 *
 * @param deed {@code restore}, {@code undo}, {@code import}, {@code prune}, {@code hold} or {@code unhold}
 * @param subject what it was done with, and to what, for people
 * @param outcome {@code done}, {@code in-part}, {@code refused} or {@code failed}
 * @param words what else there is to say, such as why it failed; may be empty
 * @param user the name of the account
 * @param host on which machine
 * @param time when it ended, on the store's clock
 */
public record AuditRecord(
        String deed, String subject, String outcome, String words, String user, String host, Instant time) {

    private static final Set<String> DEEDS = Set.of("restore", "undo", "import", "prune", "hold", "unhold");
    private static final Set<String> OUTCOMES = Set.of("done", "in-part", "refused", "failed");
    private static final int MOST = 1_000;

    /** Cuts long words, and refuses words that no version writes. */
    public AuditRecord {
        if (!DEEDS.contains(deed) || !OUTCOMES.contains(outcome)) {
            throw new IllegalArgumentException("not a deed and an outcome");
        }
        subject = cut(subject);
        words = cut(words);
        user = cut(user);
        host = cut(host);
    }

    private static String cut(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST - 1) + "…";
    }
}
