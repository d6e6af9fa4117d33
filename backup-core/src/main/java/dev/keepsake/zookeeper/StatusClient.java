package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a server on this machine for its status over its client port, with the four letters {@code srvr}, in clear or
 * through TLS. Sends nothing else and opens no session.
 */
final class StatusClient implements StatusAnswer {

    private static final int MAX_ANSWER = 64 << 10;
    private static final String BARRED = "not in the whitelist";

    private final OwnAddress address;
    private final Conversation conversation;

    /** What a person could do beside mending this way, where there is anything. */
    private final String otherwise;

    StatusClient(String host, int port) {
        this(host, port, Optional.empty(), Conversation.LIMIT, "");
    }

    StatusClient(String host, int port, Optional<Tls> tls, Duration limit, String otherwise) {
        String place = new OwnAddress("", host, port).toString();
        this.address = new OwnAddress("client: " + place, host, port);
        this.conversation = new Conversation(tls, limit, MAX_ANSWER);
        this.otherwise = otherwise;
    }

    /** Asks once. Every failure is a refusal, since without an answer nothing is known to be committed. */
    @Override
    public ServerStatus ask() throws IOException {
        var place = address.resolved();
        String answer;
        try {
            answer = new String(
                    conversation.ask(place, "srvr".getBytes(StandardCharsets.US_ASCII)), StandardCharsets.UTF_8);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException("no ZooKeeper server answers 'srvr' at " + this + " (" + TlsFailure.explain(e)
                    + silence(e)
                    + "), so nothing says which transactions are committed; is the server running, and is 'client:' its"
                    + " client port? For a stopped server use --offline" + otherwise);
        }
        if (answer.contains(BARRED)) {
            throw new RefusedException("the server at " + this + " does not answer 'srvr': it is not in its whitelist;"
                    + " set 4lw.commands.whitelist=srvr in its zoo.cfg (the default since 3.5.3)" + otherwise);
        }
        return ServerStatus.parse(answer, toString());
    }

    /** A port that waits for a TLS handshake says nothing to four letters in clear. */
    private String silence(IOException failure) {
        boolean silent =
                failure instanceof SocketTimeoutException && conversation.tls().isEmpty();
        return silent ? "; a port that speaks TLS needs 'tls:'" : "";
    }

    /** Refuses an address that is not this machine's. */
    void requireOwn() throws IOException {
        address.resolved();
    }

    @Override
    public String toString() {
        return address + (conversation.tls().isPresent() ? " (TLS)" : "");
    }
}
