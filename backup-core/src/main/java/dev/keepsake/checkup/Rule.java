package dev.keepsake.checkup;

import java.util.regex.Pattern;

/**
 * Something that should be so in a cluster.
 *
 * @param id by which it is silenced and counted; never renamed once released, such as {@code zk.even-size}
 * @param severity of a finding by it, unless the finding says otherwise
 * @param title what is wrong where it is broken, in a few words
 * @param why what comes of it
 */
public record Rule(String id, Severity severity, String title, String why) {

    private static final Pattern ID = Pattern.compile("[a-z]+(\\.[a-z0-9]+(-[a-z0-9]+)*)+");

    /** Refuses an id of another form. */
    public Rule {
        if (!ID.matcher(id).matches() || title.isBlank() || why.isBlank()) {
            throw new IllegalArgumentException("not a rule: " + id + ", " + title + ", " + why);
        }
    }

    /** The system that it is about: what stands before the first dot of its id. */
    public String system() {
        return id.substring(0, id.indexOf('.'));
    }

    /** It is not so. */
    public Finding broken(String subject, String seen, String expected, String remedy) {
        return broken(severity, subject, seen, expected, remedy);
    }

    /** It is not so, and this time matters as much as is said. */
    public Finding broken(Severity matters, String subject, String seen, String expected, String remedy) {
        return new Finding(this, Standing.FOUND, matters, subject, seen, expected, remedy);
    }

    /** It is so. */
    public Finding passed(String subject, String seen) {
        return new Finding(this, Standing.PASSED, severity, subject, seen, "", "");
    }

    /** Nobody could say. */
    public Finding unknown(String subject, String why, String remedy) {
        return new Finding(this, Standing.UNKNOWN, Severity.NOTE, subject, why, "", remedy);
    }
}
