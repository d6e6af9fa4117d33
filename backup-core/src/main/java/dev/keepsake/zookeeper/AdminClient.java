package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks a server on this machine for its status over the HTTP of its AdminServer (3.5 and later).
 *
 * <p>What it says is as good as {@code srvr}: the same object answers both, only while it runs as leader, follower,
 * observer or standalone. It is asked as HTTP/1.0, so the answer is one piece that ends with the connection; neither a
 * redirection nor a proxy can lead to another machine.
 */
final class AdminClient implements StatusAnswer {

    private static final int MAX_ANSWER = 256 << 10;
    private static final String COMMAND = "/srvr";

    private final URI url;
    private final OwnAddress address;
    private final Conversation conversation;

    /** By the place below which the commands are; {@code https} needs {@code tls}. */
    AdminClient(URI url, Optional<Tls> tls, Duration limit) {
        boolean secured = "https".equals(url.getScheme());
        if (secured && tls.isEmpty()) {
            throw new IllegalArgumentException("https without anything to trust: " + url);
        }
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        this.url = url;
        this.address = new OwnAddress("admin: " + url, host, url.getPort());
        this.conversation = new Conversation(secured ? tls : Optional.empty(), limit, MAX_ANSWER);
    }

    @Override
    public ServerStatus ask() throws IOException {
        var place = address.resolved();
        String answer;
        try {
            answer = new String(conversation.ask(place, question()), StandardCharsets.UTF_8);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException("no AdminServer answers at " + this + " (" + TlsFailure.explain(e)
                    + "); is it on (admin.enableServer), and is this its admin.serverPort and admin.commandURL?");
        }
        return AdminAnswer.parse(body(answer), toString());
    }

    private byte[] question() {
        return ("GET " + url.getRawPath() + COMMAND + " HTTP/1.0\r\nHost: " + url.getRawAuthority()
                        + "\r\nAccept: application/json\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String body(String answer) throws RefusedException {
        int end = answer.indexOf("\r\n\r\n");
        String head = end < 0 ? answer : answer.substring(0, end);
        String status = head.lines().findFirst().orElse("(no answer)");
        if (end < 0 || !status.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new RefusedException("what answers at " + this + " does not speak HTTP: " + shortened(status));
        }
        if (status.startsWith("404", status.indexOf(' ') + 1)) {
            throw new RefusedException("there is nothing at " + url + COMMAND
                    + "; 'admin:' must end in the server's admin.commandURL, which is /commands by default");
        }
        if (!status.startsWith("200", status.indexOf(' ') + 1)
                || head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")) {
            throw new RefusedException("what answers at " + this + " is no AdminServer: " + shortened(status));
        }
        return answer.substring(end + "\r\n\r\n".length());
    }

    static String shortened(String line) {
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    /** Refuses an address that is not this machine's. */
    void requireOwn() throws IOException {
        address.resolved();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
