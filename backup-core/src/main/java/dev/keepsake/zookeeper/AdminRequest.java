package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How a command is asked of an AdminServer (3.5 and later).
 *
 * <p>It is asked as HTTP/1.0, so the answer is one piece that ends with the connection; neither a redirection nor a proxy can
 * lead to another machine.
 *
 * @param url the place below which the commands are
 */
public record AdminRequest(URI url, Conversation conversation) {

    private static final int LONGEST_SHOWN = 120;

    /** The host of a place, an IPv6 address without brackets. */
    public static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Asks a command such as {@code srvr} at an address; refuses what does not answer as an AdminServer does. */
    public String ask(InetSocketAddress place, String command) throws IOException {
        return body(new String(conversation.ask(place, question(command)), StandardCharsets.UTF_8), command);
    }

    private byte[] question(String command) {
        return ("GET " + url.getRawPath() + "/" + command + " HTTP/1.0\r\nHost: " + url.getRawAuthority()
                        + "\r\nAccept: application/json\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String body(String answer, String command) throws RefusedException {
        int end = answer.indexOf("\r\n\r\n");
        String head = end < 0 ? answer : answer.substring(0, end);
        String status = head.lines().findFirst().orElse("(no answer)");
        if (end < 0 || !status.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new RefusedException("what answers at " + url + " does not speak HTTP: " + shortened(status));
        }
        if (status.startsWith("404", status.indexOf(' ') + 1)) {
            throw new RefusedException("there is nothing at " + url + "/" + command
                    + "; 'admin:' must end in the server's admin.commandURL, which is /commands by default");
        }
        if (!status.startsWith("200", status.indexOf(' ') + 1)
                || head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")) {
            throw new RefusedException("what answers at " + url + " is no AdminServer: " + shortened(status));
        }
        return answer.substring(end + "\r\n\r\n".length());
    }

    static String shortened(String line) {
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
    }
}
