package dev.keepsake.catalog;

import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealTrailer;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored base or link as far as its two ends tell: the header, and a trailer that fits it, so that the object was
 * written to its end. What lies between is checked when it is read.
 */
record SealedPiece(StoredPiece stored, SealHeader header) {

    /** What is no larger is read whole: one request instead of two, and no answer that is broken off. */
    private static final int SMALL = 64 << 10;

    /**
     * Reads header and trailer: two small requests, or one where the object is small. Throws {@link CorruptException} when
     * the object is cut or foreign.
     */
    static SealedPiece look(Vault store, StoredObject object) throws IOException {
        Optional<byte[]> whole = object.size() <= SMALL ? Optional.of(whole(store, object)) : Optional.empty();
        SealReader reader = reader(store, object.key(), whole);
        SealHeader header = reader.header();
        if (object.size() < SealTrailer.BYTES) {
            throw new CorruptException(
                    object.key() + " ends after " + object.size() + " bytes: it was not written to its end");
        }
        byte[] tail = whole.isPresent() ? whole.get() : tail(store, object);
        if (whole.isPresent() && tail.length < object.size()) {
            throw shorter(object, null);
        }
        SealTrailer trailer = SealTrailer.read(object.key(), tail);
        if (trailer.length() != header.length()) {
            throw new CorruptException(object.key() + " holds " + trailer.length() + " bytes by its trailer, "
                    + header.length() + " by its header");
        }
        reader.requireVouched(trailer);
        return new SealedPiece(new StoredPiece(object.key(), object.size(), trailer.sha256()), header);
    }

    /** One that has read the header and is closed again. */
    private static SealReader reader(Vault store, ObjectKey key, Optional<byte[]> whole) throws IOException {
        try (SealReader reader =
                whole.isPresent() ? store.unseal(new ByteArrayInputStream(whole.get()), key) : store.unseal(key)) {
            return reader;
        }
    }

    /** What the header says, whatever follows it. */
    static SealHeader header(Vault store, ObjectKey key) throws IOException {
        return reader(store, key, Optional.empty()).header();
    }

    /** Reads an object that was just opened to its end; without a private key, what is encrypted is not opened on the way. */
    static Seal readThrough(Vault store, SealReader in) throws IOException {
        if (in.header().protection().encrypted() && !store.canOpen()) {
            return in.readUnopened();
        }
        in.transferTo(OutputStream.nullOutputStream());
        return in.seal();
    }

    private static byte[] whole(Vault store, StoredObject object) throws IOException {
        try (InputStream in = store.open(object.key(), 0)) {
            return in.readNBytes((int) object.size() + 1);
        }
    }

    private static byte[] tail(Vault store, StoredObject object) throws IOException {
        int length = (int) Math.min(object.size(), SealTrailer.SIGNED_BYTES);
        try (InputStream in = store.open(object.key(), object.size() - length)) {
            return in.readNBytes(length + 1);
        } catch (IllegalArgumentException beyondItsEnd) {
            throw shorter(object, beyondItsEnd);
        }
    }

    private static CorruptException shorter(StoredObject object, @Nullable Throwable cause) {
        return new CorruptException(object.key() + " is shorter than the " + object.size() + " bytes written", cause);
    }

    String fact(String name) throws CorruptException {
        String value = header.facts().get(name);
        if (value == null) {
            throw new CorruptException(stored.key() + " has no '" + name + "' in its header");
        }
        return value;
    }
}
