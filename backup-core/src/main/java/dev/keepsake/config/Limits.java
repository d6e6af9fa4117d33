package dev.keepsake.config;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.PacedStore;
import dev.keepsake.store.RateLimit;
import dev.keepsake.store.RateLimits;
import java.net.URI;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rate limits of this process. They belong to the line and not to whoever uses it, so all who open the same store with
 * the same limit share one, however often it is opened: runs, proofs and following at once.
 */
final class Limits {

    private static final Map<Line, RateLimit> LINES = new ConcurrentHashMap<>();

    private Limits() {}

    /** A way to or from a store. */
    private record Line(URI url, boolean up, long bytesPerSecond) {}

    /** Those of a store. */
    static RateLimits of(StoreConfig config) {
        return new RateLimits(
                of(config.url(), true, config.limits().upload()),
                of(config.url(), false, config.limits().download()));
    }

    private static RateLimit of(URI url, boolean up, OptionalLong rate) {
        return rate.isEmpty()
                ? RateLimit.NONE
                : LINES.computeIfAbsent(
                        new Line(url, up, rate.getAsLong()), line -> new RateLimit(line.bytesPerSecond()));
    }

    /** A store that has no requests of its own to slow down. */
    static ObjectStore paced(ObjectStore store, StoreConfig config) {
        RateLimits limits = of(config);
        return limits.isLimited() ? new PacedStore(store, limits) : store;
    }
}
