package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts an object unless there is one. A refusal may be the answer to an attempt of our own whose answer was lost, so
 * whatever is not plainly done is read back: equal bytes are ours.
 */
final class ConditionalPut {

    private static final int MOST_ROUNDS = 3;
    private static final int PIECE = 64 << 10;

    private final Bucket bucket;
    private final Attempts attempts;
    private final S3Settings settings;
    private final boolean tagsAreChecksums;

    ConditionalPut(Bucket bucket, Attempts attempts, S3Settings settings, boolean tagsAreChecksums) {
        this.bucket = bucket;
        this.attempts = attempts;
        this.settings = settings;
        this.tagsAreChecksums = tagsAreChecksums;
    }

    void put(ObjectKey key, Body body) throws StoreException {
        String doing = "putting '" + key + "' to " + settings.location();
        for (int round = 1; ; round++) {
            Failure failure = tried(key, body);
            if (failure == null) {
                return;
            }
            if (!failure.is(Kind.PRECONDITION) && !failure.mayBeDone()) {
                throw failure.ofChanging(doing);
            }
            Optional<Boolean> ours = ours(key, body, failure, doing);
            if (ours.isPresent()) {
                requireOurs(ours.get(), key);
                return;
            }
            // somebody deleted what stood in the way, or the store is of two minds
            if (!failure.is(Kind.PRECONDITION) || round == MOST_ROUNDS) {
                throw failure.outcomeUnknown(doing);
            }
        }
    }

    private void requireOurs(boolean ours, ObjectKey key) throws StoreException {
        if (!ours) {
            throw new StoreException.AlreadyExists(
                    "'" + key + "' in " + settings.location() + " exists and holds other bytes; it was left as it is");
        }
    }

    private @Nullable Failure tried(ObjectKey key, Body body) {
        try {
            Tag tag = bucket.put(settings.base() + key, body, true);
            boolean checkable = tagsAreChecksums && tag.mayBeChecksum();
            boolean known = checkable
                    ? tag.plain().equals(body.md5().hex())
                    : !tag.plain().isEmpty();
            return known ? null : new Failure(Kind.WRONG, true, "answered with the tag '" + tag.plain() + "'", null);
        } catch (Failure failure) {
            return failure;
        }
    }

    /** Whether what stands there is ours; empty when nothing does. */
    private Optional<Boolean> ours(ObjectKey key, Body body, Failure put, String doing) throws StoreException {
        try (InputStream there = S3Read.open(bucket, attempts, settings, key, 0)) {
            byte[] piece = new byte[PIECE];
            int at = 0;
            for (int count = there.readNBytes(piece, 0, PIECE); count > 0; count = there.readNBytes(piece, 0, PIECE)) {
                if (!Arrays.equals(piece, 0, count, body.bytes(), at, Math.min(at + count, body.length()))) {
                    return Optional.of(false);
                }
                at += count;
            }
            return Optional.of(at == body.length());
        } catch (StoreException.NotFound absent) {
            return Optional.empty();
        } catch (IOException unread) {
            throw put.is(Kind.PRECONDITION) && !put.mayBeDone()
                    ? new StoreException.OutcomeUnknown(
                            doing + ": something stands there, and whose it is could not be read: "
                                    + unread.getMessage(),
                            unread)
                    : put.outcomeUnknown(doing);
        }
    }
}
