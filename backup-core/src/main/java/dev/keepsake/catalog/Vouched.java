package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a tape's pieces backups have counted. A backup counted runs as far as there were any when it was made, and links
 * behind them; some of these may have been rolled up since. So its count is held against the runs up to one of the last ends
 * of a run that lie within it, and the links from there on.
 */
final class Vouched {

    /** A backup is made at most so many runs before the links that it counted are rolled up. */
    static final int ENDS_TRIED = 3;

    private final Map<ObjectKey, Long> sizes;
    private final Row links;
    private final Row pieces;
    private final Map<ObjectKey, Span> known = new HashMap<>();

    /**
     * Pieces one behind the other, with sums over all before each of them.
     *
     * @param bytes how many bytes the pieces before one take in the store
     * @param odd how many of those have another size than a backup names
     */
    private record Row(List<StoredObject> objects, List<Zxid> begins, List<Long> bytes, List<Integer> odd) {

        static Row of(List<StoredObject> objects, List<Zxid> begins, Map<ObjectKey, Long> sizes) {
            List<Long> bytes = new ArrayList<>(List.of(0L));
            List<Integer> odd = new ArrayList<>(List.of(0));
            for (StoredObject object : objects) {
                boolean other = sizes.getOrDefault(object.key(), object.size()) != object.size();
                bytes.add(bytes.get(bytes.size() - 1) + object.size());
                odd.add(odd.get(odd.size() - 1) + (other ? 1 : 0));
            }
            return new Row(objects, begins, bytes, odd);
        }

        /** The piece that holds what is behind a zxid; the first one when that is before all. */
        int holding(Zxid zxid) {
            return Math.max(0, place(new Zxid(zxid.value() + 1)) - 1);
        }

        /** How many pieces begin before a zxid. */
        int place(Zxid zxid) {
            int found = Collections.binarySearch(begins, zxid);
            return found < 0 ? -found - 1 : found;
        }

        boolean beginsAt(Zxid zxid) {
            return Collections.binarySearch(begins, zxid) >= 0;
        }

        long bytes(int from, int to) {
            return bytes.get(to) - bytes.get(from);
        }

        boolean odd(int from, int to) {
            return !odd.get(to).equals(odd.get(from));
        }
    }

    /** Of what was listed, and of the sizes that backups name. */
    Vouched(List<StoredObject> links, List<StoredObject> runs, Map<ObjectKey, Long> sizes) {
        this.sizes = sizes;
        this.links = Row.of(
                links,
                links.stream()
                        .map(link -> Layout.linkAfter(link.key()).orElseThrow())
                        .toList(),
                sizes);
        this.pieces = runs.isEmpty() ? this.links : taken(links, runs);
    }

    /** The pieces as a reader takes them when all runs are whole. */
    private Row taken(List<StoredObject> listed, List<StoredObject> runs) {
        List<Course.Step> steps = new Course(listed, runs).all();
        return Row.of(
                steps.stream().map(Course.Step::object).toList(),
                steps.stream().map(Course.Step::from).toList(),
                sizes);
    }

    /** How many of the sorted zxids are not behind this one. */
    static int upTo(List<Zxid> sorted, Zxid zxid) {
        int found = Collections.binarySearch(sorted, zxid);
        int place = found < 0 ? -found - 1 : found;
        while (place < sorted.size() && sorted.get(place).equals(zxid)) {
            place++;
        }
        return place;
    }

    /** By their keys. */
    Map<ObjectKey, Span> known() {
        return known;
    }

    /** Takes a backup's word for what it counted, if that is what is there. */
    void hear(Share share) {
        int first = pieces.holding(share.replayAfter());
        int end = pieces.place(share.through());
        int tried = 0;
        for (int i = end; i > first && tried < ENDS_TRIED; i--) {
            if (Layout.runRange(pieces.objects().get(i - 1).key()).isPresent()) {
                tried++;
                if (hear(share, first, i)) {
                    return;
                }
            }
        }
        hear(share, first, first);
    }

    /** Whether the share counted the pieces up to a place, and links behind it. */
    private boolean hear(Share share, int first, int upTo) {
        boolean none = upTo == first;
        Zxid end = none ? share.replayAfter() : end(upTo - 1);
        if (!none && end.compareTo(share.through()) < 0 && !links.beginsAt(end)) {
            return false;
        }
        int fromLink = none ? links.holding(end) : links.place(end);
        int toLink = Math.max(fromLink, links.place(share.through()));
        int count = upTo - first + toLink - fromLink;
        long bytes = pieces.bytes(first, upTo) + links.bytes(fromLink, toLink);
        Zxid begins = none
                ? (toLink > fromLink ? links.begins().get(fromLink) : share.through())
                : pieces.begins().get(first);
        boolean counted = count > 0
                && count == share.links()
                && bytes == share.linkBytes()
                && begins.compareTo(share.replayAfter()) <= 0
                && end.compareTo(share.through()) <= 0
                && !pieces.odd(first, upTo)
                && !links.odd(fromLink, toLink);
        if (counted) {
            keep(pieces, first, upTo, end, share);
            keep(links, fromLink, toLink, share.through(), share);
        }
        return counted;
    }

    private Zxid end(int piece) {
        return Layout.runRange(pieces.objects().get(piece).key()).orElseThrow()[1];
    }

    /**
     * But for a piece that begins before what the backup counted: where the first one counted is lost, the one before it may
     * happen to be as long.
     */
    private void keep(Row row, int from, int to, Zxid through, Share share) {
        for (int i = from; i < to; i++) {
            Zxid end = i + 1 < to ? row.begins().get(i + 1) : through;
            boolean last = end.equals(share.through());
            Span span = new Span(row.objects().get(i), row.begins().get(i), end, last ? share.throughTime() : 0);
            ObjectKey key = span.object().key();
            boolean counted = span.after().compareTo(share.replayAfter()) >= 0;
            if (counted && (span.lastTime() != 0 || !known.containsKey(key))) {
                known.put(key, span);
            }
        }
    }
}
