package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Excerpt;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Turn;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the transactions of one chapter. Its base is read when the first of them matters.
 *
 * <p>While a base is written, later transactions may show in it, and half of the one right behind its window. Whether they
 * do is told by the znode itself: it is newer than the transaction that is about to change it, or not there when it must be.
 */
final class ChapterReading {

    private final Chains chains;
    private final Scope scope;
    private final Chapter chapter;
    private final Excerpt excerpt;

    /** Znodes whose access list the base shows as it was later, which shows only when that is set. */
    private final Set<String> vague = new HashSet<>();

    /** Whose sessions' znodes were created while the base was written: it may not show them, or a later life of them. */
    private final Map<String, Long> owners = new TreeMap<>();

    private boolean loaded;
    private boolean past;
    private long ofChildren;

    ChapterReading(Chains chains, Scope scope, Chapter chapter) {
        this.chains = chains;
        this.scope = scope;
        this.chapter = chapter;
        this.excerpt = chains.excerpt(scope);
    }

    /** How many transactions were about a child alone, where no child was asked for. */
    long ofChildren() {
        return ofChildren;
    }

    /** What the next transaction did, if it is one that is to be told. */
    Optional<Happening> read(Transaction transaction) throws IOException {
        Ground ground = chapter.ground();
        Zxid zxid = transaction.zxid();
        boolean fuzzy = ground != null && !past;
        past |= ground != null && zxid.compareTo(ground.end()) > 0;
        boolean told = zxid.compareTo(chapter.after()) > 0;
        if (!excerpt.concerns(transaction)) {
            return Optional.empty();
        }
        if (ground == null || zxid.compareTo(ground.start()) < 0) {
            return told ? happening(transaction, named(transaction), false) : Optional.empty();
        }
        List<Turn> turns = turns(ground, transaction);
        if (!told) {
            return Optional.empty();
        }
        if (!fuzzy) {
            return happening(transaction, turns, true);
        }
        boolean exact = true;
        Set<String> paths = new TreeSet<>();
        for (Turn turn : turns) {
            exact &= !isOfBase(turn, zxid);
            paths.add(turn.path());
        }
        exact &= !paths.addAll(endedUnseen(transaction));
        return happening(transaction, exact ? turns : named(paths), exact);
    }

    /** What ends with a session that does not say what goes with it. */
    private Set<String> endedUnseen(Transaction transaction) throws CorruptException {
        for (String path : transaction.paths()) {
            Optional<Transaction.Touch> touch = scope.holds(path) ? transaction.touch(path) : Optional.empty();
            if (touch.isPresent() && touch.get().life() != Transaction.Life.GOES_ON) {
                owners.put(path, touch.get().owner());
            }
        }
        OptionalLong ended = transaction.silentlyEnds();
        Set<String> unseen = new TreeSet<>(owners.keySet());
        unseen.removeIf(path -> ended.isEmpty() || owners.getOrDefault(path, 0L) != ended.getAsLong());
        owners.keySet().removeAll(unseen);
        return unseen;
    }

    private Optional<Happening> happening(Transaction transaction, List<Turn> turns, boolean exact)
            throws CorruptException {
        if (turns.isEmpty()) {
            ofChildren += scope.levels() == 0 && isOfChild(transaction) ? 1 : 0;
            return Optional.empty();
        }
        return Optional.of(new Happening(
                Chains.momentOf(transaction),
                transaction.session(),
                transaction.kind(),
                transaction.deeds(),
                turns,
                exact));
    }

    private List<Turn> turns(Ground ground, Transaction transaction) throws IOException {
        if (!loaded) {
            chains.load(excerpt, ground);
            loaded = true;
        }
        return excerpt.apply(transaction);
    }

    private List<Turn> named(Transaction transaction) throws CorruptException {
        Set<String> paths = new TreeSet<>(transaction.paths());
        paths.removeIf(path -> !scope.holds(path));
        return named(paths);
    }

    private static List<Turn> named(Set<String> paths) {
        return paths.stream().map(path -> new Turn(path, null, null)).toList();
    }

    private boolean isOfChild(Transaction transaction) throws CorruptException {
        Scope deeper = scope.deeper();
        return transaction.paths().stream().anyMatch(deeper::holds);
    }

    private boolean isOfBase(Turn turn, Zxid zxid) {
        PastZnode before = turn.before();
        PastZnode after = turn.after();
        if (before == null) {
            return after == null || after.created().compareTo(zxid) > 0;
        }
        if (after != null && before.aclVersion() > 0 && before.aclVersion() >= setTo(before, after)) {
            vague.add(turn.path());
        }
        return before.equals(after)
                || before.modified().compareTo(zxid) >= 0
                || before.created().compareTo(zxid) >= 0;
    }

    /** The version of the access list that a transaction sets; beyond all others where it sets none. */
    private static int setTo(PastZnode before, PastZnode after) {
        boolean data = !before.modified().equals(after.modified());
        return data ? Integer.MAX_VALUE : after.aclVersion();
    }

    /** Whether nothing that is still to be read can show a base to be ahead. */
    boolean knowsWhatIsVague() {
        return past || chapter.ground() == null;
    }

    /** The same without what was told from a base that was ahead. */
    Happening withoutVague(Happening happening) {
        @Nullable Ground ground = chapter.ground();
        boolean fuzzy = ground != null && happening.moment().zxid().compareTo(ground.end()) <= 0;
        boolean ahead = fuzzy && happening.turns().stream().anyMatch(turn -> vague.contains(turn.path()));
        return ahead ? happening.withoutTurns() : happening;
    }
}
