package dev.keepsake.catalog;

import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.store.Listing;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Surveys all tapes of a cluster: one listing, which passes over links below runs, the manifests, what each tape says of itself, and of bases and links only
 * those that no backup vouches for.
 */
final class CoverageReader {

    private static final Comparator<TapeName> ORDER =
            Comparator.comparing(TapeName::node).thenComparing(TapeName::source).thenComparing(TapeName::id);

    private final Vault store;
    private final Layout layout;
    private final HistoryReader history;

    CoverageReader(Vault store, Layout layout, HistoryReader history) {
        this.store = store;
        this.layout = layout;
        this.history = history;
    }

    Coverage read(List<Catalog.Listed> backups) throws IOException {
        Map<TapeName, Vouchers> vouchers = new TreeMap<>(ORDER);
        SortedMap<TapeName, TapeSurvey> surveys = new TreeMap<>(ORDER);
        for (Catalog.Listed backup : backups) {
            for (Manifest.NodeShare owned :
                    backup.manifest().map(Manifest::shares).orElse(List.of())) {
                if (Ulid.isUlid(owned.share().tape())) {
                    vouchers.computeIfAbsent(owned.tape(), name -> new Vouchers())
                            .add(backup.id(), owned.share());
                    surveys.computeIfAbsent(owned.tape(), name -> survey(name, vouchers));
                }
            }
        }
        Listing objects = store.list(layout.allTapes(), "");
        for (Optional<StoredObject> next = objects.next(); next.isPresent(); next = objects.next()) {
            Optional<TapeName> tape = layout.tapeOf(next.get().key());
            if (tape.isPresent()) {
                Optional<String> elsewhere = surveys.computeIfAbsent(tape.get(), name -> survey(name, vouchers))
                        .list(next.get());
                objects = elsewhere.isPresent() ? store.list(layout.allTapes(), elsewhere.get()) : objects;
            }
        }
        List<SurveyedTape> tapes = new ArrayList<>();
        for (TapeSurvey survey : surveys.values()) {
            tapes.add(survey.survey());
        }
        return new Coverage(tapes, backups, bridges(tapes));
    }

    private List<Bridge> bridges(List<SurveyedTape> tapes) throws IOException {
        SortedMap<String, List<SurveyedTape>> ensembles = new TreeMap<>();
        for (SurveyedTape tape : tapes) {
            ensembles
                    .computeIfAbsent(tape.name().source(), none -> new ArrayList<>())
                    .add(tape);
        }
        List<Bridge> bridges = new ArrayList<>();
        for (List<SurveyedTape> ensemble : ensembles.values()) {
            bridges.addAll(Bridges.among(new Chains(store, history), ensemble).all());
        }
        return bridges;
    }

    private TapeSurvey survey(TapeName name, Map<TapeName, Vouchers> vouchers) {
        return new TapeSurvey(store, history, layout, name, vouchers.computeIfAbsent(name, none -> new Vouchers()));
    }
}
