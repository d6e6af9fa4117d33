package dev.keepsake.zookeeper.live;

import org.jspecify.annotations.Nullable;

/** How many bytes requests take on their way to a server. */
final class Sizes {

    /** Around any request, and around each part of a multi; a little more than it is. */
    static final int AROUND = 64;

    private static final int HEADER = 2 * Integer.BYTES;

    private Sizes() {}

    /** A string as ZooKeeper's client writes it: UTF-8, but for three bytes for each half of a surrogate pair. */
    static int utf8(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter < 0x80) {
                length++;
            } else if (letter < 0x800) {
                length += 2;
            } else {
                length += 3;
            }
        }
        return length;
    }

    /** What creates a znode by itself, to the byte. */
    static int createAlone(int path, byte @Nullable [] data, int accessList) {
        return create(path, data, accessList) - AROUND + HEADER + 3 * Integer.BYTES;
    }

    /** The most data that changes a znode of this path in a request of this size. */
    static int dataOf(int request, String path) {
        return request - HEADER - 3 * Integer.BYTES - utf8(path);
    }

    /** What creates a znode as part of a multi. */
    static int create(int path, byte @Nullable [] data, int accessList) {
        return Math.addExact(AROUND + path + accessList, data == null ? 0 : data.length);
    }
}
