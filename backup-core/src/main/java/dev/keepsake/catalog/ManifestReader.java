package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Reads many manifests: from packs as far as there are any, the others one by one, several at once. */
final class ManifestReader implements StockReader.Manifests {

    /** Where signatures must be verified, that takes longer than all else, so as many at once as there are processors. */
    private static final int BATCH = 64;

    private final Vault store;
    private final Layout layout;
    private final ManifestPacks packs;
    private ManifestPacks.Held held = new ManifestPacks.Held(Map.of(), new TreeMap<>());
    private final SortedMap<BackupId, byte[]> loose = new TreeMap<>();

    ManifestReader(Vault store, Layout layout, ManifestPacks.Word word) {
        this.store = store;
        this.layout = layout;
        this.packs = new ManifestPacks(store, layout, word);
    }

    @Override
    public List<StockReader.Reading> read(List<StoredObject> objects) throws IOException {
        // a few are read as soon without packs, and nobody has packed so few
        held = objects.size() < ManifestPacks.WORTH_A_PACK ? held : packs.read();
        loose.clear();
        Map<ObjectKey, StockReader.Reading> readings = new HashMap<>();
        AtOnce.each(batches(objects), this::packed, (batch, answer) -> {
            answer.get().forEach(reading -> readings.put(reading.key(), reading));
            return true;
        });
        // what is damaged in a pack may be whole where it belongs
        List<StoredObject> others = objects.stream()
                .filter(object -> !readings.containsKey(object.key()))
                .toList();
        AtOnce.each(others, this::bytes, (object, answer) -> {
            BackupId id = Layout.manifestId(object.key()).orElseThrow();
            take(object, () -> {
                        byte[] bytes = answer.get();
                        loose.put(id, bytes);
                        return Manifest.own(store, id, layout.cluster(), object.key(), bytes);
                    })
                    .ifPresent(reading -> readings.put(object.key(), reading));
            return true;
        });
        return objects.stream()
                .filter(object -> readings.containsKey(object.key()))
                .map(object -> readings.get(object.key()))
                .toList();
    }

    private static List<List<StoredObject>> batches(List<StoredObject> objects) {
        List<List<StoredObject>> batches = new ArrayList<>();
        for (int from = 0; from < objects.size(); from += BATCH) {
            batches.add(objects.subList(from, Math.min(from + BATCH, objects.size())));
        }
        return batches;
    }

    /** What packs hold of these and is whole. */
    private List<StockReader.Reading> packed(List<StoredObject> batch) throws IOException {
        List<StockReader.Reading> readings = new ArrayList<>();
        for (StoredObject object : batch) {
            BackupId id = Layout.manifestId(object.key()).orElseThrow();
            Optional<ManifestPacks.Packed> one = ManifestPacks.held(held, id, object);
            if (one.isPresent()) {
                take(object, () -> Manifest.own(store, id, layout.cluster(), object.key(), one.get()))
                        .filter(reading -> reading.manifest().isPresent())
                        .ifPresent(readings::add);
            }
        }
        return readings;
    }

    /** Packs what was read one by one, if that is worth it. */
    @Override
    public void tidy(RandomGenerator random) throws IOException {
        packs.tidy(held, loose, random);
    }

    private byte[] bytes(StoredObject object) throws IOException {
        try (InputStream in = store.open(object.key(), 0)) {
            byte[] bytes = in.readNBytes(HashedJson.MAX_BYTES + 1);
            if (bytes.length > HashedJson.MAX_BYTES) {
                throw new CorruptException(
                        object.key() + " is longer than " + HashedJson.MAX_BYTES + " bytes, more than any record is");
            }
            return bytes;
        }
    }

    private Optional<StockReader.Reading> take(StoredObject object, AtOnce.Answer<Manifest> answer) throws IOException {
        BackupId id = Layout.manifestId(object.key()).orElseThrow();
        try {
            return Optional.of(StockReader.Reading.of(object.key(), answer.get()));
        } catch (CorruptException damaged) {
            return Optional.of(StockReader.Reading.not(id, object.key(), false, damaged));
        } catch (RefusedException later) {
            return Optional.of(StockReader.Reading.not(id, object.key(), true, later));
        } catch (StoreException.NotFound gone) {
            return Optional.empty();
        }
    }
}
