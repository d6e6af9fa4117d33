package dev.keepsake.framework;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Takes the body of one answer, piece by piece, and stops at the first byte that has no room. */
final class BodyReader implements BodySubscriber<BodyReader.Body> {

    private final OutputStream out;
    private final long room;
    private final boolean cutting;
    private final MessageDigest digest;
    private final CompletableFuture<Body> result = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long length;

    /** What was taken. */
    record Body(long length, String sha256) {}

    /** A body that is larger than there is room for. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLargeException(String words) {
            super(words);
        }
    }

    /** A body for which its place has no room, or which it does not take: no fault of who answered. */
    static final class PlaceException extends IOException {

        private static final long serialVersionUID = 1L;

        PlaceException(IOException why) {
            super("an answer cannot be kept on this machine: " + why, why);
        }
    }

    private BodyReader(OutputStream out, long room, boolean cutting) {
        this.out = out;
        this.room = room;
        this.cutting = cutting;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails when there is more than there is room for. */
    static BodyReader whole(OutputStream out, long room) {
        return new BodyReader(out, room, false);
    }

    /** Takes the beginning, and lets the rest go. */
    static BodyReader beginning(OutputStream out, long room) {
        return new BodyReader(out, room, true);
    }

    @Override
    public CompletionStage<Body> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        if (result.isDone()) {
            return;
        }
        try {
            for (ByteBuffer piece : pieces) {
                if (!take(piece)) {
                    return;
                }
            }
        } catch (IOException e) {
            stop(e);
            return;
        }
        if (subscription != null) {
            subscription.request(1);
        }
    }

    private boolean take(ByteBuffer piece) throws IOException {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        if (length + bytes.length > room && !cutting) {
            stop(new TooLargeException("the answer has more than " + room + " bytes"));
            return false;
        }
        int count = (int) Math.min(bytes.length, room - length);
        try {
            out.write(bytes, 0, count);
        } catch (IOException e) {
            throw new PlaceException(e);
        }
        digest.update(bytes, 0, count);
        length += count;
        if (count < bytes.length) {
            finish();
            cancel();
            return false;
        }
        return true;
    }

    private void stop(IOException why) {
        result.completeExceptionally(why);
        cancel();
    }

    private void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void finish() {
        try {
            out.flush();
        } catch (IOException e) {
            result.completeExceptionally(new PlaceException(e));
            return;
        }
        result.complete(new Body(length, HexFormat.of().formatHex(digest.digest())));
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish();
    }
}
