package dev.keepsake.zookeeper;

/**
 * A server of an ensemble, as those that take part in its elections know it.
 *
 * @param id its number ({@code myid})
 * @param host an IPv6 address stands without brackets
 * @param votes whether it takes part in elections; otherwise it observes
 */
public record EnsembleServer(long id, String host, int quorumPort, int electionPort, boolean votes) {

    /** As {@code zoo.cfg} says it behind {@code server.N=}. */
    String address() {
        return bracketed() + ":" + quorumPort + ":" + electionPort + (votes ? "" : ":observer");
    }

    /** Where it takes part in elections, for people. */
    String electionAddress() {
        return bracketed() + ":" + electionPort;
    }

    /** Where it would lead, for people. */
    String quorumAddress() {
        return bracketed() + ":" + quorumPort;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
