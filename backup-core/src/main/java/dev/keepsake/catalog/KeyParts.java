package dev.keepsake.catalog;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys have below a prefix, where a store knows no folders. */
final class KeyParts {

    private KeyParts() {}

    /** The next part of each key below a prefix; one request for each. */
    static List<String> below(ObjectStore store, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        Optional<StoredObject> next = store.list(prefix, "").next();
        while (next.isPresent()) {
            String rest = next.get().key().value().substring(prefix.length());
            String name = rest.substring(0, Math.max(0, rest.indexOf('/')));
            if (!name.isEmpty()) {
                names.add(name);
            }
            next = store.list(prefix, prefix + (name.isEmpty() ? rest : name + "/" + Layout.AFTER_ALL))
                    .next();
        }
        return names;
    }
}
