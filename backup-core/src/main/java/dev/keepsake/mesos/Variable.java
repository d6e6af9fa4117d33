package dev.keepsake.mesos;

import java.nio.charset.StandardCharsets;

/**
 * Something that is stored in a log under a name, such as the registry.
 *
 * @param uuid which of its versions this is, as the next writer must say
 * @param position where in the log it was stored last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Variable(String name, byte[] uuid, byte[] value, long position) {

    private static final int SNAPSHOT = 1;

    /** The operation that stores it, as it is appended to a log. */
    byte[] operation() {
        byte[] entry = new Message.Builder()
                .bytes(1, name.getBytes(StandardCharsets.UTF_8))
                .bytes(2, uuid)
                .bytes(3, value)
                .build();
        byte[] snapshot = new Message.Builder().bytes(1, entry).build();
        return new Message.Builder().number(1, SNAPSHOT).bytes(2, snapshot).build();
    }
}
