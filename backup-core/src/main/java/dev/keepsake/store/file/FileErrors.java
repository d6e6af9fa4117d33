package dev.keepsake.store.file;

import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/** What a file system's refusals mean to the caller of a store. */
final class FileErrors {

    private static final Set<String> NO_HARD_LINKS =
            Set.of("Operation not permitted", "Operation not supported", "Function not implemented");

    private FileErrors() {}

    /** The failure of something that was not done. */
    static StoreException notDone(String doing, IOException failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        if (failure instanceof AccessDeniedException denied) {
            return new StoreException.Denied(
                    doing + ": no permission for " + place(denied) + "; check its owner and mode", failure);
        }
        return new StoreException.Unavailable(doing + ": " + reason(failure), failure);
    }

    /** The failure of what makes a change durable that everybody can see already. */
    static StoreException outcomeUnknown(String doing, IOException failure) {
        return new StoreException.OutcomeUnknown(
                doing + ": done, but it may not survive a loss of power: " + reason(failure), failure);
    }

    /** Whether a link could not be made because this kind of file system has none. */
    static boolean saysNoHardLinks(FileSystemException failure) {
        return failure.getReason() != null && NO_HARD_LINKS.contains(failure.getReason());
    }

    private static String reason(IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        if (failure instanceof ClosedChannelException) {
            return "the store was closed meanwhile";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " has disappeared";
        }
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason() + " (" + place(named) + ")";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    // of a move or a link the target: its source is our own file
    private static String place(FileSystemException failure) {
        return failure.getOtherFile() == null ? failure.getFile() : failure.getOtherFile();
    }
}
