package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one source gave to a backup: a base and a range of a tape. Restoring it means replaying, over the base, every
 * transaction behind {@code replayAfter} through {@code through}.
 *
 * @param type the kind of source
 * @param tape the tape's ULID; empty for a walk, and when nothing that was captured is proven to have been committed. Base
 *     and range are then those of the unproven snapshot, with nothing replayed
 * @param baseStart the zxid in the snapshot's file name
 * @param baseEnd the end of its fuzzy window; nothing before it can be restored from this base
 * @param links how many links hold the range, and how many bytes they take in the store
 * @param throughTime milliseconds since 1970 on the leader's clock at the last transaction; 0 when there is none
 * @param facts what the source knew of itself: mode, version, epochs
 * @param added what this run stored
 * @param unproven what stopped servers held beyond that; null when there is nothing
 * @param walk set where a client read all of it, which is not one point in time. The tape is empty then, the base is what was
 *     read, and its zxids are all that of the walk's end
 */
public record Share(
        String source,
        String type,
        String tape,
        StoredPiece base,
        Zxid baseStart,
        Zxid baseEnd,
        Zxid replayAfter,
        Zxid through,
        long throughTime,
        int links,
        long linkBytes,
        SortedMap<String, String> facts,
        List<StoredPiece> added,
        @Nullable Unproven unproven,
        @Nullable Walk walk) {

    /** What the names of facts begin with that are sentences for a person. */
    private static final String REMARK = "remark-";

    private static final long MAX_EPOCH = 0xffff_ffffL;

    /** Keeps its own copies, and refuses epochs that none is. */
    public Share {
        epochIn(facts);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        added = List.copyOf(added);
    }

    /** A share that is no walk. */
    Share(
            String source,
            String type,
            String tape,
            StoredPiece base,
            Zxid baseStart,
            Zxid baseEnd,
            Zxid replayAfter,
            Zxid through,
            long throughTime,
            int links,
            long linkBytes,
            SortedMap<String, String> facts,
            List<StoredPiece> added,
            @Nullable Unproven unproven) {
        this(
                source,
                type,
                tape,
                base,
                baseStart,
                baseEnd,
                replayAfter,
                through,
                throughTime,
                links,
                linkBytes,
                facts,
                added,
                unproven,
                null);
    }

    /** The same, with other links that hold its range. */
    Share withLinks(int number, long bytes) {
        return new Share(
                source,
                type,
                tape,
                base,
                baseStart,
                baseEnd,
                replayAfter,
                through,
                throughTime,
                number,
                bytes,
                facts,
                added,
                unproven,
                walk);
    }

    /** Whether a client read it znode by znode, so that it is not one point in time. */
    public boolean wasWalked() { // with "is" before it, it would become a member of the stored JSON
        return walk != null;
    }

    /** Whether it is a range of a tape. */
    public boolean standsOnTape() {
        return !tape.isEmpty();
    }

    /** Whether anything in this share is proven to have been committed, so that it is restored without being asked for. */
    public boolean provesAnything() {
        return standsOnTape() || wasWalked();
    }

    /** Whether the ensemble may have committed more than the servers that were seen can show. */
    public boolean mayMissCommits() {
        return !provesAnything() || facts.containsKey("newer-commits");
    }

    /** What a person should know of how stopped servers were captured, one sentence each. */
    public List<String> remarks() {
        return facts.entrySet().stream()
                .filter(fact -> fact.getKey().startsWith(REMARK))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The last transaction that a restore of this share can replay, with what is unproven or without. */
    public Zxid end(boolean withUnproven) {
        return withUnproven && unproven != null ? unproven.end(through) : through;
    }

    /** The highest epoch that this source has seen, whether or not a transaction of it is archived. */
    public long highestEpoch() {
        return Math.max(Math.max(through.epoch(), end(true).epoch()), epochIn(facts));
    }

    /** The highest epoch that what a source knew of itself tells of; {@link IllegalArgumentException} when it is none. */
    static long epochIn(SortedMap<String, String> facts) {
        long highest = Zxid.parse(facts.getOrDefault("committed", "0x0")).epoch();
        for (String name : List.of("current-epoch", "accepted-epoch", "highest-epoch")) {
            long epoch = Long.parseLong(facts.getOrDefault(name, "0"));
            if (epoch > MAX_EPOCH) {
                throw new IllegalArgumentException(name + " is " + epoch + ", and an epoch has 32 bits");
            }
            highest = Math.max(highest, epoch);
        }
        return highest;
    }
}
