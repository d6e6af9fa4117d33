package dev.keepsake.zookeeper.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.zookeeper.client.ConnectStringParser;

/** Looks why there is no session: asks each server by itself, with a word that every one of them knows. */
final class Diagnosis {

    private static final int WAIT_MILLIS = 1_000;
    private static final int LONGEST = 4_096;
    private static final String SECURE = "zookeeper.client.secure";

    private final LiveSettings settings;

    Diagnosis(LiveSettings settings) {
        this.settings = settings;
    }

    /** What each server says, and what to do. */
    String words() {
        return new ConnectStringParser(settings.connect())
                .getServerAddresses().stream()
                        .map(server -> server.getHostString() + ":" + server.getPort() + " " + of(server))
                        .collect(Collectors.joining("; "));
    }

    private String of(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(server.getHostString(), server.getPort());
            if (address.isUnresolved()) {
                return "has a name that nobody here can resolve";
            }
            socket.connect(address, WAIT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            if (Boolean.parseBoolean(settings.properties().get(SECURE))) {
                return "takes connections, but no session over TLS: see that this is its secure client port, that its"
                        + " certificate is trusted and names it, and that it trusts ours";
            }
            return ask(socket);
        } catch (SocketTimeoutException e) {
            return "does not answer; see that the port is a client port and no firewall is in between";
        } catch (IOException e) {
            return "is not there (" + e.getMessage() + ")";
        }
    }

    private static String ask(Socket socket) throws IOException {
        say(socket, "srvr");
        try {
            return meaning(answer(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            // one byte more is the first that tells a server that it is not spoken to in TLS
            say(socket, "\n");
            answer(socket.getInputStream());
            return meaning("");
        }
    }

    private static void say(Socket socket, String word) throws IOException {
        socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String answer(InputStream in) throws IOException {
        try {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            return "";
        }
    }

    private static String meaning(String answer) {
        if (answer.contains("not currently serving")) {
            return "runs, but has no quorum: most servers of its ensemble must run and reach each other";
        }
        if (answer.contains("Mode: read-only")) {
            return "is cut off from its ensemble and only lets itself be read";
        }
        if (answer.isEmpty()) {
            return "hangs up: a port that speaks TLS only does so, or a server that has no place for one more connection"
                    + " (for TLS set zookeeper.client.secure=true and"
                    + " zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty in --client-config, or 'tls:' of"
                    + " an agent's source)";
        }
        return "serves, but gives us no session in this time; its log says why. Servers that want a login (SASL) do so: give"
                + " its file as java.security.auth.login.config=FILE in the properties of --client-config, or see that its"
                + " section 'Client' has the right user and password; for DIGEST-MD5 also zookeeper.fips-mode=false";
    }
}
