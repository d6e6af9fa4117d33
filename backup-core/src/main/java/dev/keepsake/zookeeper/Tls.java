package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * How to speak TLS with a server on this machine.
 *
 * <p>The server's certificate must always lead to what is trusted. Its name is compared only with a name that was asked
 * for: the address is this machine's own, which a certificate seldom names, and whoever could answer there in the
 * server's place would still need a key that was certified.
 *
 * @param keys what is trusted, and what this side shows
 * @param serverName the name that the server's certificate must be for, where that is to be checked
 */
public record Tls(Keys keys, Optional<String> serverName) {

    /** What is trusted and what this side shows; read for each connection, so that renewed certificates are used. */
    @FunctionalInterface
    public interface Keys {

        /** Reads them; fails with what is wrong with which file. */
        SSLSocketFactory read() throws IOException;
    }
}
