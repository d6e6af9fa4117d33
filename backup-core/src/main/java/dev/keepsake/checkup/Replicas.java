package dev.keepsake.checkup;

import java.util.Optional;

/**
 * How many replicas the log of a Mesos has, beside the quorum that its masters are started with.
 *
 * @param size how many the leading master knows
 * @param quorum the flag {@code --quorum}
 */
public record Replicas(long size, long quorum) {

    /**
     * What is wrong with such numbers.
     *
     * @param seen the evidence
     * @param expected what should have been seen
     * @param remedy what to do, and in which order
     */
    public record Misfit(String seen, String expected, String remedy) {}

    /** How many replicas the quorum is meant for. */
    public long wanted() {
        return 2 * quorum - 1;
    }

    /** Whether there are more or fewer than the quorum is meant for; either is worse than a small number of both. */
    public Optional<Misfit> misfit() {
        if (size == wanted()) {
            return Optional.empty();
        }
        return Optional.of(new Misfit(
                size + " replicas with --quorum " + quorum,
                wanted() + " replicas for that quorum",
                size > wanted()
                        ? "two quorums may decide differently, and the registry is damaged then: stop the masters that"
                                + " are too many at once, and start them again only when all others run with a larger"
                                + " --quorum"
                        : "start the masters that are missing, or see why their logs are not among the replicas"));
    }

    /** How to have more of them; in the other order the log may be damaged. */
    public static String growing(long masters) {
        return masters == 1
                ? "the log of one master cannot be made larger by flags: with more of them it begins anew, unless each"
                        + " is given the one master's log before ('A replicated log of Mesos')"
                : "first restart the masters that are there, one by one, with the larger --quorum, and only then start"
                        + " the new ones: in the other order the registry may be damaged";
    }
}
