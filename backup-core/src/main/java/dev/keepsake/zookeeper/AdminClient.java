package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a server on this machine for its status over the HTTP of its AdminServer (3.5 and later).
 *
 * <p>What it says is as good as {@code srvr}: the same object answers both, only while it runs as leader, follower,
 * observer or standalone.
 */
final class AdminClient implements StatusAnswer {

    private static final int MAX_ANSWER = 256 << 10;
    private static final String COMMAND = "srvr";

    private final OwnAddress address;
    private final AdminRequest request;

    /** By the place below which the commands are; {@code https} needs {@code tls}. */
    AdminClient(URI url, Optional<Tls> tls, Duration limit) {
        boolean secured = "https".equals(url.getScheme());
        if (secured && tls.isEmpty()) {
            throw new IllegalArgumentException("https without anything to trust: " + url);
        }
        this.address = new OwnAddress("admin: " + url, AdminRequest.host(url), url.getPort());
        this.request = new AdminRequest(url, new Conversation(secured ? tls : Optional.empty(), limit, MAX_ANSWER));
    }

    @Override
    public ServerStatus ask() throws IOException {
        var place = address.resolved();
        String answer;
        try {
            answer = request.ask(place, COMMAND);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException("no AdminServer answers at " + this + " (" + TlsFailure.explain(e)
                    + "); is it on (admin.enableServer), and is this its admin.serverPort and admin.commandURL?");
        }
        return AdminAnswer.parse(answer, toString());
    }

    /** Refuses an address that is not this machine's. */
    void requireOwn() throws IOException {
        address.resolved();
    }

    @Override
    public String toString() {
        return request.url().toString();
    }
}
