package dev.keepsake.testkit;

/**
 * A reader of bytes that nobody vouches for. It may take them or complain; what it takes, it must take in one meaning: each
 * target states what that is.
 */
@FunctionalInterface
public interface FuzzTarget {

    /** The most bytes that one input may have taken from the heap, all in all, unless a target says otherwise. */
    long MOST_BYTES = 64L << 20;

    /** Reads them, and fails with an {@link AssertionError} when what was read is not one thing. */
    void take(byte[] input) throws Exception;

    /** The most bytes that one input may take from the heap, all in all. */
    default long mostBytes() {
        return MOST_BYTES;
    }
}
