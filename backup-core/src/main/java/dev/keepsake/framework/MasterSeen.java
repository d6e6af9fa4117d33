package dev.keepsake.framework;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one master of Mesos says of itself.
 *
 * @param url where it was asked
 * @param silence why it gave no answer; empty where it answered, and then the rest counts
 * @param elected whether it says that it leads
 * @param uptime how long its process has run
 * @param recovered whether its replicated log has recovered; empty where it does not say so
 * @param ensembleSize how many replicas its log knows; empty where it does not say so
 * @param quorum how many of them must agree, as it was started; empty where it does not say so
 */
public record MasterSeen(
        URI url,
        Optional<String> silence,
        boolean elected,
        Duration uptime,
        Optional<Boolean> recovered,
        OptionalInt ensembleSize,
        OptionalInt quorum) {

    static MasterSeen silent(URI url, String why) {
        return new MasterSeen(
                url,
                Optional.of(why),
                false,
                Duration.ZERO,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Whether it answered. */
    public boolean answered() {
        return silence.isEmpty();
    }
}
