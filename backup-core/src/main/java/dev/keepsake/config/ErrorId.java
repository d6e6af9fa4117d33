package dev.keepsake.config;

import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import dev.keepsake.zookeeper.live.UnfinishedException;
import java.io.InterruptedIOException;

/**
 * The stable id of each class of error, under which {@code TROUBLESHOOTING.md} says what it means and what to do. The first
 * digit is that of the exit code; an id is never given to anything else.
 */
public enum ErrorId {
    /** Something unforeseen. */
    UNEXPECTED("KS-1001", ExitCode.UNEXPECTED),
    /** A tree that does not fit into memory. */
    NO_MEMORY("KS-1002", ExitCode.UNEXPECTED),
    /** The process was interrupted. */
    INTERRUPTED("KS-1301", ExitCode.INTERRUPTED),
    /** A command line that cannot be understood. */
    USAGE("KS-2001", ExitCode.USAGE),
    /** A configuration with mistakes. */
    CONFIGURATION("KS-2002", ExitCode.USAGE),
    /** Something that was named is not there. */
    NOT_FOUND("KS-3001", ExitCode.NOT_FOUND),
    /** Any guard without an id of its own. */
    REFUSED("KS-4001", ExitCode.REFUSED),
    /** A target that is not blank. */
    NOT_BLANK("KS-4002", ExitCode.REFUSED),
    /** Something that runs. */
    RUNNING("KS-4003", ExitCode.REFUSED),
    /** Another content than was expected. */
    NOT_AS_EXPECTED("KS-4004", ExitCode.REFUSED),
    /** No confirmation. */
    NOT_CONFIRMED("KS-4005", ExitCode.REFUSED),
    /** A lack of rights on this machine. */
    NO_PERMISSION("KS-4006", ExitCode.REFUSED),
    /** A lack of room on this machine. */
    NO_SPACE("KS-4007", ExitCode.REFUSED),
    /** A program that is too old. */
    TOO_OLD("KS-4008", ExitCode.REFUSED),
    /** A lack of a key to sign with. */
    NO_SIGNING_KEY("KS-4009", ExitCode.REFUSED),
    /** Histories that differ. */
    DISAGREEMENT("KS-4010", ExitCode.REFUSED),
    /** A prune that stopped. */
    PRUNE_STOPPED("KS-4011", ExitCode.REFUSED),
    /** An object that nobody trusted has signed. */
    UNVOUCHED("KS-4012", ExitCode.REFUSED),
    /** A tree that takes more memory than it may have. */
    TREE_TOO_LARGE("KS-4013", ExitCode.REFUSED),
    /** Bytes that are not what they should be. */
    DAMAGED("KS-5001", ExitCode.DAMAGED),
    /** A store that denies something. */
    STORE_DENIED("KS-6001", ExitCode.STORE),
    /** A store that is not to be reached. */
    STORE_UNAVAILABLE("KS-6002", ExitCode.STORE),
    /** A store whose answer was lost. */
    STORE_UNKNOWN("KS-6003", ExitCode.STORE),
    /** A key that is taken in the store. */
    STORE_TAKEN("KS-6004", ExitCode.STORE),
    /** A change that was begun and not ended. */
    UNFINISHED("KS-7001", ExitCode.IN_PART);

    private static final String PAGE = "TROUBLESHOOTING.md";

    private final String id;
    private final ExitCode exitCode;

    ErrorId(String id, ExitCode exitCode) {
        this.id = id;
        this.exitCode = exitCode;
    }

    /** What is printed, and stands on the page. */
    public String id() {
        return id;
    }

    /** How the process ends. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** The last line of a message. */
    public String line() {
        return "(" + id + "; see " + PAGE + ")";
    }

    /** That of a failure. */
    public static ErrorId of(Throwable failure) {
        if (failure instanceof ConfigException) {
            return CONFIGURATION;
        }
        if (failure instanceof StoreException stored) {
            return of(stored);
        }
        if (failure instanceof RefusedException refusal) {
            return of(refusal.guard());
        }
        if (failure instanceof UnvouchedException) {
            return UNVOUCHED;
        }
        if (failure instanceof CorruptException) {
            return DAMAGED;
        }
        if (failure instanceof UnfinishedException) {
            return UNFINISHED;
        }
        return failure instanceof InterruptedIOException ? INTERRUPTED : UNEXPECTED;
    }

    private static ErrorId of(StoreException failure) {
        if (failure instanceof StoreException.NotFound) {
            return NOT_FOUND;
        }
        if (failure instanceof StoreException.Denied) {
            return STORE_DENIED;
        }
        if (failure instanceof StoreException.AlreadyExists) {
            return STORE_TAKEN;
        }
        return failure instanceof StoreException.OutcomeUnknown ? STORE_UNKNOWN : STORE_UNAVAILABLE;
    }

    private static ErrorId of(Guard guard) {
        return guard == Guard.OTHER ? REFUSED : valueOf(guard.name());
    }
}
