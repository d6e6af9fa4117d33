package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.Seal;
import dev.keepsake.archive.UnvouchedException;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Carries objects from one place of an archive to another, byte for byte as they stand. Each is read to its end, and its
 * checksums and signature hold, before anything of it can be seen where it is carried to. Nothing that stands there is
 * replaced, unless it is asked for and that is damaged. May be shared between threads.
 */
final class Carrier {

    /** What is no larger is held in memory, so that several can be carried at once; every link and run is. */
    static final int SMALL = 9 << 20;

    private static final int PIECE = 64 << 10;

    private final Vault source;
    private final Vault target;

    Carrier(Vault source, Vault target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Carries an object.
     *
     * @param named what somebody who is relied on says that it is
     * @throws CorruptException when it is damaged, or nobody who is trusted vouches for it
     * @throws StoreException.NotFound when it is not there any more
     * @throws StoreException.AlreadyExists when something else stands in its place
     */
    void carry(StoredObject object, Optional<StoredPiece> named) throws IOException {
        if (isRecord(object.key())) {
            carryRecord(object.key());
        } else if (object.size() <= SMALL) {
            carrySmall(object, named);
        } else {
            carryLarge(object, named);
        }
    }

    /** A document may be called like a record. */
    static boolean isRecord(ObjectKey key) {
        return key.value().endsWith(".json") && !Layout.isArtefact(key);
    }

    private void carryRecord(ObjectKey key) throws IOException {
        SurePut.putIfAbsent(target, key, record(key));
    }

    private byte[] record(ObjectKey key) throws IOException {
        byte[] bytes = Json.bytes(source, key);
        if (isReliedOn(key)) {
            source.requireVouched(key, bytes);
        }
        HashedJson.read(key, bytes);
        return bytes;
    }

    /**
     * What speaks against an object that stands in the target.
     *
     * @param words what is wrong with it
     */
    record Flaw(Copier.Mended.Kind kind, String words) {}

    /**
     * What speaks against what stands in the target.
     *
     * @param named what somebody there who is relied on says that it is
     * @throws StoreException.NotFound when nothing stands there
     */
    Optional<Flaw> flaw(ObjectKey key, Optional<StoredPiece> named) throws IOException {
        try {
            return flawAsRead(key, named);
        } catch (RefusedException ofALaterVersion) {
            return Optional.empty();
        }
    }

    /**
     * The same, where what cannot be judged counts as little as what is damaged.
     *
     * @throws RefusedException when it is of a later version
     */
    Optional<Flaw> flawAsRead(ObjectKey key, Optional<StoredPiece> named) throws IOException {
        try {
            if (isRecord(key)) {
                requireRecord(key, Json.bytes(target, key));
            } else {
                try (InputStream in = target.open(key, 0)) {
                    Optional<String> other = another(read(in, key), key, named);
                    return other.map(words -> new Flaw(Copier.Mended.Kind.OTHER, words));
                }
            }
            return Optional.empty();
        } catch (UnvouchedException foreign) {
            return target.trust().isGiven()
                    ? Optional.of(new Flaw(Copier.Mended.Kind.FOREIGN, String.valueOf(foreign.getMessage())))
                    : Optional.empty();
        } catch (CorruptException damaged) {
            return Optional.of(new Flaw(Copier.Mended.Kind.DAMAGED, String.valueOf(damaged.getMessage())));
        }
    }

    /** Whether it has the same bytes in both places, whatever these are. */
    boolean isSame(ObjectKey key) throws IOException {
        try (InputStream here = source.open(key, 0);
                InputStream there = target.open(key, 0)) {
            byte[] mine = here.readNBytes(PIECE);
            byte[] its = there.readNBytes(PIECE);
            while (mine.length > 0 && Arrays.equals(mine, its)) {
                mine = here.readNBytes(PIECE);
                its = there.readNBytes(PIECE);
            }
            return Arrays.equals(mine, its);
        }
    }

    /**
     * Reads what would be carried, and carries nothing.
     *
     * @param named what somebody there who is relied on says that it is
     * @throws CorruptException when it is damaged in the source, or not what is named, or nobody who is trusted vouches for it
     * @throws StoreException.NotFound when the source has none
     */
    void requireGood(ObjectKey key, Optional<StoredPiece> named) throws IOException {
        if (isRecord(key)) {
            record(key);
        } else {
            try (InputStream in = source.open(key, 0)) {
                requireWhole(in, key, named);
            }
        }
    }

    private void requireRecord(ObjectKey key, byte[] bytes) throws IOException {
        HashedJson.read(key, bytes);
        if (isReliedOn(key)) {
            target.requireVouched(key, bytes);
        }
    }

    /**
     * Carries an object into the place of one that is damaged. A store has no conditional write for that, so it is looked
     * once more just before.
     *
     * @param named what somebody there who is relied on says that it is
     * @throws CorruptException when it is damaged in the source, too, or not what is named; the target stays as it is
     * @throws StoreException.NotFound when the source has none, or the target none any more
     * @throws StoreException.AlreadyExists when it is not damaged in the target any more
     */
    void replaceDamaged(ObjectKey key, Optional<StoredPiece> named) throws IOException {
        try (ObjectWrite write = target.write(key)) {
            if (isRecord(key)) {
                write.write(record(key));
            } else {
                try (InputStream in = new BothWays(source.open(key, 0), write)) {
                    requireWhole(in, key, named);
                }
            }
            Optional<Flaw> now = flaw(key, named);
            if (now.filter(flaw -> flaw.kind() == Copier.Mended.Kind.DAMAGED).isEmpty()) {
                throw new StoreException.AlreadyExists(
                        key + " in " + target.location() + " is another one by now, and was left as it is");
            }
            write.commit();
        }
    }

    /** Records of restores, of looks at backups and of who did what may be added by whoever may read, so nobody relies on their signatures. */
    private static boolean isReliedOn(ObjectKey key) {
        Layout layout = Layout.of(key);
        boolean atRoot = key.equals(Layout.ARCHIVE) || key.value().startsWith(Layout.UPGRADES);
        boolean anybodys = key.value().startsWith(layout.restores())
                || key.value().startsWith(layout.proofs())
                || key.value().startsWith(Audit.prefix(layout));
        return !atRoot && !anybodys;
    }

    private void carrySmall(StoredObject object, Optional<StoredPiece> named) throws IOException {
        byte[] bytes;
        try (InputStream in = source.open(object.key(), 0)) {
            bytes = in.readNBytes(SMALL + 1);
        }
        if (bytes.length > SMALL) {
            throw new CorruptException(
                    object.key() + " is longer than the " + object.size() + " bytes that were listed");
        }
        requireWhole(new ByteArrayInputStream(bytes), object.key(), named);
        SurePut.putIfAbsent(target, object.key(), bytes);
    }

    /** A store has no conditional write of what is too large for one request, so it is looked just before. */
    private void carryLarge(StoredObject object, Optional<StoredPiece> named) throws IOException {
        try (ObjectWrite write = target.write(object.key());
                InputStream in = new BothWays(source.open(object.key(), 0), write)) {
            requireWhole(in, object.key(), named);
            requireAbsent(target, object.key());
            write.commit();
        }
    }

    private static void requireAbsent(ObjectStore store, ObjectKey key) throws IOException {
        if (store.list(key.value(), "")
                .next()
                .filter(one -> one.key().equals(key))
                .isPresent()) {
            throw new StoreException.AlreadyExists(
                    key + " came to stand in " + store.location() + " meanwhile, and was left as it is");
        }
    }

    private void requireWhole(InputStream in, ObjectKey key, Optional<StoredPiece> named) throws IOException {
        Optional<String> other = another(read(in, key), key, named);
        if (other.isPresent()) {
            throw new CorruptException(other.get());
        }
    }

    /** Reads to the end. */
    private StoredPiece read(InputStream in, ObjectKey key) throws IOException {
        Seal seal = source.unseal(in, key).readUnopened();
        return new StoredPiece(key, seal.bytes(), seal.sha256());
    }

    private static Optional<String> another(StoredPiece read, ObjectKey key, Optional<StoredPiece> named) {
        return named.filter(piece -> !piece.equals(read))
                .map(piece -> key + " is whole, but another object than the one of " + piece.bytes()
                        + " bytes with SHA-256 " + piece.sha256() + " that the backup names");
    }

    /** Whatever is read is written as well. */
    private static final class BothWays extends FilterInputStream {

        private final OutputStream out;

        BothWays(InputStream in, OutputStream out) {
            super(in);
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int got = super.read(bytes, offset, Math.min(count, PIECE));
            if (got > 0) {
                out.write(bytes, offset, got);
            }
            return got;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
