package dev.keepsake.store.s3;

import dev.keepsake.store.RateLimits;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Requests and answers whose bodies go over the line no faster than they may. It is done here and not where the bodies are
 * made, since they are also read to be signed, and since a large object waits in memory until a whole part of it is there.
 */
final class PacedHttp implements SdkHttpClient {

    private final SdkHttpClient client;
    private final RateLimits limits;

    private PacedHttp(SdkHttpClient client, RateLimits limits) {
        this.client = client;
        this.limits = limits;
    }

    /** Makes such a client out of another one, which is closed with it. */
    static SdkHttpClient.Builder<?> before(SdkHttpClient.Builder<?> client, RateLimits limits) {
        return new Building(client, limits);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        HttpExecuteRequest.Builder paced = HttpExecuteRequest.builder()
                .request(request.httpRequest())
                .metricCollector(request.metricCollector().orElse(null));
        request.contentStreamProvider().ifPresent(body -> paced.contentStreamProvider(paced(body)));
        return new PacedRequest(client.prepareRequest(paced.build()));
    }

    private ContentStreamProvider paced(ContentStreamProvider body) {
        return () -> limits.uploads().paced(body.newStream());
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** What the SDK makes a client with. */
    private record Building(SdkHttpClient.Builder<?> client, RateLimits limits)
            implements SdkHttpClient.Builder<Building> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new PacedHttp(client.buildWithDefaults(defaults), limits);
        }
    }

    /** A request whose answer comes at its pace. */
    private final class PacedRequest implements ExecutableHttpRequest {

        private final ExecutableHttpRequest request;

        PacedRequest(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse answer = request.call();
            Optional<AbortableInputStream> body = answer.responseBody();
            return body.isEmpty()
                    ? answer
                    : HttpExecuteResponse.builder()
                            .response(answer.httpResponse())
                            .responseBody(AbortableInputStream.create(
                                    limits.downloads().paced(body.get()), body.get()))
                            .build();
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
