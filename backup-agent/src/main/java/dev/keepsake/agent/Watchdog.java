package dev.keepsake.agent;

import java.time.Duration;

/** Interrupts a run that takes too long, so that a source that hangs does not end all nights to come. */
interface Watchdog {

    /** A run that is watched. */
    interface Watched extends AutoCloseable {

        /** Whether the run was interrupted since it took too long. */
        boolean struck();

        /** The run is over; takes back an interrupt that it did not see. */
        @Override
        void close();
    }

    /** Watches the run that this thread begins now. */
    Watched watch(Duration longest);
}
