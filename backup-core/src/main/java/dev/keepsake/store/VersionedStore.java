package dev.keepsake.store;

import java.time.Instant;

/** A store that may keep what was deleted or replaced, so that it can be looked at as it was. */
public interface VersionedStore extends ObjectStore {

    /** Whether it keeps what is deleted or replaced: as its administrator set it up, which may have been late. */
    boolean keepsVersions() throws StoreException;

    /**
     * The store as it was at a time, by its own clock: to be read, and never written. What was stored and deleted while
     * nothing was kept is not in it, nor what was removed for good. It lives as long as this store.
     */
    ObjectStore asOf(Instant time);
}
