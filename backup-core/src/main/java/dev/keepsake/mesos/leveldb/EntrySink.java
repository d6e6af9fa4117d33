package dev.keepsake.mesos.leveldb;

import java.io.IOException;

/** Takes what was once written under keys, in no order: of all that is said of a key, the highest sequence counts. */
@FunctionalInterface
interface EntrySink {

    /**
     * One change.
     *
     * @param deletion whether the key was deleted; its value is empty then
     */
    void entry(String key, long sequence, boolean deletion, byte[] value) throws IOException;
}
