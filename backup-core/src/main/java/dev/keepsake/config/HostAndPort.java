package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.config.Format.BadValueException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens; the host of an IPv6 address stands without brackets. */
public record HostAndPort(String host, int port) {

    static final int MAX_PORT = 65_535;

    /** Where ZooKeeper's servers answer clients, unless somebody says otherwise. */
    static final int CLIENT_PORT = 2181;

    private static final String ALLOWED = "use host:port, such as 127.0.0.1:2181 or [::1]:2181";
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})");
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);

    static HostAndPort parse(String text) throws BadValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BadValueException("is not an address: " + ALLOWED);
        }

        int port = Integer.parseInt(form.group(3));
        if (port < 1 || port > MAX_PORT) {
            throw new BadValueException("has a port outside 1 to " + MAX_PORT);
        }
        String host = form.group(1) == null ? name(form.group(2)) : address(form.group(1));
        return new HostAndPort(host, port);
    }

    /**
     * The servers of what ZooKeeper's clients are told, such as {@code zk1:2181,zk2/path}; like these it takes the usual port
     * where none is said.
     */
    public static List<HostAndPort> ofConnect(String connect) throws RefusedException {
        List<HostAndPort> places = new ArrayList<>();
        int slash = connect.indexOf('/');
        for (String word : (slash < 0 ? connect : connect.substring(0, slash)).split(",", -1)) {
            String server = word.strip();
            boolean hasPort = server.lastIndexOf(':') > server.lastIndexOf(']');
            try {
                places.add(parse(hasPort ? server : server + ":" + CLIENT_PORT));
            } catch (BadValueException wrong) {
                throw new RefusedException("'" + server + "' of '" + connect + "' " + wrong.getMessage());
            }
        }
        return places;
    }

    private static String name(String host) throws BadValueException {
        boolean onlyNumbers = host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (onlyNumbers && !IPV4.matcher(host).matches()) {
            throw new BadValueException("is not an address: " + ALLOWED);
        }
        return host;
    }

    private static String address(String literal) throws BadValueException {
        try {
            // in brackets it is taken for a literal address: no name service is asked
            InetAddress.getByName("[" + literal + "]");
            return literal;
        } catch (UnknownHostException wrong) {
            throw new BadValueException("is not an address: " + ALLOWED);
        }
    }
}
