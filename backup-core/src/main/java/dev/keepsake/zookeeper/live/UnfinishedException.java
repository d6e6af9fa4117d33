package dev.keepsake.zookeeper.live;

import java.io.IOException;

/** A change of a running ensemble that ended before its end: some of it is done, and stays. The message says how to go on. */
public final class UnfinishedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what stopped it, and how to go on. */
    public UnfinishedException(String message, Throwable cause) {
        super(message, cause);
    }
}
