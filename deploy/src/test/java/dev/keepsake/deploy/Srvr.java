package dev.keepsake.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server's own answer to the question how it is.
 *
 * @param mode leader, follower or standalone
 * @param zxid the last transaction it has applied
 */
record Srvr(String mode, long zxid) {
    private static final int TIMEOUT = 5_000;

    /** Asks a server; fails while it does not serve. */
    static Srvr ask(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Srvr parse(String answer) throws IOException {
        String mode = null;
        long zxid = -1;
        for (String line : answer.lines().toList()) {
            if (line.startsWith("Mode: ")) {
                mode = line.substring("Mode: ".length());
            } else if (line.startsWith("Zxid: 0x")) {
                zxid = Long.parseUnsignedLong(line.substring("Zxid: 0x".length()), 16);
            }
        }
        if (mode == null) {
            throw new IOException("the server does not serve yet: " + answer.strip());
        }
        return new Srvr(mode, zxid);
    }
}
