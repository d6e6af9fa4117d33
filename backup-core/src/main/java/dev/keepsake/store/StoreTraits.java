package dev.keepsake.store;

import java.util.List;

/** What a store can be asked about itself beyond its calls: how it is set up, and what it checks by itself. */
@FunctionalInterface
public interface StoreTraits {

    /** Looks; an object may be put under the key for that, and is left there. */
    List<Capability> look(ObjectKey scratch) throws StoreException;
}
