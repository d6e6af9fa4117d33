package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CorruptException;
import java.io.FilterInputStream;
import java.io.IOException;

/** The content of an object that a manifest names: fails at its end when it is another one. */
final class NamedInput extends FilterInputStream {

    private final SealReader reader;
    private final StoredPiece named;

    /** Opens it at its beginning. */
    static NamedInput open(Vault store, StoredPiece named) throws IOException {
        return new NamedInput(store.unseal(named.key()), named);
    }

    private NamedInput(SealReader reader, StoredPiece named) {
        super(reader);
        this.reader = reader;
        this.named = named;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        int got = super.read(bytes, offset, count);
        if (got < 0) {
            requireNamed(named, reader.seal());
        }
        return got;
    }

    /** Fails when what was read to its end is not the object that a backup names. */
    static void requireNamed(StoredPiece named, Seal found) throws CorruptException {
        if (!found.sha256().equals(named.sha256())) {
            throw new CorruptException(named.key() + " is not the object that the backup names: its SHA-256 is "
                    + found.sha256() + ", the manifest's " + named.sha256());
        }
    }
}
