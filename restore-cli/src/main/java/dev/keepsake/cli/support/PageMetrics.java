package dev.keepsake.cli.support;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The metrics of an agent that runs, as its status page shows them. */
public record PageMetrics(String host, int port, boolean tls) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Asks for them. */
    public void tell(PrintWriter out) throws IOException, InterruptedException {
        String near = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String name = near.contains(":") ? "[" + near + "]" : near;
        URI address = URI.create((tls ? "https://" : "http://") + name + ":" + port + "/metrics");
        out.println("# " + address);
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        out.println("# status " + answer.statusCode());
        out.println(answer.body());
    }
}
