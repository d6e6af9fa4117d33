package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.Seal;
import dev.keepsake.archive.SealReader;
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

    /** Why what stands in the target is damaged; empty where it is whole, whoever signed it, or not there. */
    Optional<String> damage(ObjectKey key) throws IOException {
        try {
            if (isRecord(key)) {
                HashedJson.read(key, Json.bytes(target, key));
            } else {
                try (InputStream in = target.open(key, 0)) {
                    requireWhole(in, key, Optional.empty());
                }
            }
            return Optional.empty();
        } catch (UnvouchedException | RefusedException | StoreException.NotFound whole) {
            return Optional.empty();
        } catch (CorruptException damaged) {
            return Optional.of(String.valueOf(damaged.getMessage()));
        }
    }

    /**
     * Carries an object into the place of one that is damaged. A store has no conditional write for that, so it is looked
     * once more just before.
     *
     * @throws CorruptException when it is damaged in the source, too; the target stays as it is
     * @throws StoreException.AlreadyExists when it is whole in the target by now
     */
    void replaceDamaged(ObjectKey key) throws IOException {
        try (ObjectWrite write = target.write(key)) {
            if (isRecord(key)) {
                write.write(record(key));
            } else {
                try (InputStream in = new BothWays(source.open(key, 0), write)) {
                    requireWhole(in, key, Optional.empty());
                }
            }
            if (damage(key).isEmpty()) {
                throw new StoreException.AlreadyExists(
                        key + " in " + target.location() + " is whole by now, and was left as it is");
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
        SealReader reader = source.unseal(in, key);
        Seal seal = reader.readUnopened();
        if (named.isPresent() && !named.get().equals(new StoredPiece(key, seal.bytes(), seal.sha256()))) {
            throw new CorruptException(key + " is whole, but another object than the one of "
                    + named.get().bytes() + " bytes with SHA-256 " + named.get().sha256() + " that the backup names");
        }
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
