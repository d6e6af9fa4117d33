package dev.keepsake.zookeeper;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Why an observer has not got through to its ensemble, in a sentence that says what to do. */
final class ObserverTrouble {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int TAIL = 64 << 10;
    private static final int LONGEST_LINE = 240;

    /** The last one: what an alert of TLS looks like to somebody who expects a length. */
    private static final Pattern TLS =
            Pattern.compile("SSL|X509Exception|PKIX|[Cc]ertificate|invalid packet: 3525|packet len(gth)? 3525");

    private static final Pattern SASL = Pattern.compile("Sasl|SASL|LoginException|JAAS");

    private static final Pattern WARNING = Pattern.compile(" (WARN|ERROR) (?!QuorumPeerConfig)");

    private final ObserverSettings settings;
    private final ObserverFolder folder;

    ObserverTrouble(ObserverSettings settings, ObserverFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** What speaks against it, going by what the observer says of itself and by who answers where. */
    String explain(Optional<ObserverState> state) {
        return sentence(state) + logged();
    }

    private String sentence(Optional<ObserverState> state) {
        if (state.isEmpty()) {
            return "its process does not answer at " + folder.socket();
        }
        ObserverState now = state.get();
        if (now.voters().isEmpty()) {
            return unheard();
        }
        Set<Long> told = new TreeSet<>();
        settings.servers().stream().filter(EnsembleServer::votes).forEach(server -> told.add(server.id()));
        if (now.looks() && !told.equals(now.voters())) {
            return "the ensemble's own servers have the numbers " + now.voters() + ", 'servers' gives them " + told
                    + ": write N=host:quorumPort:electionPort with the numbers from their myid";
        }
        if (now.looks()) {
            return "its servers answer, but have no leader: the ensemble has no quorum now, so nothing is committed; see to"
                    + " its servers and run again" + closed("at the election ports of", EnsembleServer::electionPort);
        }
        return unsynced(now);
    }

    private String unheard() {
        String closed = closed("at the election ports of", EnsembleServer::electionPort);
        if (closed(EnsembleServer::electionPort).size() == settings.servers().size()) {
            return "no server of the ensemble can be reached" + closed
                    + ": check 'servers' (host:quorumPort:electionPort as in the server.N lines of their zoo.cfg), the"
                    + " firewall, and whether they run";
        }
        if (last(TLS).isPresent()) {
            return "TLS does not come about with the servers' election ports: 'quorum:' must say sslQuorum, key store and"
                    + " trust store to match theirs, and say nothing of it where they speak in clear" + closed;
        }
        if (last(SASL).isPresent()) {
            return "the servers ask for another login (SASL) than this observer gives: check 'jaas-file' and quorum.auth.*"
                    + " in 'quorum:' against theirs" + closed;
        }
        return "the servers take connections at their election ports and say nothing: they speak TLS or ask for a login"
                + " (then 'quorum:' must say so, as in their zoo.cfg), these are not election ports, or their numbers are"
                + " others than 'servers' gives them" + closed;
    }

    private String unsynced(ObserverState now) {
        Optional<EnsembleServer> leader = settings.servers().stream()
                .filter(server -> Long.toString(server.id()).equals(now.leader()))
                .findFirst();
        boolean nobodyLeads =
                closed(EnsembleServer::quorumPort).size() == settings.servers().size();
        if (nobodyLeads) {
            return "a leader is elected, but no quorum port of 'servers' takes connections"
                    + closed("at", EnsembleServer::quorumPort)
                    + ": the first port in host:quorumPort:electionPort must be the one where a leader takes followers";
        }
        if (last(TLS).isPresent()) {
            return "TLS does not come about with the leader's quorum port: check sslQuorum and ssl.quorum.* in 'quorum:'";
        }
        return "the leader"
                + leader.map(server -> ", server " + server.id() + ",").orElse("")
                + " has not sent it everything yet (" + now.phase()
                + "); where the state is large or the line is slow, give 'sync-timeout' more time";
    }

    private List<String> closed(java.util.function.ToIntFunction<EnsembleServer> port) {
        List<String> closed = new ArrayList<>();
        for (EnsembleServer server : settings.servers()) {
            refusal(server.host(), port.applyAsInt(server))
                    .ifPresent(why -> closed.add(server.host() + ":" + port.applyAsInt(server) + " (" + why + ")"));
        }
        return closed;
    }

    private String closed(String where, java.util.function.ToIntFunction<EnsembleServer> port) {
        List<String> closed = closed(port);
        return closed.isEmpty() ? "" : "; nobody listens " + where + " " + String.join(", ", closed);
    }

    /** Why no connection can be made; empty when one can. */
    static Optional<String> refusal(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("the host name does not resolve");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CONNECT.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private String logged() {
        Optional<String> line = last(WARNING);
        return ". Its log is " + folder.log()
                + line.map(text -> "; the last warning there: " + text).orElse("");
    }

    private Optional<String> last(Pattern wanted) {
        return tail().lines()
                .filter(line -> !line.contains(" INFO ") && wanted.matcher(line).find())
                .reduce((earlier, later) -> later)
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    }

    private String tail() {
        try (RandomAccessFile file = new RandomAccessFile(folder.log().toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "";
        }
    }
}
