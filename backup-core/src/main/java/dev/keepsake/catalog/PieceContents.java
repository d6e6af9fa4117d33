package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens what links and runs hold. A run is read into memory and checked before the first byte of it is handed out; where it
 * is damaged, missing or not what its key says, the links that it was made of are read instead, if they are there. A link is
 * handed out as it is read, and read on to its seal when it is closed earlier.
 */
final class PieceContents {

    private final Vault store;

    PieceContents(Vault store) {
        this.store = store;
    }

    /**
     * The records of a link, or those of a run behind one zxid through another; the end is reported only after everything
     * was checked.
     */
    InputStream open(ObjectKey key, Zxid after, Zxid through) throws IOException {
        return open(key, after, through, Set.of());
    }

    /** How many bytes {@link #open} gives of a run through a zxid; read only where its header does not say it. */
    long length(Link run, Zxid through) throws IOException {
        ObjectKey key = run.piece().stored().key();
        Zxid[] range = Layout.runRange(key).orElseThrow();
        if (range[0].equals(run.after()) && range[1].equals(through)) {
            return run.length();
        }
        long length = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = open(key, run.after(), through)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                length += count;
            }
        }
        return length;
    }

    private InputStream open(ObjectKey key, Zxid after, Zxid through, Set<ObjectKey> useless) throws IOException {
        if (Layout.runRange(key).isEmpty()) {
            return link(key);
        }
        try {
            return RunRecords.read(store, key).between(after, through);
        } catch (CorruptException | RefusedException | StoreException.NotFound damage) {
            Set<ObjectKey> more = new HashSet<>(useless);
            more.add(key);
            return instead(key, after, through, more, damage);
        }
    }

    private InputStream link(ObjectKey key) throws IOException {
        try {
            return new ToTheSeal(store.unseal(key));
        } catch (StoreException.NotFound gone) {
            throw new CorruptException(key + " is gone since it was listed", gone);
        }
    }

    /** What holds the same as a run that cannot be used, as far as it goes. */
    private InputStream instead(ObjectKey run, Zxid after, Zxid through, Set<ObjectKey> useless, IOException damage)
            throws IOException {
        Layout layout = Layout.of(run);
        TapeName tape = layout.tapeOf(run).orElseThrow(() -> new CorruptException(run + " is no run of a tape"));
        Chain chain = new Chain(store, layout, tape);
        String why = "they do not lead from " + after + " to " + through;
        try {
            chain.follow(after, through, useless);
        } catch (CorruptException | RefusedException | StoreException.NotFound none) {
            why = String.valueOf(none.getMessage());
        }
        List<Link> links = chain.taken();
        boolean begins = !links.isEmpty()
                && (links.get(0).isRun()
                        ? links.get(0).after().compareTo(after) <= 0
                        : links.get(0).after().equals(after));
        CorruptException nothing = new CorruptException(
                damage.getMessage() + ". The links that it was made of cannot stand in for it: " + why, damage);
        if (!begins) {
            throw nothing;
        }
        return new InTurn(links, after, through, useless, nothing);
    }

    /** Several pieces, one after the other, as if they were one. */
    private final class InTurn extends InputStream {

        private final List<Link> pieces;
        private final Zxid after;
        private final Zxid through;
        private final Set<ObjectKey> useless;
        private final CorruptException nothing;
        private InputStream in = InputStream.nullInputStream();
        private int next;

        /** Fails with the given damage behind the last of them, unless that leads through the end. */
        InTurn(List<Link> pieces, Zxid after, Zxid through, Set<ObjectKey> useless, CorruptException nothing) {
            this.pieces = pieces;
            this.after = after;
            this.through = through;
            this.useless = useless;
            this.nothing = nothing;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int got = in.read(bytes, offset, count);
            while (got < 0 && next < pieces.size()) {
                in.close();
                in = open(pieces.get(next));
                next++;
                got = in.read(bytes, offset, count);
            }
            if (got < 0 && pieces.get(pieces.size() - 1).through().compareTo(through) < 0) {
                throw nothing;
            }
            return got;
        }

        private InputStream open(Link piece) throws IOException {
            Zxid from = piece.after().compareTo(after) < 0 ? after : piece.after();
            Zxid to = piece.through().compareTo(through) > 0 ? through : piece.through();
            return PieceContents.this.open(piece.piece().stored().key(), from, to, useless);
        }

        @Override
        public void close() throws IOException {
            next = pieces.size();
            in.close();
        }
    }
}
