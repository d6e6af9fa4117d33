package dev.keepsake.agent.survey;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What backups tell of what was backed up last, and which of them tells it. However many are heard, little is kept. */
final class NewestFacts {

    private final Map<String, Told> nodes = new HashMap<>();
    private final Map<String, Told> sources = new HashMap<>();
    private Optional<Manifest> slot = Optional.empty();

    private record Told(BackupId by, Instant at) {

        static Told later(Told one, Told other) {
            return other.at.isAfter(one.at) ? other : one;
        }
    }

    void hear(Manifest backup) {
        backup.parts().forEach(part -> {
            nodes.merge(part.node(), new Told(backup.id(), part.finished()), Told::later);
            // a part was asked for what is committed after it was begun
            Survey.Newest.sources(part)
                    .forEach(source -> sources.merge(source, new Told(backup.id(), part.begun()), Told::later));
        });
        if (backup.id().isOfSlot()
                && slot.filter(known -> known.id().compareTo(backup.id()) > 0).isEmpty()) {
            slot = Optional.of(backup);
        }
    }

    /** Whether any backup that tells something of this is not among those. */
    boolean restOnOthersThan(Collection<BackupId> those) {
        return Stream.concat(
                        slot.map(Manifest::id).stream(),
                        Stream.of(nodes, sources)
                                .flatMap(told -> told.values().stream())
                                .map(Told::by))
                .anyMatch(id -> !those.contains(id));
    }

    Survey.Newest newest() {
        return new Survey.Newest(slot, moments(nodes), moments(sources));
    }

    private static Map<String, Instant> moments(Map<String, Told> told) {
        return told.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().at()));
    }
}
