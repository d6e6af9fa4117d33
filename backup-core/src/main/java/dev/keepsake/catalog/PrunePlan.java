package dev.keepsake.catalog;

import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one run would do: remove what had a tomb for long enough, put tombs for what nothing needs any more, and take away
 * tombs of what is needed after all. A pure function of what there is.
 */
public final class PrunePlan {

    /** Whoever has not looked for so long believes no clock that says so, and only looks. */
    static final Duration LONGEST_ABSENCE = Duration.ofDays(31);

    final Stock stock;
    final Verdict verdict;
    final List<Tomb> tombs;
    final List<Tomb> lifted = new ArrayList<>();

    /** What else tombs that are taken away are for, there or not. */
    final NavigableSet<ObjectKey> buriedAnew = new TreeSet<>();

    final List<StoredObject> removed = new ArrayList<>();
    final List<Verdict.Unneeded> buried = new ArrayList<>();
    private final List<String> stops = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private boolean shrunk;

    /** What becomes of a backup. */
    public enum Fate {
        /** It stays. */
        KEPT,
        /** This run would put a tomb for it. */
        CONDEMNED,
        /** It has a tomb, and stays until that is old enough. */
        WAITING,
        /** This run would remove it. */
        REMOVED
    }

    /**
     * A backup, and what becomes of it.
     *
     * @param reasons why, in words
     */
    public record OfBackup(BackupId id, Instant created, Fate fate, List<String> reasons) {

        /** Keeps its own copy. */
        public OfBackup {
            reasons = List.copyOf(reasons);
        }
    }

    /** Objects that share a fate and the reason for it. */
    public record OfObjects(Fate fate, String reason, int number, long bytes) {}

    private PrunePlan(Stock stock, Verdict verdict, List<Tomb> tombs) {
        this.stock = stock;
        this.verdict = verdict;
        this.tombs = tombs;
    }

    /** {@code believing} takes the listing for true whatever was seen before. */
    static PrunePlan of(
            Stock stock, RetentionRules rules, List<Tomb> tombs, Optional<SeenRecord> seen, boolean believing) {
        PrunePlan plan = new PrunePlan(
                stock,
                Retention.decide(stock, rules),
                tombs.stream().filter(Tomb::vouched).toList());
        tombs.stream().filter(tomb -> !tomb.vouched()).map(Tomb::ulid).forEach(plan.foreign::add);
        plan.guard(seen, believing);
        plan.judge(rules);
        return plan;
    }

    private void guard(Optional<SeenRecord> seen, boolean believing) {
        Instant now = stock.now();
        if (seen.isPresent() && !believing) {
            requireAllListed(seen.get());
        }
        boolean future = seen.filter(one -> one.time().isAfter(now)).isPresent()
                || stock.backups().stream().anyMatch(one -> one.created().isAfter(now.plus(Grace.LONGEST_RUN)));
        if (future) {
            stops.add("the store's clock says " + now
                    + ", and something in the archive is younger: one of the two clocks" + " was wrong");
        }
        if (seen.filter(one -> one.time().plus(LONGEST_ABSENCE).isAfter(now)).isEmpty()) {
            waits.add(
                    "nobody has looked for " + LONGEST_ABSENCE.toDays() + " days or more by the store's clock, so that"
                            + " no tomb's age is believed: this run only looks");
        }
    }

    private void requireAllListed(SeenRecord seen) {
        Set<ObjectKey> tombed = Tombs.keys(tombs);
        Set<BackupId> listed = stock.backups().stream().map(Stock.OfBackup::id).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        seen.manifests().stream()
                .filter(id -> !listed.contains(id))
                .filter(id -> !tombed.contains(Layout.manifestKey(stock.cluster(), id)))
                .forEach(id -> missing.add("backup " + id));
        seen.holds().stream()
                .filter(key -> !stock.holds().contains(key))
                .filter(key -> Layout.holdId(key).filter(listed::contains).isPresent())
                .forEach(key -> missing.add(key.toString()));
        shrunk = !missing.isEmpty();
        if (shrunk) {
            stops.add("the store lists less than it did at " + seen.time() + ", and nobody removed it by these rules: "
                    + missing.size() + " backups or holds are missing, such as " + missing.get(0) + ". Find out why; if"
                    + " they are gone for good, 'keepsake prune --believe-listing' goes on without them");
        }
    }

    private void judge(RetentionRules rules) {
        Map<ObjectKey, Verdict.Unneeded> wanted = wanted();
        Set<ObjectKey> manifests =
                stock.backups().stream().map(Stock.OfBackup::key).collect(Collectors.toSet());
        Set<ObjectKey> tombed = new HashSet<>();
        Set<ObjectKey> ripe = new HashSet<>();
        Predicate<ObjectKey> needed = key -> stock.listed().contains(key)
                && !wanted.containsKey(key)
                && (verdict.obstacle().isEmpty() || manifests.contains(key));
        for (Tomb tomb : tombs) {
            // what a listing leaves out may be what tells why something is needed, so all waits until it is whole again
            boolean goes = !shrunk && tomb.keys().stream().anyMatch(needed);
            if (goes) {
                lifted.add(tomb);
                tomb.keys().stream().filter(needed.negate()).forEach(buriedAnew::add);
            } else {
                ripe.addAll(tomb.isRipe(stock.now()) ? tomb.keys() : Set.of());
            }
            if (goes || tomb.done().isEmpty()) {
                tombed.addAll(goes ? buriedAnew : tomb.keys());
            }
        }
        List<Verdict.Unneeded> sorted = new ArrayList<>(wanted.values());
        sorted.sort(Comparator.comparing(one -> one.object().key()));
        for (Verdict.Unneeded one : sorted) {
            ObjectKey key = one.object().key();
            if (ripe.contains(key)) {
                removed.add(one.object());
            } else if (!tombed.contains(key)) {
                buried.add(one);
            }
        }
        requireNotTooMany(rules);
    }

