package dev.keepsake.agent.page;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A moment as one word names it, in the same way as on the command line of {@code keepsake}.
 *
 * @param text a backup's id, {@code latest}, {@code newest}, a zxid, or a time
 * @param tape whose tape is meant, where there are several; empty when that was not said
 */
record MomentWord(String text, String tape) {

    static final String LATEST = "latest";
    static final String NEWEST = "newest";

    /** What kinds of words there are. */
    enum Kind {
        /** A backup. */
        BACKUP,
        /** A transaction. */
        ZXID,
        /** A time, or whatever is newest: another moment tomorrow, maybe. */
        LOOSE
    }

    /** Refuses what names no moment. */
    static MomentWord of(String text, String tape) throws BadRequestException {
        String word = text.strip();
        if (tape.length() > 200) {
            throw new BadRequestException("'tape' is too long to be one");
        }
        if (word.equals(LATEST) || word.equals(NEWEST) || BackupId.isId(word)) {
            return new MomentWord(word, tape);
        }
        try {
            if (word.startsWith("0x")) {
                return new MomentWord(Zxid.parse(word).toString(), tape);
            }
            return new MomentWord(OffsetDateTime.parse(word).toInstant().toString(), tape);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new BadRequestException(
                    "'" + word + "' names no moment: give a backup's id, 'latest', 'newest', a zxid"
                            + " such as 0x10000002a, or a time such as 2026-11-22T10:15:02Z");
        }
    }

    Kind kind() {
        if (BackupId.isId(text)) {
            return Kind.BACKUP;
        }
        return text.startsWith("0x") ? Kind.ZXID : Kind.LOOSE;
    }

    BackupId backup() {
        return new BackupId(text);
    }

    Zxid zxid() {
        return Zxid.parse(text);
    }

    Instant time() {
        return Instant.parse(text);
    }

    /** The same by a word that will mean the same tomorrow. */
    MomentWord as(String lasting) {
        return new MomentWord(lasting, tape);
    }

    /** As the command line of {@code keepsake} takes it. */
    String flags() {
        return "--at " + text + (tape.isEmpty() ? "" : " --tape " + Shell.quoted(tape));
    }
}
