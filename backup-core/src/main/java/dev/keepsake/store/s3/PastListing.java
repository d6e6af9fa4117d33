package dev.keepsake.store.s3;

import dev.keepsake.store.StoreException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/**
 * Objects that there were at a time: of each key the version that was the newest one then, unless that one says that the
 * object was deleted. Versions of one key may stand on several pages.
 */
final class PastListing {

    private final Bucket bucket;
    private final S3Settings settings;
    private final String prefix;
    private final String startAfter;
    private final Instant time;
    private final Deque<Version> found = new ArrayDeque<>();
    private @Nullable ListObjectVersionsResponse page;
    private @Nullable Version newest;
    private String last = "";
    private boolean more = true;
    private @Nullable StoreException failed;

    /**
     * One of the states of an object.
     *
     * @param id by which it can be read; irrelevant where it is deleted
     */
    record Version(String name, String id, Instant since, boolean latest, boolean deleted, long size) {

        /** Whether it came after another one of the same key; of one second the deletion is taken for the earlier one. */
        boolean isNewerThan(Version other) {
            int later = since.compareTo(other.since);
            return later > 0 || (later == 0 && (latest || (!other.latest && other.deleted && !deleted)));
        }
    }

    PastListing(Bucket bucket, S3Settings settings, String prefix, String startAfter, Instant time) {
        this.bucket = bucket;
        this.settings = settings;
        this.prefix = settings.base() + prefix;
        this.startAfter = startAfter.isEmpty() ? "" : settings.base() + startAfter;
        this.time = time;
    }

    /** The next object, as the version to read. */
    Optional<Version> next() throws StoreException {
        if (failed != null) {
            throw failed;
        }
        try {
            while (found.isEmpty() && more) {
                fetch();
            }
        } catch (StoreException failure) {
            failed = failure;
            throw failure;
        }
        return Optional.ofNullable(found.poll());
    }

    private void fetch() throws StoreException {
        String doing = "listing what '" + prefix + "' in " + settings.location() + " held at " + time;
        ListObjectVersionsResponse answer;
        try {
            answer = bucket.versions(prefix, startAfter, page);
        } catch (Failure failure) {
            throw failure.ofReading(doing);
        }
        for (Version version : versions(answer)) {
            if (!version.name().startsWith(prefix) || version.name().compareTo(last) < 0) {
                throw wrong(doing, "'" + Advice.onOneLine(version.name()) + "' after '" + Advice.onOneLine(last) + "'");
            }
            take(version);
        }
        more = Boolean.TRUE.equals(answer.isTruncated());
        ListObjectVersionsResponse before = page;
        boolean stuck = more
                && (answer.nextKeyMarker() == null
                        || (before != null
                                && answer.nextKeyMarker().equals(before.nextKeyMarker())
                                && String.valueOf(answer.nextVersionIdMarker())
                                        .equals(String.valueOf(before.nextVersionIdMarker()))));
        if (stuck) {
            throw wrong(doing, "more to come, and no new place to go on from");
        }
        page = answer;
        if (!more) {
            finishKey();
        }
    }

    /** An answer has versions and deletions apart; both are in the order of keys. */
    private static List<Version> versions(ListObjectVersionsResponse answer) {
        List<Version> versions = new ArrayList<>();
        answer.versions()
                .forEach(one -> versions.add(new Version(
                        one.key(),
                        one.versionId(),
                        one.lastModified(),
                        Boolean.TRUE.equals(one.isLatest()),
                        false,
                        one.size())));
        answer.deleteMarkers()
                .forEach(one -> versions.add(new Version(
                        one.key(), one.versionId(), one.lastModified(), Boolean.TRUE.equals(one.isLatest()), true, 0)));
        versions.sort(Comparator.comparing(Version::name));
        return versions;
    }

    private void take(Version version) {
        if (!version.name().equals(last)) {
            finishKey();
            last = version.name();
        }
        boolean wanted =
                version.name().compareTo(startAfter) > 0 && !version.since().isAfter(time);
        if (wanted && (newest == null || version.isNewerThan(newest))) {
            newest = version;
        }
    }

    private void finishKey() {
        if (newest != null && !newest.deleted()) {
            found.add(newest);
        }
        newest = null;
    }

    private static StoreException wrong(String doing, String what) {
        return new StoreException.Unavailable(
                doing + ": the store does not list in order, page after page: found " + what
                        + "; such a listing cannot be relied on",
                null);
    }
}
