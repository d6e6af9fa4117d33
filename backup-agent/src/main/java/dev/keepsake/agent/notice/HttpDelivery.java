package dev.keepsake.agent.notice;

import dev.keepsake.config.Destination;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Brings messages to an address over HTTP. No failure says a word of the address, which may be a secret; secrets are read
 * for each message, so that a new one needs no restart.
 */
final class HttpDelivery implements Delivery {

    private static final int TOO_MANY = 429;
    private static final int TIMED_OUT = 408;

    private final Destination to;
    private final boolean post;

    private HttpDelivery(Destination to, boolean post) {
        this.to = to;
        this.post = post;
    }

    /** Posts each message. */
    static HttpDelivery posting(Destination to) {
        return new HttpDelivery(to, true);
    }

    /** Calls the address, and leaves the message away. */
    static HttpDelivery calling(Destination to) {
        return new HttpDelivery(to, false);
    }

    @Override
    public void deliver(String body) throws IOException, InterruptedException {
        HttpRequest request = request(body);
        HttpClient client = client();
        int status;
        try {
            // how it begins is all that counts, and the timeout does not bound what comes behind that
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            status = answer.statusCode();
            answer.body().close();
        } catch (IOException e) {
            // its message may hold the address
            throw new IOException("no answer: " + e.getClass().getSimpleName());
        }
        if (status / 100 == 2) {
            return;
        }
        String why = "the answer was HTTP status " + status;
        if (status / 100 == 5 || status == TOO_MANY || status == TIMED_OUT) {
            throw new NotTaken(why);
        }
        throw new Rejected(why + "; it is not sent again: see that " + to + " is the right one");
    }

    private HttpRequest request(String body) throws IOException {
        URI address = to.address();
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(to.timeout());
        request.header("User-Agent", "keepsake-agent");
        Optional<String> authorization = to.authorization();
        if (authorization.isPresent()) {
            authorize(request, authorization.get());
        }
        return post
                ? request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build()
                : request.GET().build();
    }

    private static void authorize(HttpRequest.Builder request, String value) throws Rejected {
        try {
            request.header("Authorization", value);
        } catch (IllegalArgumentException unfit) {
            // its message holds the value
            throw new Rejected("the token has characters that no header may have: see that its file has one line");
        }
    }

    /** One for each message: they are few, and a client keeps threads. */
    private HttpClient client() throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(to.timeout());
        SSLContext trust = to.trust().orElse(null);
        if (trust != null) {
            client.sslContext(trust);
        }
        return client.build();
    }
}
