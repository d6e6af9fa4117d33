package dev.keepsake.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What of an archive is kept, and why: a pure function of what there is and of the rules. Each rule keeps on its own. */
final class Retention {

    private final Stock stock;
    private final RetentionRules rules;
    private final List<Stock.OfBackup> newestFirst;
    private final SortedMap<BackupId, List<String>> reasons = new TreeMap<>();

    private Retention(Stock stock, RetentionRules rules) {
        this.stock = stock;
        this.rules = rules;
        this.newestFirst = stock.backups().stream()
                .sorted(Comparator.comparing(Stock.OfBackup::created)
                        .thenComparing(Stock.OfBackup::id)
                        .reversed())
                .toList();
    }

    /** Decides about all there is. */
    static Verdict decide(Stock stock, RetentionRules rules) {
        return new Retention(stock, rules).decide();
    }

    private Verdict decide() {
        last();
        newest("the newest that is complete", Stock.OfBackup::isComplete);
        newest("the newest that was proven", Stock.OfBackup::proven);
        newest("the newest that can be read", one -> one.manifest().isPresent());
        stock.backups().forEach(one -> one.holds().forEach(hold -> keep(one, hold)));
        buckets(rules.hourly(), "hour", time -> time.truncatedTo(ChronoUnit.HOURS));
        buckets(rules.daily(), "day", Retention::day);
        buckets(
                rules.weekly(),
                "week",
                time -> day(time).getLong(IsoFields.WEEK_BASED_YEAR) * 100
                        + day(time).getLong(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        buckets(rules.monthly(), "month", time -> day(time).withDayOfMonth(1));
        highestEpoch();
        stock.backups().stream()
                .filter(Stock.OfBackup::unknown)
                .forEach(one -> keep(one, "a later version of Keepsake wrote it"));
        stock.backups().stream()
                .filter(one -> one.created().isAfter(stock.now()))
                .forEach(one -> keep(one, "it says that it was made in the future"));
        TapeNeeds needs = new TapeNeeds(stock, window());
        needs.anchors()
                .forEach((id, why) ->
                        reasons.computeIfAbsent(id, none -> new ArrayList<>()).add(why));
        Optional<String> obstacle = obstacle();
        return new Verdict(decisions(), obstacle.isPresent() ? List.of() : unneeded(needs), obstacle.orElse(""));
    }

    /** Whatever is under way may rest on the moments of the last days, even where nobody wants them for themselves. */
    private Duration window() {
        return rules.window().compareTo(Grace.PERIOD) > 0 ? rules.window() : Grace.PERIOD;
    }

    private void keep(Stock.OfBackup backup, String why) {
        reasons.computeIfAbsent(backup.id(), none -> new ArrayList<>()).add(why);
    }

    private void last() {
        int number = Math.max(RetentionRules.LEAST, rules.keepLast());
        int readable = 0;
        for (Stock.OfBackup one : newestFirst) {
            if (readable < number) {
                keep(one, "one of the last " + number);
            }
            readable += one.manifest().isPresent() ? 1 : 0;
        }
    }

    private void newest(String why, Predicate<Stock.OfBackup> which) {
        newestFirst.stream().filter(which).findFirst().ifPresent(one -> keep(one, why));
    }

    private static LocalDate day(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** The newest of each, and a complete one where there is any. */
    private <T> void buckets(int number, String word, Function<Instant, T> bucket) {
        String why = "its " + word + "'s newest, of the last " + number;
        List<Stock.OfBackup> readable =
                newestFirst.stream().filter(one -> one.manifest().isPresent()).toList();
        newestOfEach(readable, number, bucket).forEach(one -> keep(one, why));
        // one that cannot be read stays as if it could, but takes no other's place: anybody may have put it there
        newestOfEach(newestFirst, number, bucket).stream()
                .filter(one -> one.manifest().isEmpty())
                .forEach(one -> keep(one, why));
    }

    private static <T> Collection<Stock.OfBackup> newestOfEach(
            List<Stock.OfBackup> newestFirst, int number, Function<Instant, T> bucket) {
        Map<T, Stock.OfBackup> chosen = new LinkedHashMap<>();
        for (Stock.OfBackup one : newestFirst) {
            T mine = bucket.apply(one.created());
            if (!chosen.containsKey(mine) && chosen.size() < number) {
                chosen.put(mine, one);
            } else if (chosen.containsKey(mine) && worth(one) > worth(chosen.get(mine))) {
                chosen.put(mine, one);
            }
        }
        return chosen.values();
    }

    private static int worth(Stock.OfBackup backup) {
        return backup.isComplete() ? 2 : backup.manifest().isPresent() ? 1 : 0;
    }

    /** A restored ensemble must begin above whatever anybody has seen, so that must not be forgotten. */
    private void highestEpoch() {
        long highest = -1;
        Optional<Stock.OfBackup> found = Optional.empty();
        for (Stock.OfBackup one : newestFirst) {
            long epoch = one.manifest().map(Manifest::highestEpoch).orElse(-1L);
            if (epoch > highest) {
                highest = epoch;
                found = Optional.of(one);
            }
        }
        found.ifPresent(one -> keep(one, "it knows of the highest epoch"));
    }

    /** What a backup needs that cannot be read, nobody can tell. */
    private Optional<String> obstacle() {
        return newestFirst.stream()
                .filter(one -> one.manifest().isEmpty())
                .findFirst()
                .map(one -> "what backup " + one.id() + " needs cannot be told, since "
                        + (one.unknown() ? "a later version of Keepsake wrote it" : "its manifest is damaged")
                        + ", so as long as it is there, nothing but backups is removed");
    }

    private SortedMap<BackupId, Verdict.Decision> decisions() {
        SortedMap<BackupId, Verdict.Decision> decisions = new TreeMap<>();
        for (Stock.OfBackup one : stock.backups()) {
            List<String> why = reasons.get(one.id());
            decisions.put(
                    one.id(),
                    why == null
                            ? new Verdict.Decision(false, List.of("no rule keeps it"))
                            : new Verdict.Decision(true, why));
        }
        return decisions;
    }

    /** As long as a manifest exists, all that it names is needed, whether the backup is kept or not. */
    private List<Verdict.Unneeded> unneeded(TapeNeeds needs) {
        Set<Object> named = new HashSet<>();
        for (Stock.OfBackup one : stock.backups()) {
            one.manifest().ifPresent(manifest -> manifest.parts().forEach(part -> named.addAll(Needs.namedBy(part))));
        }
        List<Verdict.Unneeded> unneeded = new ArrayList<>();
        for (Stock.Loose one : stock.loose()) {
            if (isOld(one)) {
                one.objects().stream()
                        .filter(object -> !named.contains(object.key()))
                        .map(object -> new Verdict.Unneeded(object, "there is no backup " + one.id()))
                        .forEach(unneeded::add);
            }
        }
        unneeded.addAll(needs.unneeded(named));
        return unneeded;
    }

    private boolean isOld(Stock.Loose one) {
        Instant limit = stock.now().minus(Grace.PERIOD);
        return one.id().slot().isBefore(limit) && one.youngest().isBefore(limit);
    }
}
