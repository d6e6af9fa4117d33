package dev.keepsake.agent.survey;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Proofs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Takes surveys of one archive, and remembers of each what the next one need not look at again. Confined to one thread. */
public final class Surveyor {

    /** So many of the newest backups are known where a page shows them; all that are older are counted, and tell what is the newest of its kind. */
    public static final int SHOWN = 500;

    /** The same where only metrics tell of them. */
    public static final int MEASURED = 50;

    /** What takes a listing of everything is looked at this often, and whenever there is a new backup. */
    public static final Duration BETWEEN_STOCKS = Duration.ofHours(1);

    private final HistoryReader history;
    private final int most;
    private Optional<Survey.Stock> stock = Optional.empty();
    private Optional<PastProof> read = Optional.empty();
    private Optional<Proof> measured = Optional.empty();

    /** One that knows nothing yet; {@code history} reads links, and {@code most} of the newest backups will be known. */
    public Surveyor(HistoryReader history, int most) {
        this.history = history;
        this.most = most;
    }

    /** Looks at an archive; empty when there is none. */
    public Optional<Survey> take(Catalog catalog, String location) throws IOException {
        if (!catalog.exists()) {
            stock = Optional.empty();
            return Optional.empty();
        }
        List<Catalog.Listed> listed = catalog.list();
        List<Manifest> all =
                listed.stream().flatMap(one -> one.manifest().stream()).toList();
        Survey.Newest newest = Survey.Newest.of(all);
        List<Manifest> backups = all.stream().limit(most).toList();
        List<String> unreadable = listed.stream()
                .filter(one -> one.manifest().isEmpty())
                .limit(most)
                .map(one -> "the manifest of backup " + one.id() + " cannot be read: " + one.problem())
                .toList();
        return Optional.of(new Survey(
                catalog.now(),
                location,
                backups,
                newest,
                listed.size(),
                unreadable,
                proven(catalog.proofs()),
                stock(catalog, Survey.common(backups, newest).stream().findFirst()),
                !catalog.keychain().list().isEmpty()));
    }

    private Survey.Proven proven(Proofs proofs) throws IOException {
        SortedMap<BackupId, List<PastProof>> reports = proofs.reports();
        Map<BackupId, PastProof> newest = new HashMap<>();
        reports.forEach((id, all) -> newest.put(id, all.get(all.size() - 1)));
        List<PastProof> all =
                reports.values().stream().flatMap(Collection::stream).toList();
        Map<Proof.Level, PastProof> good = new EnumMap<>(Proof.Level.class);
        for (Proof.Level level : Proof.Level.values()) {
            proofs.newestGood(level, all).ifPresent(report -> good.put(level, report));
        }
        Optional<PastProof> drilled = Optional.ofNullable(good.get(Proof.Level.DRILL));
        measure(proofs, drilled.or(() -> Optional.ofNullable(good.get(Proof.Level.PROOF))));
        return new Survey.Proven(Proofs.standings(reports), newest, good, measured);
    }

    /** A report never changes; one that is damaged must not keep everything else from being known. */
    private void measure(Proofs proofs, Optional<PastProof> report) throws IOException {
        if (report.equals(read)) {
            return;
        }
        try {
            measured = report.isPresent() ? Optional.of(proofs.read(report.get())) : Optional.empty();
        } catch (CorruptException | RefusedException unreadable) {
            measured = Optional.empty();
        }
        read = report;
    }

    private Survey.Stock stock(Catalog catalog, Optional<Manifest> newest) throws IOException {
        Instant now = catalog.now();
        Optional<Survey.Stock> known = stock.filter(before -> before.of().equals(newest.map(Manifest::id))
                && before.missing().isEmpty() // what is mended is to be seen soon
                && !now.isBefore(before.at())
                && now.isBefore(before.at().plus(BETWEEN_STOCKS)));
        if (known.isEmpty()) {
            known = Optional.of(Stocktaking.of(catalog, history, newest));
            stock = known;
        }
        return known.get();
    }
}
