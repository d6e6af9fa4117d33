package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.Failure.Kind;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An object being written: one request when it is small, parts when it is not. Parts are 8 MiB, and another 8 MiB larger
 * after every thousand, since a store takes no more than ten thousand of them: 430 GiB.
 */
final class S3Write extends ObjectWrite {

    static final int PART = 8 << 20;

    private static final int FIRST_BYTES = 64 << 10;
    private static final int PARTS_OF_A_SIZE = 1000;
    private static final int MOST_PARTS = 10_000;

    private final StoreParts store;
    private final ObjectKey key;
    private final boolean tagsAreChecksums;
    private final String doing;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int count;
    private long written;
    private @Nullable PartUploads parts;
    private volatile State state = State.OPEN;

    S3Write(StoreParts store, ObjectKey key, boolean tagsAreChecksums) {
        this.store = store;
        this.key = key;
        this.tagsAreChecksums = tagsAreChecksums;
        this.doing = "writing '" + key + "' to " + store.settings().location();
    }

    private enum State {
        OPEN,
        FAILED,
        ABANDONED,
        OVER
    }

    @Override
    public void write(int b) throws StoreException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int done = 0;
        while (done < length) {
            int partSize = partSize();
            if (count == partSize) {
                changing(this::sendPart);
            }
            if (count == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(partSize, buffer.length * 2));
            }
            int more = Math.min(length - done, buffer.length - count);
            System.arraycopy(bytes, offset + done, buffer, count, more);
            count += more;
            done += more;
        }
        written += length;
    }

    private int partSize() {
        return PART * (1 + (parts == null ? 0 : parts.count()) / PARTS_OF_A_SIZE);
    }

    private void sendPart() throws Failure {
        store.attempts().requireWanted(false);
        if (parts == null) {
            parts = store.beginParts(key, tagsAreChecksums);
        }
        if (parts.count() == MOST_PARTS) {
            throw new Failure(Kind.WRONG, false, "larger than S3 takes: " + written + " bytes and more", null);
        }
        byte[] spare = parts.add(buffer, count);
        buffer = spare != null && spare.length == partSize() ? spare : new byte[partSize()];
        count = 0;
    }

    @Override
    public void commit() throws StoreException {
        requireOpen();
        changing(() -> {
            store.attempts().requireWanted(false);
            if (parts == null) {
                putWhole();
            } else {
                sendPart();
                completeParts(parts);
            }
        });
        over(State.OVER);
    }

    private void putWhole() throws Failure {
        Body body = new Body(buffer, count);
        String name = store.settings().base() + key;
        String expected = body.md5().hex();
        boolean checkable = tagsAreChecksums;
        Failure lost = null;
        try {
            Tag tag = store.bucket().put(name, body, false);
            checkable &= tag.mayBeChecksum();
            if (checkable && tag.plain().equals(expected)) {
                return;
            }
        } catch (Failure failure) {
            if (!failure.mayBeDone() || !tagsAreChecksums) {
                throw failure;
            }
            lost = failure;
        }
        requireThere(expected, checkable, lost);
    }

    private void completeParts(PartUploads all) throws Failure {
        String tag = all.finish();
        Failure lost = null;
        try {
            all.complete(written);
        } catch (Failure failure) {
            // no upload any more: our own first attempt ended it, or somebody aborted it
            if (!failure.mayBeDone() && !failure.is(Kind.NO_UPLOAD)) {
                throw failure;
            }
            lost = failure;
        }
        requireThere(tag, all.tagsAreChecksums(), lost);
    }

    /** Looks at what stands under the key now, after an answer that was good, or after one that says nothing. */
    private void requireThere(String expected, boolean tagsAreChecksums, @Nullable Failure lost) throws Failure {
        HeadObjectResponse there;
        try {
            there = store.bucket().head(store.settings().base() + key);
        } catch (Failure failure) {
            throw lost != null && !lost.mayBeDone() && failure.is(Kind.ABSENT)
                    ? lost
                    : new Failure(failure.kind(), true, failure.reason(), failure.getCause());
        }
        Tag tag = Tag.of(there.eTag(), there.serverSideEncryptionAsString(), there.sseCustomerAlgorithm());
        String found = tag.plain();
        boolean checkable = tagsAreChecksums && tag.mayBeChecksum() && Md5.isChecksum(found);
        boolean sameSize = there.contentLength() != null && there.contentLength() == written;
        if (!sameSize || (checkable ? !found.equals(expected) : lost != null)) {
            String seen = "there are " + there.contentLength() + " bytes with the tag '" + found + "', expected "
                    + written + " with '" + expected + "'";
            boolean mayBeDone = lost == null || lost.mayBeDone();
            throw new Failure(Kind.WRONG, mayBeDone, lost == null ? seen : lost.reason() + "; " + seen, lost);
        }
    }

    @Override
    public void close() throws StoreException {
        if (state != State.OVER) {
            end(State.OVER);
        }
    }

    /** Aborts because the store is closed, perhaps by another thread, which the owner of this write is told. */
    void abandon() throws StoreException {
        end(State.ABANDONED);
    }

    private void end(State how) throws StoreException {
        PartUploads unfinished = parts;
        over(how);
        if (unfinished != null) {
            try {
                unfinished.abort(store.settings().requestTimeout());
            } catch (Failure failure) {
                throw failure.ofReading("aborting the upload of '" + key + "' to "
                        + store.settings().location() + " (a later run aborts it)");
            }
        }
    }

    private void over(State how) {
        state = how;
        parts = null;
        buffer = new byte[0];
        count = 0;
        store.over(this);
    }

    private void requireOpen() throws StoreException {
        if (state == State.ABANDONED) {
            throw new StoreException.Unavailable(doing + ": the store was closed", null);
        }
        if (state != State.OPEN) {
            throw new IllegalStateException(doing + ": this write " + (state == State.OVER ? "is over" : "failed"));
        }
    }

    private void changing(Step step) throws StoreException {
        try {
            step.take();
        } catch (Failure failure) {
            state = State.FAILED;
            throw failure.ofChanging(doing);
        }
    }

    /** A step that needs the store. */
    @FunctionalInterface
    private interface Step {
        void take() throws Failure;
    }
}
