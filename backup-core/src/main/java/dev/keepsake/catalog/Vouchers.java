package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What backups say of a tape. Each of them looked at its base and at every link behind that when it was made; so where a
 * listing shows as many links of as many bytes as it counted, they are whole and joined, and none need be looked at again.
 */
final class Vouchers {

    private final List<Voucher> newestFirst = new ArrayList<>();
    private final Map<ObjectKey, Long> sizes = new HashMap<>();

    /** A backup's word for a tape. */
    record Voucher(BackupId backup, Share share) {}

    void add(BackupId backup, Share share) {
        newestFirst.add(new Voucher(backup, share));
        sizes.put(share.base().key(), share.base().bytes());
        share.added().forEach(piece -> sizes.put(piece.key(), piece.bytes()));
    }

    List<Voucher> all() {
        return Collections.unmodifiableList(newestFirst);
    }

    /** Each of a listing's links that is known without a look at it. */
    List<Optional<Span>> spans(List<StoredObject> links) {
        List<Zxid> afters = links.stream()
                .map(link -> Layout.linkAfter(link.key()).orElseThrow())
                .toList();
        List<Optional<Span>> known = new ArrayList<>(Collections.nCopies(links.size(), Optional.empty()));
        for (Voucher voucher : newestFirst) {
            Share share = voucher.share();
            int first = Math.max(0, place(afters, new Zxid(share.replayAfter().value() + 1)) - 1);
            int end = Math.max(first, place(afters, share.through()));
            if (end > first && counts(links.subList(first, end), afters.get(first), share)) {
                for (int i = first; i < end - 1; i++) {
                    keep(known, i, new Span(links.get(i), afters.get(i), afters.get(i + 1), 0));
                }
                keep(
                        known,
                        end - 1,
                        new Span(links.get(end - 1), afters.get(end - 1), share.through(), share.throughTime()));
            }
        }
        return known;
    }

    private static void keep(List<Optional<Span>> known, int index, Span span) {
        if (known.get(index).isEmpty() || span.lastTime() != 0) {
            known.set(index, Optional.of(span));
        }
    }

    /** The base under a key, when it has the size that a backup names. */
    Optional<Ground> ground(StoredObject object) {
        for (Voucher voucher : newestFirst) {
            Share share = voucher.share();
            if (share.base().key().equals(object.key()) && share.base().bytes() == object.size()) {
                return Optional.of(new Ground(
                        share.base(),
                        share.baseStart(),
                        share.baseEnd(),
                        share.replayAfter(),
                        servesItsEnd(object.key(), share.baseEnd())));
            }
        }
        return Optional.empty();
    }

    /** Whether a backup was made with this base of just the end of its window. */
    boolean servesItsEnd(ObjectKey base, Zxid end) {
        return newestFirst.stream()
                .map(Voucher::share)
                .anyMatch(share ->
                        share.base().key().equals(base) && share.through().equals(end));
    }

    private boolean counts(List<StoredObject> links, Zxid after, Share share) {
        long bytes = links.stream().mapToLong(StoredObject::size).sum();
        return links.size() == share.links()
                && bytes == share.linkBytes()
                && after.compareTo(share.replayAfter()) <= 0
                && links.stream().allMatch(link -> sizes.getOrDefault(link.key(), link.size()) == link.size());
    }

    /** How many of the sorted zxids are below this one. */
    private static int place(List<Zxid> sorted, Zxid zxid) {
        int found = Collections.binarySearch(sorted, zxid);
        return found < 0 ? -found - 1 : found;
    }
}
