package dev.keepsake.config;

import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import dev.keepsake.zookeeper.live.UnfinishedException;
import java.io.InterruptedIOException;

/** What a command's exit code means; the one table of them, for both programs and for the scripts that call them. */
public enum ExitCode {
    /** What was asked for is done. */
    DONE(0, "done"),
    /** Something unforeseen; the message is all there is to go by. */
    UNEXPECTED(1, "unexpected failure"),
    /** The command line or the configuration is wrong; nothing was done. */
    USAGE(2, "wrong usage or configuration"),
    /** What was named does not exist. */
    NOT_FOUND(3, "not found"),
    /** A safety guard fired; nothing was done. */
    REFUSED(4, "refused by a guard"),
    /** Stored or captured bytes are not what they should be. */
    DAMAGED(5, "damaged data"),
    /** The store cannot be reached, or does not let us. */
    STORE(6, "store unreachable or access denied"),
    /** Some of it is done, and what is missing was said. */
    IN_PART(7, "done in part"),
    /** A check found something wrong. */
    CHECK_FAILED(8, "check failed"),
    /** A backup was looked at, and something speaks against it. */
    NOT_PROVEN(9, "a backup failed its verification"),

    /** Stopped from outside. */
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number given to the shell. */
    public int code() {
        return code;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The code for a failure, by what a person can do about it. */
    public static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigException) {
            return USAGE;
        }
        if (failure instanceof StoreException.NotFound) {
            return NOT_FOUND;
        }
        if (failure instanceof StoreException) {
            return STORE;
        }
        if (failure instanceof RefusedException || failure instanceof UnvouchedException) {
            return REFUSED;
        }
        if (failure instanceof CorruptException) {
            return DAMAGED;
        }
        if (failure instanceof UnfinishedException) {
            return IN_PART;
        }
        return failure instanceof InterruptedIOException ? INTERRUPTED : UNEXPECTED;
    }
}
