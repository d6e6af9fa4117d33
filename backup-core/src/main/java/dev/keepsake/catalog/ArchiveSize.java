package dev.keepsake.catalog;

import dev.keepsake.store.Listing;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.Optional;

/** How much of an archive is one cluster's: how many objects, and how many bytes they take in the store. */
public record ArchiveSize(long objects, long bytes) {

    /** What one listing of all of it shows. */
    static ArchiveSize of(Listing listing) throws IOException {
        long objects = 0;
        long bytes = 0;
        for (Optional<StoredObject> one = listing.next(); one.isPresent(); one = listing.next()) {
            objects++;
            bytes += one.get().size();
        }
        return new ArchiveSize(objects, bytes);
    }
}
