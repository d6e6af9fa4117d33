package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a tape's transactions stands in runs, and what in links alone; by the keys of those that were listed. Where both
 * are left, both are read and compared.
 */
public final class RolledUp {

    private final Vault store;
    private final Zxid after;
    private final Zxid through;
    private final List<StoredObject> runs;
    private final List<StoredObject> links = new ArrayList<>();

    /** Lists what holds the transactions of a tape behind one zxid through another. */
    RolledUp(Vault store, Layout layout, TapeName tape, Zxid after, Zxid through) throws IOException {
        this.store = store;
        this.after = after;
        this.through = through;
        this.runs = store.list(layout.runs(tape), "").all().stream()
                .filter(object -> Layout.runRange(object.key()).isPresent())
                .toList();
        list(layout.links(tape));
    }

    private void list(String prefix) throws IOException {
        Zxid from = first();
        Listing listing = store.list(prefix, from.value() == 0 ? "" : prefix + new Zxid(from.value() - 1).inKey());
        for (Optional<StoredObject> next = listing.next(); next.isPresent(); next = listing.next()) {
            Optional<Zxid> begins = Layout.linkAfter(next.get().key());
            boolean beyond = begins.isPresent() && begins.get().compareTo(through) >= 0;
            if (beyond) {
                return;
            }
            if (begins.isPresent() && begins.get().compareTo(after) <= 0) {
                links.removeIf(link -> runs.stream().noneMatch(run -> reaches(run) && isWithin(run.key(), link.key())));
            }
            if (begins.isPresent()) {
                links.add(next.get());
            }
        }
    }

    /** Where the first run begins that holds what is behind the range's begin, or else the last one before that ends. */
    private Zxid first() {
        Zxid end = new Zxid(0);
        for (StoredObject run : runs) {
            Zxid[] range = Layout.runRange(run.key()).orElseThrow();
            if (reaches(run)) {
                return range[0].compareTo(after) <= 0 ? range[0] : end;
            }
            end = range[1].compareTo(end) > 0 ? range[1] : end;
        }
        return end;
    }

    /**
     * What a look at a run found.
     *
     * @param links how many are left of the links that it was made of
     * @param damage what hinders a restore or does not fit, one sentence each
     * @param spared what is damaged and hinders none, since something else holds the same
     */
    public record Found(int links, List<String> damage, List<String> spared) {

        /** Keeps its own copies. */
        public Found {
            damage = List.copyOf(damage);
            spared = List.copyOf(spared);
        }

        /** Whether run and links are whole, and the same. */
        public boolean isWhole() {
            return damage.isEmpty() && spared.isEmpty();
        }
    }

    /** The runs that hold some of the transactions. */
    public List<ObjectKey> runs() {
        return runs.stream()
                .filter(run -> reaches(run) && begins(run).compareTo(through) < 0 && after.compareTo(through) < 0)
                .map(StoredObject::key)
                .toList();
    }

    /** Reads a run, and every link that it was made of and that is left. */
    public Found look(ObjectKey run) throws IOException {
        List<StoredObject> below =
                links.stream().filter(link -> isWithin(run, link.key())).toList();
        List<String> damage = new ArrayList<>();
        List<String> spared = new ArrayList<>();
        Optional<RunRecords> whole = read(run, damage, spared);
        List<String> ofLinks = damage.isEmpty() ? spared : damage;
        int[] left = {below.size()};
        AtOnce.each(below, link -> RunRecords.readSmall(store, link.key()), (link, answer) -> {
            try {
                if (!isSame(whole, answer.get())) {
                    damage.add(run + " and " + link.key() + ", of which it was made, hold different records");
                }
            } catch (StoreException.NotFound removed) {
                // since it was listed; what a whole run holds may go at any time
                left[0]--;
                if (whole.isEmpty()) {
                    ofLinks.add(String.valueOf(removed.getMessage()));
                }
            } catch (CorruptException | RefusedException e) {
                ofLinks.add(e.getMessage() + (whole.isPresent() ? ". Its records stand in " + run : ""));
            }
            return true;
        });
        return new Found(left[0], damage, spared);
    }

    private Optional<RunRecords> read(ObjectKey run, List<String> damage, List<String> spared) throws IOException {
        try {
            return Optional.of(RunRecords.read(store, run));
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            Optional<String> hindrance = instead(run);
            (hindrance.isPresent() ? damage : spared)
                    .add(e.getMessage()
                            + hindrance
                                    .map(why -> ". Nothing stands in for it: " + why)
                                    .orElse(". The links that it was made of are whole; a restore takes them instead"));
            return Optional.empty();
        }
    }

    /** Why nothing can stand in for what is wanted of a run; empty when something does. */
    private Optional<String> instead(ObjectKey run) throws IOException {
        Zxid[] range = Layout.runRange(run).orElseThrow();
        Zxid from = range[0].compareTo(after) < 0 ? after : range[0];
        Zxid to = range[1].compareTo(through) > 0 ? through : range[1];
        try (InputStream in = new PieceContents(store).open(run, from, to)) {
            in.transferTo(OutputStream.nullOutputStream());
            return Optional.empty();
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isSame(Optional<RunRecords> whole, Optional<RunRecords> records) {
        return whole.isEmpty() || (records.isPresent() && records.get().areWithin(whole.get()));
    }

    /** The links that are in no run. */
    List<ObjectKey> unrolled() {
        return links.stream()
                .map(StoredObject::key)
                .filter(key -> !isRolledUp(key))
                .toList();
    }

    /** Whether a run says that it holds what is in a link. */
    boolean isRolledUp(ObjectKey link) {
        return runs.stream().anyMatch(run -> isWithin(run.key(), link));
    }

    /** Pieces that together hold the transactions, if all is well. */
    List<Course.Step> taken() {
        List<Course.Step> taken = new ArrayList<>();
        for (Course.Step step : new Course(links, runs).all()) {
            if (step.from().compareTo(after) <= 0) {
                taken.clear();
            }
            boolean before =
                    step.last().filter(last -> last.compareTo(after) <= 0).isPresent();
            if (!before && step.from().compareTo(through) < 0) {
                taken.add(step);
            }
        }
        return taken;
    }

    private static boolean isWithin(ObjectKey run, ObjectKey link) {
        Zxid[] range = Layout.runRange(run).orElseThrow();
        return Layout.linkAfter(link)
                .filter(begins -> range[0].compareTo(begins) <= 0 && begins.compareTo(range[1]) < 0)
                .isPresent();
    }

    private boolean reaches(StoredObject run) {
        return Layout.runRange(run.key()).orElseThrow()[1].compareTo(after) > 0;
    }

    private static Zxid begins(StoredObject run) {
        return Layout.runRange(run.key()).orElseThrow()[0];
    }
}
