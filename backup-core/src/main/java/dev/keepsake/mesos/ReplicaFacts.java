package dev.keepsake.mesos;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replica's entries amount to, as Mesos would find when it opens them.
 *
 * @param begin the first position that is not truncated
 * @param end the last position of which anything is known; -1 for an empty log
 * @param lastLearned the last one that is learned; -1 when none is
 * @param learned how many from {@code begin} on are learned
 * @param missing those from {@code begin} to {@code end} that are not
 * @param appended how many bytes the learned appends from {@code begin} on have
 * @param highest the highest proposal that stands anywhere in it
 * @param lastAppends the last appends that are learned, as {@link LastAppends} writes them
 */
public record ReplicaFacts(
        Metadata metadata,
        long begin,
        long end,
        long lastLearned,
        long learned,
        String missing,
        long missingPositions,
        long appended,
        long highest,
        String lastAppends) {

    /** Reads a replica twice: where it begins is known only at its end. */
    static ReplicaFacts of(Replica replica) throws IOException {
        long begin = 0;
        try (ReplicaReader reader = replica.open()) {
            for (Optional<Action> action = reader.next(); action.isPresent(); action = reader.next()) {
                begin = Math.max(begin, action.get().beginsAt());
            }
        }
        try (ReplicaReader reader = replica.open()) {
            return read(reader, begin);
        }
    }

    private static ReplicaFacts read(ReplicaReader reader, long begin) throws IOException {
        Ranges missing = new Ranges();
        long end = -1;
        long lastLearned = -1;
        long learned = 0;
        long appended = 0;
        long highest = reader.metadata().promised();
        long next = begin;
        LastAppends appends = new LastAppends();
        for (Optional<Action> read = reader.next(); read.isPresent(); read = reader.next()) {
            Action action = read.get();
            end = action.position();
            appends.add(action);
            highest = Math.max(
                    highest, Math.max(action.promised(), action.performed().orElse(0L)));
            lastLearned = action.learned() ? end : lastLearned;
            if (action.learned() && end >= begin) {
                missing.add(next, end);
                next = end + 1;
                learned++;
                appended += action.bytes().length;
            }
        }
        missing.add(next, end + 1);
        return new ReplicaFacts(
                reader.metadata(),
                begin,
                end,
                lastLearned,
                learned,
                missing.inWords(),
                missing.positions(),
                appended,
                highest,
                appends.inWords());
    }

    /** Whether this replica alone holds the log from its beginning to its end. */
    boolean isWhole() {
        return metadata.status() == Metadata.Status.VOTING && missingPositions == 0 && learned > 0;
    }

    /** For the archive, as words. */
    SortedMap<String, String> words() {
        SortedMap<String, String> words = new TreeMap<>();
        words.put("status", metadata.status().name().toLowerCase(Locale.ROOT));
        words.put("promised", Long.toString(metadata.promised()));
        words.put("begin", Long.toString(begin));
        words.put("end", Long.toString(end));
        words.put("last-learned", Long.toString(lastLearned));
        words.put("learned", Long.toString(learned));
        words.put("missing", missing);
        words.put(ReplicaCheck.APPENDS, lastAppends);
        return words;
    }

    /** In one line, for messages. */
    String inWords() {
        return metadata.status() + ", positions " + begin + " to " + end + ", missing " + missing + ", promised "
                + metadata.promised();
    }
}
