package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealTrailer;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stored base or link as far as its two ends tell: the header, and a trailer that fits it, so that the object was
 * written to its end. What lies between is checked when it is read.
 */
record SealedPiece(StoredPiece stored, SealHeader header) {

    /** Reads header and trailer, two small requests; throws {@link CorruptException} when the object is cut or foreign. */
    static SealedPiece look(ObjectStore store, StoredObject object) throws IOException {
        SealHeader header;
        try (SealReader reader = SealReader.open(store.open(object.key(), 0), object.key())) {
            header = reader.header();
        }
        if (object.size() < SealTrailer.BYTES) {
            throw new CorruptException(
                    object.key() + " ends after " + object.size() + " bytes: it was not written to its end");
        }
        byte[] tail;
        try (InputStream in = store.open(object.key(), object.size() - SealTrailer.BYTES)) {
            tail = in.readNBytes(SealTrailer.BYTES + 1);
        }
        SealTrailer trailer = SealTrailer.read(object.key(), tail);
        if (trailer.length() != header.length()) {
            throw new CorruptException(object.key() + " holds " + trailer.length() + " bytes by its trailer, "
                    + header.length() + " by its header");
        }
        return new SealedPiece(new StoredPiece(object.key(), object.size(), trailer.sha256()), header);
    }

    String fact(String name) throws CorruptException {
        String value = header.facts().get(name);
        if (value == null) {
            throw new CorruptException(stored.key() + " has no '" + name + "' in its header");
        }
        return value;
    }
}
