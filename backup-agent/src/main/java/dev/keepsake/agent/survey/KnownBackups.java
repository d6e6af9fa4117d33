package dev.keepsake.agent.survey;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ListedBackups;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was read of an archive's backups, so that none is read at each look: of the newest all is kept, of the others what is
 * the newest of its kind, and that they are there.
 */
final class KnownBackups {

    private final int most;
    private final NavigableMap<BackupId, Manifest> kept = new TreeMap<>(Comparator.reverseOrder());
    private final Set<BackupId> heard = new HashSet<>();
    private final Map<BackupId, String> unreadable = new LinkedHashMap<>();
    private NewestFacts facts = new NewestFacts();
    private int count;

    /** Nothing is known yet; the newest backups will be kept, no more than {@code most}. */
    KnownBackups(int most) {
        this.most = most;
    }

    /** Whatever was read before is read again at the next look. */
    void forget() {
        kept.clear();
        heard.clear();
        facts = new NewestFacts();
    }

    /** Reads what is new among these, and forgets what is there no more; gives what it read. */
    List<Catalog.Listed> learn(ListedBackups listed) throws IOException {
        Set<BackupId> there = new HashSet<>(listed.ids());
        count = there.size();
        kept.keySet().retainAll(there);
        heard.retainAll(there);
        if (facts.restOnOthersThan(there)) {
            // what is the newest of its kind now is in one of the others
            facts = new NewestFacts();
            kept.values().forEach(facts::hear);
            heard.retainAll(kept.keySet());
        }
        Set<BackupId> wanted = wanted(listed.ids());
        List<Catalog.Listed> read = listed.read(wanted::contains);
        unreadable.clear();
        read.forEach(this::hear);
        return read;
    }

    private Set<BackupId> wanted(List<BackupId> newestFirst) {
        Set<BackupId> wanted = new HashSet<>();
        int room = most - kept.size();
        for (BackupId id : newestFirst) {
            if (!heard.contains(id)) {
                wanted.add(id);
            } else if (!kept.containsKey(id) && room > 0) {
                wanted.add(id);
                room--;
            }
        }
        return wanted;
    }

    private void hear(Catalog.Listed one) {
        Optional<Manifest> manifest = one.manifest();
        if (manifest.isPresent()) {
            heard.add(one.id());
            facts.hear(manifest.get());
            kept.put(one.id(), manifest.get());
            if (kept.size() > most) {
                kept.pollLastEntry();
            }
        } else if (unreadable.size() < most) {
            // is read again at the next look: somebody may mend it
            unreadable.put(one.id(), one.problem());
        } else {
            heard.add(one.id());
        }
    }

    /** What all of these say, newest first, some of which was read just now: nothing that is at hand is read again. */
    List<Catalog.Listed> all(ListedBackups listed, List<Catalog.Listed> read) throws IOException {
        Map<BackupId, Catalog.Listed> known = new TreeMap<>(Comparator.reverseOrder());
        kept.forEach((id, manifest) -> known.put(id, new Catalog.Listed(id, Optional.of(manifest), "")));
        read.forEach(one -> known.put(one.id(), one));
        listed.read(id -> !known.containsKey(id)).forEach(one -> known.put(one.id(), one));
        return new ArrayList<>(known.values());
    }

    /** Those of which all is kept, newest first. */
    List<Manifest> newestFirst() {
        return List.copyOf(kept.values());
    }

    /** What was backed up last. */
    Survey.Newest newest() {
        return facts.newest();
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Why some cannot be read, a sentence each. */
    List<String> problems() {
        return unreadable.entrySet().stream()
                .map(one -> "the manifest of backup " + one.getKey() + " cannot be read: " + one.getValue())
                .toList();
    }
}
