package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What was proven of a cluster's backups: reports, each an object of its own, which nothing ever changes. */
public final class Proofs {

    /** After so many that count for nothing somebody must see to it: anybody who may write can put them there. */
    private static final int MOST_STRANGERS = 1000;

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;
    private int strangers;

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
        return standings(reports());
    }

    /** The same of reports that were listed. */
    public static SortedMap<BackupId, Standing> standings(SortedMap<BackupId, List<PastProof>> reports) {
        SortedMap<BackupId, Standing> standings = new TreeMap<>();
        reports.forEach((id, all) -> standings.put(id, Standing.of(all)));
        return Collections.unmodifiableSortedMap(standings);
    }

    /** Every report there is, by backup, the oldest first; one listing. */
    public SortedMap<BackupId, List<PastProof>> reports() throws IOException {
        return byBackup(store.list(layout.proofs(), "").all().stream()
                .map(StoredObject::key)
                .toList());
    }

    /** The reports that keys name which were listed, by backup. */
    static SortedMap<BackupId, List<PastProof>> byBackup(List<ObjectKey> keys) {
        SortedMap<BackupId, List<PastProof>> reports = new TreeMap<>();
        for (ObjectKey key : keys) {
            Layout.pastProof(key)
                    .ifPresent(report -> reports.computeIfAbsent(report.backup(), id -> new ArrayList<>())
                            .add(report));
        }
        return reports;
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

    /**
     * The newest report, of any backup, that found nothing bad and looked at least as closely. Where signatures count, one
     * that nobody trusted made is passed over; so is one of the future, which would hide for ever that no more are made.
     */
    public Optional<PastProof> newestGood(Proof.Level level) throws IOException {
        return newestGood(level, list(layout.proofs()));
    }

    /** The same among reports that were listed. */
    public Optional<PastProof> newestGood(Proof.Level level, Collection<PastProof> listed) throws IOException {
        Instant latest = store.now().plus(Grace.LONGEST_RUN);
        List<PastProof> newestFirst = listed.stream()
                .filter(report -> report.good() && report.level().covers(level))
                .filter(report -> !report.time().isAfter(latest))
                .sorted(Comparator.comparing(PastProof::time).reversed())
                .toList();
        for (PastProof report : newestFirst) {
            if (isVouched(report)) {
                return Optional.of(report);
            }
        }
        return Optional.empty();
    }

    /** How a backup stands by those of its reports, oldest first, whose makers are trusted, where that counts. */
    Standing vouched(List<PastProof> reports) throws IOException {
        List<PastProof> vouched = new ArrayList<>();
        for (PastProof report : reports) {
            if (isVouched(report)) {
                vouched.add(report);
            }
        }
        return Standing.of(vouched);
    }

    /**
     * The reports of one backup in full, oldest first, whose makers are trusted, where that counts; each from the bytes whose
     * signature was looked at.
     */
    public List<Proof> vouched(BackupId backup) throws IOException {
        List<Proof> vouched = new ArrayList<>();
        for (PastProof report : list(layout.proofs(backup))) {
            if (store.trust().isGiven()) {
                readVouched(report).ifPresent(vouched::add);
            } else {
                vouched.add(read(report));
            }
        }
        return List.copyOf(vouched);
    }

    private boolean isVouched(PastProof report) throws IOException {
        if (!store.trust().isGiven()) {
            return true;
        }
        requireFewStrangers(report);
        try {
            return readVouched(report).isPresent();
        } catch (RefusedException later) {
            return true; // a later version's, and signed
        }
    }

    /** A report, if somebody made it who is trusted; one of a later version is refused. */
    private Optional<Proof> readVouched(PastProof report) throws IOException {
        requireFewStrangers(report);
        try {
            return Optional.of(requireAsItsKeySays(report, store.vouched(report.key(), Proof.class)));
        } catch (CorruptException | StoreException.NotFound nobodys) {
            strangers++;
            return Optional.empty();
        }
    }

    private void requireFewStrangers(PastProof report) throws RefusedException {
        if (strangers >= MOST_STRANGERS) {
            throw new RefusedException(strangers + " reports below " + layout.proofs() + ", such as " + report.key()
                    + ", were signed by nobody who is trusted here, and more are not read. Either whoever verifies"
                    + " backups has no 'signing-key' whose public key is trusted here, or somebody else puts them"
                    + " there: see to that, and delete them");
        }
    }

    /** A report in full. */
    public Proof read(PastProof report) throws IOException {
        return requireAsItsKeySays(report, Json.read(store, report.key(), Proof.class));
    }

    private Proof requireAsItsKeySays(PastProof report, Proof proof) throws CorruptException {
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
