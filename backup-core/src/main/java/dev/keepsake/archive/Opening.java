package dev.keepsake.archive;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;

/** What a reader has to open sealed objects with: whom it trusts, and the keys to what is encrypted. */
public interface Opening {

    /** Trusts nobody and has no keys: opens what is in the clear and not signed. */
    Opening CLEAR = new Opening() {
        @Override
        public Trust trust() {
            return Trust.NOBODY;
        }

        @Override
        public void requireArchive(ObjectKey object, String archive) {}

        @Override
        public byte[] dataKey(ObjectKey object, Protection protection) throws RefusedException {
            throw new RefusedException(object + " is encrypted, and no key was given");
        }
    };

    /** Whose signatures count. */
    Trust trust();

    /** Fails when an object says that it belongs to another archive. */
    void requireArchive(ObjectKey object, String archive) throws IOException;

    /**
     * The key of an encrypted object.
     *
     * @throws RefusedException when no private key that was given opens it; says whose would
     */
    byte[] dataKey(ObjectKey object, Protection protection) throws IOException;
}
