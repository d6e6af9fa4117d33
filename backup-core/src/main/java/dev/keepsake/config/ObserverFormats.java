package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of text that describe an observer of an ensemble. */
final class ObserverFormats {

    /** A server as {@code zoo.cfg} has it, with its number or without. */
    private static final Pattern SERVER = Pattern.compile("(?:(?:server\\.)?([0-9]{1,18})=)?"
            + "((?:\\[[^\\[\\]]{1,45}]|[^\\[\\]:;=]{1,253}):[0-9]{1,5}):([0-9]{1,5})"
            + "(?::(participant|observer))?(?:;[A-Za-z0-9.:\\[\\]-]{1,260})?");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern HEAP = Pattern.compile("([0-9]{1,6})([mg])");
    private static final int LEAST_HEAP = 64;
    private static final int MOST_HEAP = 1 << 20;
    private static final Pattern ONE_LINE = Pattern.compile("\\P{Cntrl}{1,1024}");

    /** What {@code zoo.cfg} says of how servers speak with each other. */
    private static final Set<String> QUORUM = Set.of(
            "tickTime",
            "initLimit",
            "syncLimit",
            "connectToLearnerMasterLimit",
            "sslQuorum",
            "sslQuorumReloadCertFiles",
            "portUnification",
            "quorum.cnxn.threads.size",
            "fips-mode");

    private ObserverFormats() {}

    /**
     * A server of the ensemble as somebody wrote it.
     *
     * @param id empty when its place in the list is its number
     */
    record Written(Optional<Long> id, HostAndPort quorum, int electionPort, boolean votes) {}

    static Written server(String text) throws BadValueException {
        Matcher form = SERVER.matcher(text.strip());
        if (!form.matches()) {
            throw new BadValueException("is not a server of an ensemble: use host:quorumPort:electionPort, or with its"
                    + " number N=host:quorumPort:electionPort, as in the server.N lines of its zoo.cfg");
        }
        HostAndPort quorum = HostAndPort.parse(form.group(2));
        int election = HostAndPort.parse("any:" + form.group(3)).port();
        if (election == quorum.port()) {
            throw new BadValueException("has the same port twice: the first is the quorum port, the second the election"
                    + " port, as in the server.N lines of its zoo.cfg");
        }
        return new Written(
                Optional.ofNullable(form.group(1)).map(Long::parseLong),
                quorum,
                election,
                !"observer".equals(form.group(4)));
    }

    static long number(String text) throws BadValueException {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) == 0) {
            throw new BadValueException("is not a server's number: use a whole number from 1");
        }
        return Long.parseLong(text);
    }

    /** In megabytes. */
    static int heap(String text) throws BadValueException {
        Matcher form = HEAP.matcher(text);
        if (!form.matches()) {
            throw new BadValueException("is not a size: use a whole number and m or g, such as 512m or 2g");
        }
        int size = Integer.parseInt(form.group(1)) * ("g".equals(form.group(2)) ? 1024 : 1);
        if (size < LEAST_HEAP || size > MOST_HEAP) {
            throw new BadValueException("is out of range: at least " + LEAST_HEAP + "m and at most 1024g");
        }
        return size;
    }

    /** A value of {@code zoo.cfg}. */
    static String line(String text) throws BadValueException {
        if (!ONE_LINE.matcher(text).matches()) {
            throw new BadValueException("is not one line of text");
        }
        return text;
    }

    /** What is wrong with passing a setting of this name on to the observer; empty when nothing is. */
    static Optional<String> objection(String setting) {
        if (setting.endsWith(".password")) {
            return Optional.of("passwords never stand in this file: put it into one of its own and name that with '"
                    + setting + "Path'");
        }
        if (QUORUM.contains(setting) || setting.startsWith("ssl.quorum.") || setting.startsWith("quorum.auth.")) {
            return Optional.empty();
        }
        return Optional.of("is not passed on to the observer"
                + NearestMatch.of(setting, QUORUM)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(": only ssl.quorum.*, quorum.auth.* and "
                                + String.join(", ", QUORUM.stream().sorted().toList()) + " are"));
    }
}
