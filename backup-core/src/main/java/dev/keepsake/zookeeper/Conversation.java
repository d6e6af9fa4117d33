package dev.keepsake.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One question and its whole answer, over a connection of its own. However the other side behaves, it ends within its
 * time, and takes in no more than it was told to.
 *
 * @param limit how long all of it may take, connecting and all
 * @param most how many bytes an answer may have
 */
public record Conversation(Optional<Tls> tls, Duration limit, int most) {

    /** How long a conversation may take, unless told. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /** Asks, and reads until the other side ends; fails when it is late, or says more than it may. */
    public byte[] ask(InetSocketAddress address, byte[] question) throws IOException {
        try (TimedSocket socket = new TimedSocket(limit)) {
            socket.connect(address);
            if (tls.isEmpty()) {
                return talk(socket, question);
            }
            try (SSLSocket secured = secured(tls.get(), socket, address)) {
                secured.startHandshake();
                return talkAfterHandshake(secured, question);
            }
        }
    }

    /** In TLS 1.3 a server may reject a client's certificate after the handshake, and its alert be lost on the way. */
    private byte[] talkAfterHandshake(Socket secured, byte[] question) throws IOException {
        try {
            return talk(secured, question);
        } catch (SocketException | SSLException e) {
            throw new SSLException("it hung up after the handshake: " + e.getMessage(), e);
        }
    }

    private static SSLSocket secured(Tls tls, Socket plain, InetSocketAddress address) throws IOException {
        String peer = tls.serverName().orElse(address.getAddress().getHostAddress());
        SSLSocket socket = (SSLSocket) tls.keys().read().createSocket(plain, peer, address.getPort(), true);
        if (tls.serverName().isPresent()) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    private byte[] talk(Socket socket, byte[] question) throws IOException {
        socket.getOutputStream().write(question);
        socket.getOutputStream().flush();
        byte[] answer = socket.getInputStream().readNBytes(most + 1);
        if (answer.length > most) {
            throw new IOException("it answers with more than " + most + " bytes");
        }
        return answer;
    }
}
