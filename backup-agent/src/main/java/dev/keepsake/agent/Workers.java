package dev.keepsake.agent;

/** Lets work be done beside that of the thread that asks for it. */
@FunctionalInterface
interface Workers {

    /** Somebody at work. */
    interface Worker {

        /** Ends what it waits for now. */
        void interrupt();

        /** Returns when it is done. */
        void join() throws InterruptedException;
    }

    /** Begins some work now. */
    Worker start(String name, Runnable work);
}
