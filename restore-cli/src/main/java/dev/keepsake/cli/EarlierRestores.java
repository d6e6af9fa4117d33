package dev.keepsake.cli;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Fence;
import dev.keepsake.catalog.PastRestore;
import dev.keepsake.catalog.RestoreRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Restores of the same backup or moment before this one: on the ensemble's other servers a moment ago, as it should be, or
 * of an ensemble that has lived since.
 *
 * @param count how many there were, also those that tell nothing of themselves
 * @param epoch the highest that any of them gave its server
 */
record EarlierRestores(List<RestoreRecord> told, long count, long epoch) {

    /** Nobody restores the servers of one ensemble over more than a day. */
    private static final Duration ONE_RESTORE = Duration.ofDays(1);

    /** Keeps its own copy. */
    EarlierRestores {
        told = List.copyOf(told);
    }

    static EarlierRestores of(Catalog catalog, RestoreChoice choice) throws IOException {
        List<PastRestore> keys = catalog.restores().stream()
                .filter(one -> one.epoch() > 0 && choice.isOf(one))
                .toList();
        List<RestoreRecord> told =
                keys.isEmpty() ? List.of() : catalog.told(one -> one.epoch() > 0 && choice.isOf(one));
        return new EarlierRestores(
                told,
                keys.size(),
                keys.stream().mapToLong(PastRestore::epoch).max().orElse(0));
    }

    /**
     * What whoever restores should know of them; empty where there are none.
     *
     * @param noun what is restored
     * @param mine the epoch that this server gets
     * @param servers how many the ensemble has; 0 when unknown
     */
    Optional<String> words(String noun, long mine, String host, long servers, Instant now) {
        if (count == 0) {
            return Optional.empty();
        }
        boolean elsewhere = told.size() == count
                && told.stream()
                        .allMatch(one -> !one.host().equals(host)
                                && !one.time().plus(ONE_RESTORE).isBefore(now));
        boolean room = servers == 0 || hosts() < servers;
        boolean same = told.stream().allMatch(one -> one.epoch() == mine);
        if (elsewhere && same && hosts() < servers) {
            return Optional.of("this is the next server of the same restore: with epoch " + mine + " there has been "
                    + places() + ", of " + servers + " servers; go on until each server has it");
        }
        String before =
                "this " + noun + " was restored before, with epoch " + epoch + (told.isEmpty() ? "" : ": " + places());
        if (elsewhere && same && servers == 0) {
            return Optional.of(before + ". If this is the next server of that restore, go on until each server has it;"
                    + " if clients have used since what was restored then, stop here and give every server '--epoch "
                    + (epoch + Fence.STEP) + "'");
        }
        if (elsewhere && room) {
            return Optional.of(before + ". Servers of one ensemble must all get the same epoch, and this one would get "
                    + mine + ": if it is of the same ensemble, give it '--epoch " + epoch + "'");
        }
        return Optional.of(before + ". If that was a try that nothing has used since, all is well; if it was a whole"
                + " ensemble that clients have used since, stop here and give every server '--epoch "
                + (epoch + Fence.STEP) + "'");
    }

    private long hosts() {
        return told.stream().map(RestoreRecord::host).distinct().count();
    }

    private String places() {
        return told.stream()
                .map(one -> one.host() + " at " + JsonOutput.seconds(one.time()))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
