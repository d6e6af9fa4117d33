package dev.keepsake.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects in key order, fetched page by page as they are asked for. */
@FunctionalInterface
public interface Listing {

    /** The next object, or empty when there are no more; a failure ends the listing, which then only fails. */
    Optional<StoredObject> next() throws StoreException;

    /** All that is left, for prefixes that are known to hold few objects. */
    default List<StoredObject> all() throws StoreException {
        List<StoredObject> objects = new ArrayList<>();
        for (Optional<StoredObject> object = next(); object.isPresent(); object = next()) {
            objects.add(object.get());
        }
        return objects;
    }
}
