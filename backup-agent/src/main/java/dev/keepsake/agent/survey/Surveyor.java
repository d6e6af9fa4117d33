package dev.keepsake.agent.survey;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.ListedBackups;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Takes surveys of one archive, and remembers of each what the next one need not look at again. Confined to one thread. */
public final class Surveyor {

    /** So many of the newest backups are known where a page shows them; all that are older are counted, and tell what is the newest of its kind. */
    public static final int SHOWN = 500;

    /** The same where only metrics tell of them. */
    public static final int MEASURED = 50;

    /**
     * What takes a listing of everything is looked at this often, and whenever there is a new backup; at each look for as long
     * after something was first seen to be amiss, or that changed. What nobody mends stays so for weeks.
     */
    public static final Duration BETWEEN_STOCKS = Duration.ofHours(1);

    private final HistoryReader history;
    private final KnownBackups known;
    private Optional<Survey.Stock> stock = Optional.empty();
    private Set<String> amiss = Set.of();
    private Instant changed = Instant.EPOCH;
    private boolean doubted;
    private Instant readAnew = Instant.EPOCH;
    private Optional<PastProof> read = Optional.empty();
    private Optional<Proof> measured = Optional.empty();

    /** One that knows nothing yet; {@code history} reads links, and {@code most} of the newest backups will be known. */
    public Surveyor(HistoryReader history, int most) {
        this.history = history;
        this.known = new KnownBackups(most);
    }

    /**
     * Looks at an archive; empty when there is none. What is there but for the stock, which can take long, is told {@code early},
     * together with the stock of before.
     */
    public Optional<Survey> take(Catalog catalog, String location, Consumer<Survey> early) throws IOException {
        if (!catalog.exists()) {
            stock = Optional.empty();
            amiss = Set.of();
            known.forget();
            return Optional.empty();
        }
        Instant now = catalog.now();
        if (!isYoung(readAnew, now)) {
            // manifests never change, but they can be damaged
            known.forget();
            readAnew = now;
        }
        ListedBackups listed = catalog.listed();
        List<Catalog.Listed> read = known.learn(listed);
        Survey survey = survey(catalog, location, now);
        Optional<Manifest> newest = survey.common().stream().findFirst();
        Survey.Stock before = survey.stock();
        if (isYoung(before.at(), now) && !mayBeMended(now) && before.of().equals(newest.map(Manifest::id))) {
            return Optional.of(survey);
        }
        early.accept(survey);
        Survey.Stock fresh = Stocktaking.of(
                catalog, () -> listed.coverage(known.all(listed, read), history).tapes(), newest);
        note(fresh);
        return Optional.of(survey.with(fresh));
    }

    /** Something may have changed: what was amiss is looked at again at the next look. */
    public void doubt() {
        doubted = true;
    }

    private boolean mayBeMended(Instant now) {
        return !amiss.isEmpty() && (doubted || isYoung(changed, now));
    }

    private void note(Survey.Stock fresh) {
        Set<String> now = fresh.amiss();
        if (!now.equals(amiss)) {
            amiss = now;
            changed = fresh.at();
        }
        doubted = false;
        stock = Optional.of(fresh);
    }

    private static boolean isYoung(Instant before, Instant now) {
        return !now.isBefore(before) && now.isBefore(before.plus(BETWEEN_STOCKS));
    }

    private Survey survey(Catalog catalog, String location, Instant now) throws IOException {
        return new Survey(
                now,
                location,
                known.newestFirst(),
                known.newest(),
                known.count(),
                known.problems(),
                proven(catalog.proofs()),
                stock.orElse(Survey.Stock.NOT_TAKEN),
                !catalog.keychain().list().isEmpty());
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
}
