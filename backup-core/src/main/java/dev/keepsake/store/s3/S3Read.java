package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.s3.Failure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object as a stream that goes on where it was when its connection breaks, from the same object or not at all, and
 * that ends only when all bytes were read that the store announced.
 */
final class S3Read extends InputStream {

    private static final int MOST_BREAKS = 4;
    /** Bytes after which a connection has shown that it is worth another. */
    private static final long PROGRESS = 1 << 20;

    private final Bucket bucket;
    private final Attempts attempts;
    private final String name;
    private final String doing;
    private final @Nullable String version;
    private @Nullable ResponseInputStream<GetObjectResponse> in;
    private @Nullable String tag;
    private long position;
    private long end;
    private int breaks;
    private long lastBreak;

    private S3Read(
            Bucket bucket,
            Attempts attempts,
            S3Settings settings,
            ObjectKey key,
            long offset,
            @Nullable String version) {
        this.version = version;
        this.bucket = bucket;
        this.attempts = attempts;
        this.name = settings.base() + key;
        this.doing = "reading '" + key + "' from " + settings.location();
        this.position = offset;
        this.lastBreak = offset;
    }

    static InputStream open(Bucket bucket, Attempts attempts, S3Settings settings, ObjectKey key, long offset)
            throws StoreException {
        return open(bucket, attempts, settings, key, offset, null);
    }

    /** Reads what an object was in one of its versions, or what it is. */
    static InputStream open(
            Bucket bucket, Attempts attempts, S3Settings settings, ObjectKey key, long offset, @Nullable String version)
            throws StoreException {
        if (offset < 0) {
            throw new IllegalArgumentException("negative offset " + offset + " of '" + key + "'");
        }
        S3Read read = new S3Read(bucket, attempts, settings, key, offset, version);
        try {
            read.connect();
        } catch (Failure failure) {
            if (failure.is(Kind.BEYOND_END)) {
                return InputStream.nullInputStream();
            }
            throw failure.ofReading(read.doing);
        }
        return read;
    }

    @Override
    public int read() throws StoreException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws StoreException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (position < end) {
            int count = some(bytes, offset, (int) Math.min(length, end - position));
            if (count > 0) {
                position += count;
                return count;
            }
        }
        return -1;
    }

    /** Some bytes, or none and a new connection. */
    private int some(byte[] bytes, int offset, int length) throws StoreException {
        Exception why = null;
        try {
            attempts.requireWanted(false);
            if (in == null) {
                connect();
            }
            int count = Objects.requireNonNull(in).read(bytes, offset, length);
            if (count > 0) {
                return count;
            }
        } catch (IOException | SdkException broken) {
            why = broken;
        } catch (Failure failure) {
            throw lost(failure).ofReading(doing);
        }
        disconnect();
        rest(why);
        return 0;
    }

    private Failure lost(Failure failure) {
        boolean other = failure.is(Kind.PRECONDITION) || failure.is(Kind.BEYOND_END);
        return other
                ? new Failure(Kind.WRONG, false, "it was replaced while it was being read; read it again", failure)
                : failure;
    }

    private void rest(@Nullable Exception why) throws StoreException {
        breaks = position - lastBreak >= PROGRESS ? 1 : breaks + 1;
        lastBreak = position;
        try {
            attempts.requireWanted(false);
            if (breaks > MOST_BREAKS) {
                String reason = why == null || why.getMessage() == null
                        ? "the connection ends early"
                        : Advice.onOneLine(why.getMessage());
                throw new StoreException.Unavailable(
                        doing + ": broke off at byte " + position + " of " + end + ", " + breaks + " times: " + reason,
                        why);
            }
            attempts.pauseAfter(breaks);
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
    }

    private void connect() throws Failure {
        ResponseInputStream<GetObjectResponse> stream = bucket.get(name, position, tag, version);
        GetObjectResponse answer = stream.response();
        Long length = answer.contentLength();
        String range = answer.contentRange();
        boolean begins = position == 0 || (range != null && range.startsWith("bytes " + position + "-"));
        boolean same = tag == null || (tag.equals(answer.eTag()) && length != null && position + length == end);
        if (length == null || length < 0 || !begins || !same) {
            stream.abort();
            throw new Failure(
                    Kind.WRONG,
                    false,
                    "the store does not answer what it was asked: from byte " + position + " of "
                            + (tag == null ? "any object" : tag + " with " + end + " bytes") + ", got '" + range
                            + "' of "
                            + answer.eTag() + ", " + length + " bytes",
                    null);
        }
        in = stream;
        tag = answer.eTag();
        end = position + length;
    }

    private void disconnect() {
        if (in != null) {
            in.abort(); // closing would read on to the end
            in = null;
        }
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void close() {
        if (in != null && position == end) {
            try {
                in.close();
            } catch (IOException | SdkException e) {
                in.abort(); // every byte was read: the connection is all that is lost
            }
            in = null;
        }
        disconnect();
        end = position;
    }
}
