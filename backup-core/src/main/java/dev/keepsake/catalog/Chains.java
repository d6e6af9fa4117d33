package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Excerpt;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what stands in links and bases. */
final class Chains {

    private final Vault store;
    private final HistoryReader history;

    Chains(Vault store, HistoryReader history) {
        this.store = store;
        this.history = history;
    }

    /**
     * A moment of a stretch, and what comes behind it.
     *
     * @param last which transaction it is right after; empty where that is not on the tape
     */
    record Place(Moment moment, Optional<Transaction> last, Optional<Change> next) {

        /** Whether another tape holds the same transaction here, as far as both hold it. */
        boolean agrees(Place other) throws CorruptException {
            boolean both = last.isPresent() && other.last.isPresent();
            return moment.zxid().equals(other.moment.zxid())
                    && (!both || last.get().isSameAs(other.last.get()));
        }
    }

    /** Transactions from the first link on. */
    ChainWalk walk(List<Span> spans) {
        return new ChainWalk(store, history, spans);
    }

    /** The last transaction at or below a zxid that the stretch holds. */
    Place find(Stretch stretch, Zxid zxid) throws IOException {
        return find(stretch.spans(), stretch.from(), zxid);
    }

    /** The last transaction at or below a zxid in consecutive links, or a moment that is known to be before it. */
    Place find(List<Span> spans, Moment from, Zxid zxid) throws IOException {
        int index = Span.firstReaching(spans, zxid);
        Place place = walkTo(spans.subList(index, spans.size()), from, zxid);
        // a zxid between two epochs is that of no transaction; the one before it may be the last of the link before
        boolean inLinkBefore = index > 0
                && place.moment().zxid().equals(from.zxid())
                && spans.get(index - 1).through().compareTo(from.zxid()) > 0;
        return inLinkBefore ? walkTo(spans.subList(index - 1, spans.size()), from, zxid) : place;
    }

    private Place walkTo(List<Span> spans, Moment from, Zxid zxid) throws IOException {
        Moment moment = from;
        Optional<Transaction> last = Optional.empty();
        try (ChainWalk walk = walk(spans)) {
            for (Optional<Transaction> next = walk.next(); next.isPresent(); next = walk.next()) {
                if (next.get().zxid().compareTo(zxid) > 0) {
                    return new Place(moment, last, Optional.of(change(next.get())));
                }
                moment = momentOf(next.get());
                last = next;
            }
        }
        return new Place(moment, last, Optional.empty());
    }

    static Moment momentOf(Transaction transaction) {
        return new Moment(transaction.zxid(), transaction.timeMillis());
    }

    /** A transaction in words; one that cannot be decoded is named all the same. */
    static Change change(Transaction transaction) {
        List<String> paths;
        try {
            paths = transaction.paths();
        } catch (CorruptException undecodable) {
            paths = List.of();
        }
        return new Change(momentOf(transaction), transaction.kind(), paths);
    }

    /** When a link's first transaction was made, as it states itself. */
    long firstTime(Span span) throws IOException {
        ObjectKey key = span.object().key();
        try {
            return Long.parseLong(header(span).facts().getOrDefault("first-time", "none"));
        } catch (NumberFormatException unreadable) {
            return firstTimeOf(
                    span, new CorruptException(key + " does not say when its first transaction was made", unreadable));
        } catch (StoreException.NotFound gone) {
            return firstTimeOf(span, new CorruptException(key + " is gone since it was listed", gone));
        } catch (CorruptException damaged) {
            return firstTimeOf(span, damaged);
        }
    }

    /** A header with the trailer that vouches for it: what is decided by it must not be the word of whoever wrote there last. */
    private SealHeader header(Span span) throws IOException {
        return SealedPiece.look(store, span.object()).header();
    }

    /** For a run that does not say it the links that it was made of do. */
    private long firstTimeOf(Span span, CorruptException damage) throws IOException {
        if (!span.isRun()) {
            throw damage;
        }
        try (ChainWalk walk = walk(List.of(span))) {
            return walk.next().orElseThrow(() -> damage).timeMillis();
        }
    }

    /** When a link was stored, on the store's clock, as it states itself. */
    Instant sealed(Span span) throws IOException {
        ObjectKey key = span.object().key();
        try {
            return Instant.parse(header(span).facts().getOrDefault("sealed", "none"));
        } catch (DateTimeException unreadable) {
            throw new CorruptException(key + " does not say when it was stored", unreadable);
        } catch (StoreException.NotFound gone) {
            throw new CorruptException(key + " is gone since it was listed", gone);
        }
    }

    /** A part of the tree, with nothing in it yet. */
    Excerpt excerpt(Scope scope) {
        return history.excerpt(scope);
    }

    /** Whether the last of links is encrypted, and there is no key to open it with. */
    boolean areLocked(List<Span> spans) throws IOException {
        if (store.canOpen() || spans.isEmpty()) {
            return false;
        }
        SealHeader header = header(spans.get(spans.size() - 1));
        return header.protection().encrypted() || SealedLinks.areIn(header);
    }

    /** What links say of their transactions in the clear. */
    TapeSamples samples(List<Span> spans, Zxid low, Zxid high) throws IOException {
        return TapeSamples.of(store, spans, low, high);
    }

    /** Takes the part out of a base. */
    void load(Excerpt excerpt, Ground base) throws IOException {
        try (SealReader in = store.unseal(base.piece().key())) {
            excerpt.load(in, base.piece().key().value());
        } catch (StoreException.NotFound gone) {
            throw new CorruptException(base.piece().key() + " is gone since it was listed", gone);
        }
    }

    /** The session that a znode of a base goes with; 0 for none. */
    long ownerIn(Ground base, String path) throws IOException {
        try (SealReader in = store.unseal(base.piece().key())) {
            return history.ownerIn(in, base.piece().key().value(), path);
        }
    }
}
