package dev.keepsake.job;

import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What looks at a store left behind that were killed. The name of a look says when it began, by the store's clock, so that
 * one which may still be under way is left alone.
 */
final class CheckLeavings {

    /** No look takes so long. */
    private static final Duration GRACE = Duration.ofDays(1);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("([0-9]{8}T[0-9]{6}Z)-[0-9a-f]{16}");

    private final ObjectStore store;

    CheckLeavings(ObjectStore store) {
        this.store = store;
    }

    /** What a look is called that begins now. */
    static String name(Instant now, String nonce) {
        return STAMP.format(now) + "-" + nonce;
    }

    /** Removes what is old enough, and names what could not be removed; a failure here must hide nothing that is found. */
    List<String> remove(Instant now) throws IOException {
        List<String> left = new ArrayList<>();
        try {
            for (String name : names()) {
                if (isOver(name, now)) {
                    left.addAll(CheckFolder.own(store, name).remove());
                }
            }
        } catch (StoreException failure) {
            left.add(ArchiveKeys.STORE_CHECKS);
        }
        return left;
    }

    private Set<String> names() throws StoreException {
        Set<String> names = new LinkedHashSet<>();
        int begin = ArchiveKeys.STORE_CHECKS.length();
        Listing objects = store.list(ArchiveKeys.STORE_CHECKS, "");
        for (var next = objects.next(); next.isPresent(); next = objects.next()) {
            StoredObject object = next.get();
            String rest = object.key().value().substring(begin);
            names.add(rest.substring(0, Math.max(0, rest.indexOf('/'))));
        }
        return names;
    }

    private static boolean isOver(String name, Instant now) {
        Matcher parts = NAME.matcher(name);
        try {
            return parts.matches()
                    && STAMP.parse(parts.group(1), Instant::from).plus(GRACE).isBefore(now);
        } catch (DateTimeException noTime) {
            return false;
        }
    }
}
