package dev.keepsake.cli;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastChanges;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.config.Assembly;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two moments side by side.
 *
 * @param found every path at which they differ, with what is different
 * @param before a znode at the first
 * @param after a znode at the second
 * @param words which moments these are
 */
record Comparison(
        SortedMap<String, Set<Difference>> found,
        Function<String, Optional<PastZnode>> before,
        Function<String, Optional<PastZnode>> after,
        String words) {

    /** Replays once where the second moment comes after the first on one tape, else each by itself. */
    static Comparison of(Verb verb, OpenArchive archive, String from, String to, @Nullable String tape, Scope scope)
            throws IOException {
        RestoreChoice first = Look.choice(verb, archive, from, tape);
        RestoreChoice second = Look.choice(verb, archive, to, tape);
        String words = Look.words(first) + " and " + Look.words(second);
        boolean backwards = Look.zxid(second).compareTo(Look.zxid(first)) < 0;
        RestoreChoice earlier = backwards ? second : first;
        RestoreChoice later = backwards ? first : second;
        Optional<Manifest.NodeShare> shared = shared(earlier, later);
        if (shared.isPresent()) {
            Delivery delivery = new Delivery(archive, Optional.ofNullable(tape), false, verb.err());
            PastChanges changes = Assembly.pastChanges(Look.zxid(earlier), Look.zxid(later), scope);
            try {
                delivery.send(later.from(shared.get()), changes, () -> changes);
                return of(changes, backwards, words);
            } catch (CorruptException damaged) {
                verb.err().println("note: " + damaged.getMessage() + "; going on with each moment by itself");
            }
        }
        Look before = Look.at(verb, archive, from, tape, scope);
        Look after = Look.at(verb, archive, to, tape, scope);
        return of(before.tree(), after.tree(), scope.path(), words);
    }

    /** Compares what is shown of two trees at a path and below it. */
    static Comparison of(ZnodeView before, ZnodeView after, String path, String words) throws IOException {
        return new Comparison(Difference.between(before, after, path), before::znode, after::znode, words);
    }

    /** The same of one znode and all below it. */
    Comparison below(String path) {
        Scope scope = Scope.below(path);
        SortedMap<String, Set<Difference>> part = new TreeMap<>(found);
        part.keySet().removeIf(one -> !scope.holds(one));
        return new Comparison(part, before, after, words);
    }

    /** What the later moment is sent from, if that serves the earlier one, too. */
    private static Optional<Manifest.NodeShare> shared(RestoreChoice earlier, RestoreChoice later) {
        boolean several = later.chosen()
                        .filter(chosen -> !chosen.legs().isEmpty())
                        .isPresent()
                || earlier.chosen().filter(chosen -> !chosen.legs().isEmpty()).isPresent();
        List<StoredPiece> bases =
                earlier.shares().stream().map(share -> share.share().base()).toList();
        return later.shares().stream()
                .filter(share -> !several
                        && !share.share().wasWalked()
                        && bases.contains(share.share().base()))
                .findFirst();
    }

    private static Comparison of(PastChanges changes, boolean backwards, String words) {
        Function<String, Optional<PastZnode>> before = backwards ? changes::after : changes::before;
        Function<String, Optional<PastZnode>> after = backwards ? changes::before : changes::after;
        SortedMap<String, Set<Difference>> found = new TreeMap<>();
        for (String path : changes.paths()) {
            Set<Difference> here = Difference.between(before.apply(path), after.apply(path));
            if (!here.isEmpty()) {
                found.put(path, here);
            }
        }
        return new Comparison(found, before, after, words);
    }
}
