package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the transactions of consecutive links one by one, and stops at the first that does not belong there. */
final class ChainWalk implements Closeable {

    private final PieceContents contents;
    private final HistoryReader history;
    private final Iterator<Span> left;
    private @Nullable Opened opened;
    private Zxid last;

    private record Opened(Span span, InputStream in, HistoryReader.Transactions transactions) {}

    /** Begins with the first of the links; any of them may be entered in its middle. */
    ChainWalk(Vault store, HistoryReader history, List<Span> spans) {
        this.contents = new PieceContents(store);
        this.history = history;
        this.left = spans.iterator();
        this.last = spans.isEmpty() ? new Zxid(0) : spans.get(0).after();
    }

    /** The next transaction, or empty behind the last one. */
    Optional<Transaction> next() throws IOException {
        while (opened != null || left.hasNext()) {
            Opened now = opened == null ? open(left.next()) : opened;
            opened = now;
            Optional<Transaction> next = now.transactions().next();
            if (next.isPresent() && isServedBefore(now.span(), next.get().zxid())) {
                continue;
            }
            if (next.isPresent()) {
                requireWithin(now.span(), next.get().zxid());
                last = next.get().zxid();
                return next;
            }
            requireEnd(now);
            close();
        }
        return Optional.empty();
    }

    private Opened open(Span span) throws IOException {
        InputStream in = contents.open(span.object().key(), span.after(), span.through());
        return new Opened(span, in, history.transactions(in, span.object().key().value()));
    }

    /** A link that is entered in its middle is read from its beginning all the same. */
    private static boolean isServedBefore(Span span, Zxid zxid) {
        return span.isEntered() && zxid.compareTo(span.after()) <= 0;
    }

    private void requireWithin(Span span, Zxid zxid) throws CorruptException {
        if (zxid.compareTo(last) <= 0 || zxid.compareTo(span.through()) > 0) {
            throw new CorruptException(span.object().key() + " has " + zxid + " behind " + last
                    + ", where transactions through " + span.through() + " must stand");
        }
    }

    /** The end of a link is where its seal is checked, so it must be read. */
    private void requireEnd(Opened now) throws IOException {
        if (now.in().read() >= 0) {
            throw new CorruptException(now.span().object().key() + " has more behind its last transaction");
        }
        if (!last.equals(now.span().through())) {
            throw new CorruptException(now.span().object().key() + " ends at " + last + ", not at "
                    + now.span().through() + ", where the next one begins");
        }
    }

    @Override
    public void close() throws IOException {
        Opened now = opened;
        opened = null;
        if (now != null) {
            now.in().close();
        }
    }
}
