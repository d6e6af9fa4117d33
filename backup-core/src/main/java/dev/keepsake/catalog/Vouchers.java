package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** What is known of a tape's pieces without a look at them. */
    Map<ObjectKey, Span> spans(List<StoredObject> links, List<StoredObject> runs) {
        Vouched vouched = new Vouched(links, runs, sizes);
        newestFirst.forEach(voucher -> vouched.hear(voucher.share()));
        return vouched.known();
    }

    /**
     * Where the links are that tell whether the newest backup of each base counted what is there: from one of the last ends of
     * a run that lie within it to where it ends itself.
     */
    List<Zxid[]> tails(List<StoredObject> runs) {
        List<Zxid> ends = runs.stream()
                .map(run -> Layout.runRange(run.key()).orElseThrow()[1])
                .sorted()
                .toList();
        Set<ObjectKey> told = new HashSet<>();
        List<Zxid[]> tails = new ArrayList<>();
        for (Voucher voucher : newestFirst) {
            Share share = voucher.share();
            int within = Vouched.upTo(ends, share.through());
            if (told.add(share.base().key()) && within > 0) {
                Zxid from = ends.get(Math.max(0, within - Vouched.ENDS_TRIED));
                tails.add(new Zxid[] {from, share.through()});
            }
        }
        return tails;
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
}
