package dev.keepsake.framework;

import dev.keepsake.framework.BodyReader.Body;
import dev.keepsake.framework.BodyReader.PlaceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request and its whole answer, within one time limit. */
final class Attempt implements HttpResponse.BodyHandler<Body> {

    private static final int COMPLAINT = 8 << 10;

    private final BodyPlace place;
    private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    private volatile OutputStream out = OutputStream.nullOutputStream();

    Attempt(BodyPlace place) {
        this.place = place;
    }

    @Override
    public BodySubscriber<Body> apply(ResponseInfo head) {
        if (head.statusCode() < 200 || head.statusCode() >= 300) {
            return BodyReader.beginning(complaint, COMPLAINT);
        }
        try {
            out = place.open();
        } catch (IOException e) {
            throw new NoPlaceException(e);
        }
        return BodyReader.whole(out, place.room());
    }

    /** Sends it and waits. A failure leaves at most the beginning of the body in its place. */
    Answer made(HttpClient client, HttpRequest request, Duration limit) throws IOException {
        CompletableFuture<HttpResponse<Body>> pending = client.sendAsync(request, this);
        try {
            HttpResponse<Body> response = pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return answer(request.uri(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + Redirection.shown(request.uri()));
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("the answer was not complete after " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            // the client gives up the connection with it
            pending.cancel(true);
            out.close();
        }
    }

    private Answer answer(URI from, HttpResponse<Body> response) {
        return new Answer(
                from,
                response.statusCode(),
                response.headers(),
                response.body().length(),
                response.body().sha256(),
                Answer.text(complaint.toByteArray()));
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof NoPlaceException full) {
            return new PlaceException(full.why);
        }
        return cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
    }

    /** Carries a failure through the client, which lets only unchecked ones through. */
    private static final class NoPlaceException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final IOException why;

        NoPlaceException(IOException why) {
            super(why);
            this.why = why;
        }
    }
}
