package dev.keepsake.catalog;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The report of one look at a backup: what was compared with what, and what was not.
 *
 * @param good whether nothing was found that speaks against the backup
 * @param through the last transaction that a restore of what was looked at replays; {@code 0x0} when it is not good
 * @param time when it was over, on the store's clock
 * @param millis how long it took
 * @param host on which machine
 * @param findings everything looked at, in that order
 * @param tapes what was replayed
 * @param agreed what several nodes recorded alike
 */
public record Proof(
        BackupId backup,
        String cluster,
        Level level,
        boolean good,
        Zxid through,
        Instant time,
        long millis,
        String host,
        List<CheckReport.Finding> findings,
        List<OfTape> tapes,
        List<Witnessed.Agreed> agreed) {

    /** How close the look was, the closest last. */
    public enum Level {
        /** Every object is there, whole, and the one that is named. */
        OBJECTS,
        /** A real server started on it and gave back what was replayed. */
        DRILL,
        /** It was replayed, and compared with whatever else the archive holds of the same transactions. */
        PROOF;

        /** How it stands in keys and on command lines. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a look at this level does all that one at the other does. A drill restores one node's share alone. */
        public boolean covers(Level other) {
            return this == other || (this == PROOF && other == OBJECTS);
        }

        /** The level of this word, if there is one. */
        public static Optional<Level> of(String word) {
            return Arrays.stream(values())
                    .filter(level -> level.word().equals(word))
                    .findFirst();
        }
    }

    /**
     * What was replayed of one source.
     *
     * @param transactions how many were replayed over the base
     * @param judged how many of these lie behind the base's window
     * @param digests how many of those have a digest, each equal to that of the replayed tree
     * @param lastDigest the newest of them; null when there is none
     * @param bases the other bases of the tape that hold the same tree at the same moment
     */
    public record OfTape(
            String node,
            String source,
            String tape,
            Zxid through,
            long znodes,
            long transactions,
            long judged,
            long digests,
            @Nullable Zxid lastDigest,
            List<String> bases) {

        /** Keeps its own copy. */
        public OfTape {
            bases = List.copyOf(bases);
        }
    }

    /** Keeps its own copies. */
    public Proof {
        findings = List.copyOf(findings);
        tapes = List.copyOf(tapes);
        agreed = List.copyOf(agreed);
    }
}
