package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of itself in answer to {@code srvr}.
 *
 * <p>While it serves as leader, follower, observer or standalone, its zxid is committed ({@code ZooKeeperServer} answers
 * only once it runs). In read-only mode it is not: such a server has replayed a tail that may never commit.
 *
 * @param version as it calls itself, such as {@code 3.9.5}
 */
record ServerStatus(Mode mode, Zxid zxid, String version) {

    /** Files of a stopped server do not say which version wrote them. */
    static final String UNKNOWN_VERSION = "0";

    private static final Pattern VERSION =
            Pattern.compile("(?m)^Zookeeper version: ([0-9]{1,9}(?:\\.[0-9]{1,9})*)(?![0-9])");
    private static final Pattern ZXID = Pattern.compile("(?m)^Zxid: 0x([0-9a-fA-F]{1,16})\\s*$");
    private static final Pattern MODE = Pattern.compile("(?m)^Mode: ([a-z-]+)\\s*$");

    /** How a server takes part. */
    enum Mode {
        LEADER,
        FOLLOWER,
        OBSERVER,
        STANDALONE
    }

    /** Reads an answer; refuses what does not vouch for committed transactions. */
    static ServerStatus parse(String answer, String address) throws RefusedException {
        Matcher mode = MODE.matcher(answer);
        Matcher zxid = ZXID.matcher(answer);
        Matcher version = VERSION.matcher(answer);
        if (answer.contains("not currently serving")) {
            throw notServing(address);
        }
        if (!mode.find() || !zxid.find() || !version.find()) {
            throw new RefusedException(
                    "what answers at " + address + " does not speak ZooKeeper's 'srvr': " + firstLine(answer));
        }
        return new ServerStatus(modeOf(mode.group(1), address), Zxid.parse(zxid.group(1)), version.group(1));
    }

    /** Whether nobody said which version this is. */
    boolean isOfUnknownVersion() {
        return version.equals(UNKNOWN_VERSION);
    }

    /** Whether the version is at least this one; false where it is not known. */
    boolean atLeast(int... wanted) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != wanted[i]) {
                return part > wanted[i];
            }
        }
        return true;
    }

    /** Whether the other answer comes from the same term of office: same mode, same epoch, no step back. */
    boolean sameTerm(ServerStatus later) {
        return mode == later.mode
                && zxid.epoch() == later.zxid.epoch()
                && zxid.compareTo(later.zxid) <= 0
                && version.equals(later.version);
    }

    /** The mode that a word names; refuses one in which nothing is known to be committed. */
    static Mode modeOf(String word, String address) throws RefusedException {
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                return mode;
            }
        }
        throw cutOff(word, address);
    }

    static RefusedException notServing(String address) {
        return new RefusedException("the server at " + address
                + " is not serving requests (no leader is elected, or it is still joining), so nothing says which of its"
                + " transactions are committed; run again when it serves");
    }

    static RefusedException cutOff(String mode, String address) {
        return new RefusedException(
                "the server at " + address + " is in mode '" + mode
                        + "': it is cut off from its ensemble, and its transactions may never commit; run again when it has rejoined");
    }

    private static String firstLine(String answer) {
        String line = answer.lines().findFirst().orElse("(no answer)");
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }
}
