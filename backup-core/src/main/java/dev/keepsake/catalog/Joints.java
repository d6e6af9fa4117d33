package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds out which pieces of a tape are joined to each other: runs that are whole, and links where there is no such run. What
 * backups have counted is not looked at, nor are links below a whole run.
 */
final class Joints {

    private final Vault store;
    private final String prefix;
    private final SortedMap<ObjectKey, StoredObject> links = new TreeMap<>();
    private final List<StoredObject> runs;
    private final Map<ObjectKey, Span> known;
    private final Map<ObjectKey, String> damage = new HashMap<>();
    private final List<Unusable> unusable = new ArrayList<>();
    private final List<Break> breaks = new ArrayList<>();
    private final List<String> spared = new ArrayList<>();
    private final List<List<Span>> chains = new ArrayList<>();
    private List<Span> chain = new ArrayList<>();
    private final Epochs epochs = new Epochs();

    /** A run that cannot be used. */
    private record Unusable(Zxid after, Zxid last, String reason) {}

    /**
     * Of links and runs in the order of their keys; links below runs may be left out.
     *
     * @param prefix where the links are
     */
    Joints(Vault store, String prefix, Vouchers vouchers, List<StoredObject> links, List<StoredObject> runs) {
        this.store = store;
        this.prefix = prefix;
        links.forEach(link -> this.links.put(link.key(), link));
        this.runs = runs;
        this.known = vouchers.spans(links, runs);
    }

    /** Each a list of pieces that are joined; in order. */
    List<List<Span>> chains() throws IOException {
        List<StoredObject> whole = wholeRuns();
        for (Unusable run : unusable) {
            listBelow(run);
        }
        links.keySet().forEach(link -> claim(Layout.linkAfter(link).orElseThrow(), link));
        List<Course.Step> steps = new Course(List.copyOf(links.values()), whole).all();
        look(steps.stream().map(Course.Step::object).toList());
        steps.forEach(this::take);
        endChain();
        for (Unusable run : unusable) {
            note(run);
        }
        return chains;
    }

    /** What ends a chain. */
    List<Break> breaks() {
        return breaks;
    }

    /** What is damaged and ends none. */
    List<String> spared() {
        return spared;
    }

    /** The epochs that keys and headers tell of. */
    Epochs epochs() {
        return epochs;
    }

    private List<StoredObject> wholeRuns() throws IOException {
        look(runs);
        List<StoredObject> whole = new ArrayList<>();
        for (StoredObject run : runs) {
            Zxid[] range = Layout.runRange(run.key()).orElseThrow();
            claim(range[1], run.key());
            if (known.containsKey(run.key())) {
                whole.add(run);
            } else {
                unusable.add(new Unusable(range[0], range[1], reason(run)));
            }
        }
        return whole;
    }

    private void listBelow(Unusable run) throws IOException {
        String after =
                run.after().value() == 0 ? "" : prefix + new Zxid(run.after().value() - 1).inKey();
        Listing listing = store.list(prefix, after);
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            Optional<Zxid> begins = Layout.linkAfter(next.get().key());
            if (begins.isPresent()) {
                links.put(next.get().key(), next.get());
                if (begins.get().compareTo(run.last()) >= 0) {
                    return;
                }
            }
        }
    }

    /** Looks at what nobody vouches for. */
    private void look(List<StoredObject> objects) throws IOException {
        List<StoredObject> unknown = objects.stream()
                .filter(object -> !known.containsKey(object.key()))
                .toList();
        AtOnce.each(unknown, object -> Link.look(store, object), (object, answer) -> {
            try {
                known.put(object.key(), Span.of(answer.get(), object));
            } catch (CorruptException | RefusedException | StoreException.NotFound e) {
                damage.put(object.key(), String.valueOf(e.getMessage()));
            }
            return true;
        });
    }

    private String reason(StoredObject object) {
        return damage.getOrDefault(object.key(), "");
    }

    private void take(Course.Step step) {
        Zxid from = join(step);
        Span span = known.get(step.object().key());
        if (span == null) {
            breaks.add(new Break(
                    step.begins(), "the link after " + step.begins() + " cannot be used: " + reason(step.object())));
            endChain();
            return;
        }
        chain.add(from.equals(span.after()) ? span : span.from(from));
        epochs.vouch(span.through().epoch());
    }

    /** From where on a piece is taken: the end of the one before, or with a break where it begins. */
    private Zxid join(Course.Step step) {
        if (chain.isEmpty()) {
            return step.begins();
        }
        Zxid reached = chain.get(chain.size() - 1).through();
        if (reached.equals(step.from()) || step.covers(reached)) {
            return reached;
        }
        breaks.add(new Break(
                reached,
                reached.compareTo(step.begins()) < 0 ? step.begins() : reached,
                reached.compareTo(step.begins()) < 0
                        ? "the link after " + reached + " is missing; the next one begins after " + step.begins()
                        : "a link goes on through " + reached + ", but the next one begins after " + step.begins()));
        endChain();
        return step.begins();
    }

    private void endChain() {
        if (!chain.isEmpty()) {
            chains.add(chain);
        }
        chain = new ArrayList<>();
    }

    /** Damage to a run is a break only where nothing else holds what was in it. */
    private void note(Unusable run) {
        String reason = "the run after " + run.after() + " through " + run.last() + " cannot be used: " + run.reason();
        Zxid reached = run.after();
        for (List<Span> one : chains) {
            Zxid begins = one.get(0).after();
            Zxid ends = one.get(one.size() - 1).through();
            if (begins.compareTo(run.after()) <= 0 && ends.compareTo(run.last()) >= 0) {
                spared.add(reason + "; the links that it was made of stand in for it");
                return;
            }
            boolean into = begins.compareTo(run.last()) < 0 && ends.compareTo(reached) > 0;
            reached = into && ends.compareTo(run.last()) < 0 ? ends : reached;
        }
        breaks.add(new Break(reached, run.last(), reason));
    }

    private void claim(Zxid zxid, ObjectKey by) {
        epochs.claim(zxid.epoch(), by.value());
    }
}
