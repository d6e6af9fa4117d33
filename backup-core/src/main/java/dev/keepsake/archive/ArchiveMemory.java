package dev.keepsake.archive;

import java.io.IOException;
import java.util.Optional;

/**
 * What a writer remembers of the archive that it writes to, where nobody changes it who may only write to the store. It is no part
 * of the archive: whoever lost it goes by what the archive says.
 */
public interface ArchiveMemory {

    /** Remembers nothing. */
    ArchiveMemory NONE = new ArchiveMemory() {
        @Override
        public Optional<Remembered> recall(String location) {
            return Optional.empty();
        }

        @Override
        public void remember(Remembered archive) {}
    };

    /**
     * An archive.
     *
     * @param location where it is
     * @param archive its ULID
     * @param key the number of the archive key that was encrypted to last; 0 where nothing is encrypted
     * @param fingerprint of the public half of that key; empty where there is none
     */
    record Remembered(String location, String archive, int key, String fingerprint) {

        /** Whether it is about an archive key that was used, and not this one. */
        public boolean isOfAnotherKey(ArchiveKey other) {
            return key != other.number() || !fingerprint.equals(other.fingerprint());
        }
    }

    /** What is remembered of a place; empty when there is nothing that can be read. */
    Optional<Remembered> recall(String location) throws IOException;

    /** Remembers this of its place, and nothing else of that any more; other places that were not used for long may be forgotten. */
    void remember(Remembered archive) throws IOException;
}
