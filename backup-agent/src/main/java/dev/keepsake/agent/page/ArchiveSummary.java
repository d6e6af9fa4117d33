package dev.keepsake.agent.page;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Standing;
import dev.keepsake.catalog.TapeCoverage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an archive held when somebody last looked.
 *
 * @param at when that was, on the store's clock
 * @param location of the store
 * @param backups the newest of those whose manifests can be read, newest first
 * @param count how many backups are listed in all
 * @param unreadable why the manifests of others cannot be read, a sentence each
 * @param standings what was proven of them
 * @param tapes which moments tapes hold
 * @param hidden why nobody here can tell which moments tapes hold; empty when they can
 * @param encrypted whether anything in it may be
 * @param proven the newest look at any of them that replayed it and found nothing bad
 * @param drilled the newest drill that did
 * @param measured the newest report that says how long a restore takes, or at least how long replaying does
 */
record ArchiveSummary(
        Instant at,
        String location,
        List<Manifest> backups,
        int count,
        List<String> unreadable,
        Map<BackupId, Standing> standings,
        List<TapeCoverage> tapes,
        Optional<String> hidden,
        boolean encrypted,
        Optional<PastProof> proven,
        Optional<PastProof> drilled,
        Optional<Proof> measured) {

    /** Keeps its own copies. */
    ArchiveSummary {
        backups = List.copyOf(backups);
        unreadable = List.copyOf(unreadable);
        standings = Map.copyOf(standings);
        tapes = List.copyOf(tapes);
    }

    /** The backups of all nodes, newest first: one that was made by hand is of one node alone, and says nothing of the others. */
    List<Manifest> common() {
        List<Manifest> slots =
                backups.stream().filter(one -> one.id().isOfSlot()).toList();
        return slots.isEmpty() ? backups : slots;
    }

    /** What was proven of a backup. */
    Standing standing(Manifest backup) {
        return standings.getOrDefault(backup.id(), Standing.UNKNOWN);
    }

    /** A backup of this id, if it is one of these. */
    Optional<Manifest> backup(String id) {
        return backups.stream().filter(one -> one.id().value().equals(id)).findFirst();
    }
}
