package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server on this machine for its status over its client port, with the four letters {@code srvr}. Sends nothing
 * else and opens no session.
 */
final class StatusClient implements StatusAnswer {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_ANSWER = 64 << 10;

    private final String host;
    private final int port;

    StatusClient(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** Asks once. Every failure is a refusal, since without an answer nothing is known to be committed. */
    @Override
    public ServerStatus ask() throws IOException {
        InetAddress address = ownAddress();
        String answer;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            answer = read(socket.getInputStream());
        } catch (IOException e) {
            throw new RefusedException("no ZooKeeper server answers 'srvr' at " + this + " (" + reason(e)
                    + "), so nothing says which transactions are committed; is the server running, and is 'client:' its"
                    + " client port? For a stopped server use --offline");
        }
        return ServerStatus.parse(answer, toString());
    }

    /** Another machine's server proves nothing about this disk, so an address that is not ours is refused. */
    private InetAddress ownAddress() throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new RefusedException("the host name in 'client: " + this + "' does not resolve");
        }
        if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
            throw new RefusedException("'client: " + this + "' (" + address.getHostAddress()
                    + ") is not an address of this machine; another server proves nothing about the files on this disk:"
                    + " name the client port of the server whose directories are captured");
        }
        return address;
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
