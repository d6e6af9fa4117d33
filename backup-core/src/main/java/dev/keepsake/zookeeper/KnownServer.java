package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of an ensemble, as another server's files name it.
 *
 * @param id its number ({@code myid})
 * @param host where it listens for the others; an IPv6 address stands without brackets
 * @param votes whether it takes part in elections; otherwise it observes
 * @param clientHost where it answers clients, where the files say something else
 * @param clientPort where it answers clients; servers before 3.5, and many since, say it of themselves alone
 */
public record KnownServer(String id, String host, boolean votes, Optional<String> clientHost, OptionalInt clientPort) {

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\s*server\\.([0-9]{1,19})\\s*[=:]\\s*(\\[[0-9A-Fa-f:.]+]|[^:;|\\s]+):[0-9]+([^;\\n"
                    + "]*)(?:;(\\S*))?\\s*$");
    private static final Pattern CLIENT = Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+]|[^:]*):)?([0-9]{1,5})");

    /**
     * The servers that the newest snapshot or the configuration beside these directories names, by number; none where
     * neither names any. Reads files alone.
     */
    public static List<KnownServer> near(ServerDirectories directories) throws IOException {
        try (PinnedFiles files = PinnedFiles.pin(directories, new Zxid(0), new LogPlaces())) {
            SortedMap<String, KnownServer> known = new TreeMap<>();
            for (String text : ServerConfiguration.texts(directories, files)) {
                for (KnownServer server : in(text)) {
                    known.merge(server.id, server, KnownServer::knowingMore);
                }
            }
            return List.copyOf(known.values());
        }
    }

    /** This server's own number, where its files have one. */
    public static Optional<String> own(ServerDirectories directories) throws IOException {
        return directories.serverId();
    }

    /** The lines {@code server.N=} of a configuration. */
    public static List<KnownServer> in(String text) {
        SortedMap<String, KnownServer> servers = new TreeMap<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            String client = line.group(4) == null ? "" : line.group(4);
            Matcher place = CLIENT.matcher(client);
            boolean told = place.matches();
            String host = told && place.group(1) != null ? bare(place.group(1)) : "";
            servers.put(
                    line.group(1),
                    new KnownServer(
                            line.group(1),
                            bare(line.group(2)),
                            !line.group(3).contains(":observer"),
                            Optional.of(host).filter(name -> !isAnywhere(name)),
                            told ? OptionalInt.of(Integer.parseInt(place.group(2))) : OptionalInt.empty()));
        }
        return List.copyOf(servers.values());
    }

    private KnownServer knowingMore(KnownServer other) {
        return clientPort.isEmpty() && other.clientPort.isPresent() ? other : this;
    }

    private static boolean isAnywhere(String host) {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