    /** Backups that can be read and others by themselves: what is put there to look like backups must not make room. */
    private void requireNotTooMany(RetentionRules rules) {
        Set<ObjectKey> condemned =
                buried.stream().map(one -> one.object().key()).collect(Collectors.toSet());
        Map<Boolean, List<Stock.OfBackup>> byReading = stock.backups().stream()
                .collect(Collectors.partitioningBy(one -> one.manifest().isPresent()));
        byReading.forEach((read, all) -> {
            long going =
                    all.stream().filter(one -> condemned.contains(one.key())).count();
            int most = rules.mostAtOnce(all.size());
            if (going > most) {
                stops.add("the rules would do without " + going + " of " + all.size() + " backups"
                        + (read ? "" : " whose manifests cannot be read") + " at once, more than"
                        + " 'max-delete-percent' (" + rules.maxDeletePercent() + ") allows, which is " + most
                        + ". If that is meant, 'keepsake prune --max-delete-percent 100' shows it, and does it once");
            }
        });
    }

    private Map<ObjectKey, Verdict.Unneeded> wanted() {
        Map<ObjectKey, Verdict.Unneeded> wanted = new HashMap<>();
        for (Stock.OfBackup backup : stock.backups()) {
            Verdict.Decision decision = verdict.backups().get(backup.id());
            if (decision != null && !decision.kept()) {
                wanted.put(
                        backup.key(),
                        new Verdict.Unneeded(new StoredObject(backup.key(), 0), String.join("; ", decision.reasons())));
            }
        }
        verdict.unneeded().forEach(one -> wanted.put(one.object().key(), one));
        return wanted;
    }

    /** Names the plan: another one has another name, unless it does the same. */
    public String id() {
        return PlanName.of(this, stops);
    }

    /** Why nothing is removed, and no tomb put, whatever the plan says; empty when there is no reason. */
    public List<String> stops() {
        return List.copyOf(stops);
    }

    /** Why nothing is removed in this run, though tombs are put; empty when there is no reason. */
    public List<String> waits() {
        List<String> all = new ArrayList<>(removed.isEmpty() ? List.of() : waits);
        if (!verdict.obstacle().isEmpty()) {
            all.add(verdict.obstacle());
        }
        return all;
    }

    /** What whoever keeps the archive should know of, though it changes nothing here. */
    public List<String> notes() {
        return foreign.isEmpty()
                ? List.of()
                : List.of(foreign.size() + " tombs were signed by nobody who is trusted here, such as " + foreign.get(0)
                        + ": they remove nothing, but no backup names what they are for. Find out who put them there, and"
                        + " delete them");
    }

    String newestTomb() {
        return tombs.isEmpty() ? "" : tombs.get(tombs.size() - 1).ulid();
    }

    boolean mayRemove() {
        return stops.isEmpty() && waits.isEmpty();
    }

    boolean hasShrunk() {
        return shrunk;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return removed.isEmpty() && buried.isEmpty() && lifted.isEmpty();
    }

    /** Every backup, newest first. */
    public List<OfBackup> backups() {
        Set<ObjectKey> going = removed.stream().map(StoredObject::key).collect(Collectors.toSet());
        Set<ObjectKey> condemned =
                buried.stream().map(one -> one.object().key()).collect(Collectors.toSet());
        SortedMap<BackupId, Verdict.Decision> decisions = verdict.backups();
        List<OfBackup> backups = new ArrayList<>();
        for (Stock.OfBackup one : stock.backups()) {
            Verdict.Decision decision = Objects.requireNonNull(decisions.get(one.id()));
            Fate fate = decision.kept() ? Fate.KEPT : fate(one.key(), going, condemned);
            backups.add(new OfBackup(one.id(), one.created(), fate, reasons(one, decision, fate)));
        }
        backups.sort((one, other) -> other.id().compareTo(one.id()));
        return backups;
    }

    private static Fate fate(ObjectKey key, Set<ObjectKey> going, Set<ObjectKey> condemned) {
        return going.contains(key) ? Fate.REMOVED : condemned.contains(key) ? Fate.CONDEMNED : Fate.WAITING;
    }

    private List<String> reasons(Stock.OfBackup backup, Verdict.Decision decision, Fate fate) {
        List<String> reasons = new ArrayList<>(decision.reasons());
        if (fate == Fate.WAITING) {
            tombs.stream()
                    .filter(tomb -> tomb.keys().contains(backup.key()) && !lifted.contains(tomb))
                    .flatMap(tomb -> tomb.since().stream())
                    .max(Instant::compareTo)
                    .ifPresent(since -> reasons.add("goes after " + since.plus(Grace.PERIOD)));
        }
        return reasons;
    }

    /** What becomes of other objects, summed up by fate and reason. */
    public List<OfObjects> objects() {
        Set<ObjectKey> going = removed.stream().map(StoredObject::key).collect(Collectors.toSet());
        Set<ObjectKey> condemned =
                buried.stream().map(one -> one.object().key()).collect(Collectors.toSet());
        Map<String, OfObjects> sums = new LinkedHashMap<>();
        for (Verdict.Unneeded one : verdict.unneeded()) {
            Fate fate = fate(one.object().key(), going, condemned);
            sums.merge(
                    fate + one.reason(),
                    new OfObjects(fate, one.reason(), 1, one.object().size()),
                    (sum, more) -> new OfObjects(
                            fate, one.reason(), sum.number() + more.number(), sum.bytes() + more.bytes()));
        }
        return List.copyOf(sums.values());
    }
}
