package dev.keepsake.agent.notice;

import java.io.IOException;

/** Brings one message to its target, in one try. */
@FunctionalInterface
interface Delivery {

    /** Brings it there, or throws; what is worth another try throws anything but {@link Rejected}. */
    void deliver(String body) throws IOException, InterruptedException;

    /** The target is there, and does not take this message now. */
    final class NotTaken extends IOException {

        private static final long serialVersionUID = 1L;

        NotTaken(String message) {
            super(message);
        }
    }

    /** The target does not want this message, and will not want it later. */
    final class Rejected extends IOException {

        private static final long serialVersionUID = 1L;

        Rejected(String message) {
            super(message);
        }
    }
}
