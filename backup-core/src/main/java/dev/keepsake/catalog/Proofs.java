package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What was proven of a cluster's backups: reports, each an object of its own, which nothing ever changes. */
public final class Proofs {

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;

    Proofs(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.random = random;
    }

    /** Stores a report and returns where. */
    public String put(Proof proof) throws IOException {
        Optional<PastProof> before = newest(proof.backup());
        String last = before.map(PastProof::ulid).orElse("");
        ObjectKey key = layout.proof(proof, Ulid.after(last, proof.time(), random));
        SurePut.putIfAbsent(store, key, store.json(key, proof));
        return key.value();
    }

    /** How each backup stands of which there is a report; one listing. */
    public SortedMap<BackupId, Standing> standings() throws IOException {
        return standings(store.list(layout.proofs(), "").all().stream()
                .map(StoredObject::key)
                .toList());
    }

    /** How each backup stands, by keys that were listed. */
    static SortedMap<BackupId, Standing> standings(List<ObjectKey> keys) {
        SortedMap<BackupId, List<PastProof>> reports = new TreeMap<>();
        for (ObjectKey key : keys) {
            Layout.pastProof(key)
                    .ifPresent(report -> reports.computeIfAbsent(report.backup(), id -> new ArrayList<>())
                            .add(report));
        }
        SortedMap<BackupId, Standing> standings = new TreeMap<>();
        for (Map.Entry<BackupId, List<PastProof>> entry : reports.entrySet()) {
            standings.put(entry.getKey(), Standing.of(entry.getValue()));
        }
        return Collections.unmodifiableSortedMap(standings);
    }

    /** How one backup stands. */
    public Standing standing(BackupId backup) throws IOException {
        return Standing.of(list(layout.proofs(backup)));
    }

    /** The newest report of a backup, if there is one. */
    public Optional<PastProof> newest(BackupId backup) throws IOException {
        List<PastProof> reports = list(layout.proofs(backup));
        return reports.isEmpty() ? Optional.empty() : Optional.of(reports.get(reports.size() - 1));
    }

    /** The newest report, of any backup, that found nothing bad and looked at least as closely; one listing. */
    public Optional<PastProof> newestGood(Proof.Level level) throws IOException {
        return list(layout.proofs()).stream()
                .filter(report -> report.good() && report.level().covers(level))
                .max(Comparator.comparing(PastProof::time));
    }

    /** A report in full. */
    public Proof read(PastProof report) throws IOException {
        Proof proof = Json.read(store, report.key(), Proof.class);
        boolean asItsKeySays = proof.backup().equals(report.backup())
                && proof.cluster().equals(layout.cluster())
                && proof.good() == report.good()
                && proof.level() == report.level();
        if (!asItsKeySays) {
            throw new CorruptException(report.key() + " is a report of backup " + proof.backup() + " of cluster "
                    + proof.cluster() + ", level " + proof.level().word() + (proof.good() ? ", good" : ", failed")
                    + ": it was moved here from elsewhere");
        }
        return proof;
    }

    private List<PastProof> list(String prefix) throws IOException {
        List<PastProof> reports = new ArrayList<>();
        for (StoredObject object : store.list(prefix, "").all()) {
            Layout.pastProof(object.key()).ifPresent(reports::add);
        }
        return reports;
    }
}
