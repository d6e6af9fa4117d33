package dev.keepsake.store;

import java.time.Duration;
import java.time.Instant;

/** The locks of a store that locks objects when they are stored, so that nobody can remove them before their time. */
@FunctionalInterface
public interface Locks {

    /**
     * Has objects stay locked as long as if they were stored now. It may be repeated, and shortens no lock.
     *
     * @param prefix of those whose keys begin so, and sort after {@code startAfter}
     * @param period of these, those that came of this age, or once more of it, since {@code before}: so that each is locked
     *     again once in every period
     */
    void again(String prefix, String startAfter, Duration period, Instant before) throws StoreException;
}
