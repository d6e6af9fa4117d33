package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings back what is damaged in one place of an archive from another one. Everything that both have is read to its end
 * there; what is whole stays as it is, also where it is another object than the one here.
 */
final class Mending {

    private final Vault source;
    private final Vault target;
    private final Layout layout;
    private final Carrier carrier;

    Mending(Vault source, Vault target, Layout layout) {
        this.source = source;
        this.target = target;
        this.layout = layout;
        this.carrier = new Carrier(source, target);
    }

    List<Copier.Mended> run(boolean onlyPlanned, Progress progress) throws IOException {
        new CopyRoot(source, target, layout).prepare(onlyPlanned);
        Inventory here = Inventory.of(source, layout);
        Inventory there = Inventory.of(target, layout);
        List<StoredObject> both = Stream.of(layout.cluster() + "/", Layout.UPGRADES, Layout.KEYRINGS)
                .flatMap(prefix -> here.below(prefix).stream())
                .filter(object -> there.size(object.key()).isPresent() && !isOfOnePlace(object.key()))
                // a manifest last: with it a backup is listed, which its pieces must not come behind
                .sorted(Comparator.comparing(object -> object.key().value().startsWith(layout.manifests())))
                .toList();
        long all = both.stream().mapToLong(StoredObject::size).sum();
        long read = 0;
        List<Copier.Mended> mended = new ArrayList<>();
        for (StoredObject object : both) {
            Optional<String> damage = carrier.damage(object.key());
            if (damage.isPresent()) {
                String trouble = onlyPlanned ? "" : trouble(object.key());
                mended.add(new Copier.Mended(object.key(), damage.get(), trouble));
            }
            read += object.size();
            progress.at("look", read, all);
        }
        return mended;
    }

    /** Caches and marks, which every place makes for itself. */
    private boolean isOfOnePlace(ObjectKey key) {
        String name = key.value();
        return Stream.of("index/", "prune/", "tomb/").anyMatch(own -> name.startsWith(layout.cluster() + "/" + own));
    }

    private String trouble(ObjectKey key) throws IOException {
        try {
            carrier.replaceDamaged(key);
            return "";
        } catch (CorruptException
                | RefusedException
                | StoreException.NotFound
                | StoreException.AlreadyExists ofThisOne) {
            return String.valueOf(ofThisOne.getMessage());
        }
    }
}
