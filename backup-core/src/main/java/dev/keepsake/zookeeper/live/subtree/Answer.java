package dev.keepsake.zookeeper.live.subtree;

import java.util.List;
import java.util.Optional;

/** What an ensemble says to writes that are done all or not at all. */
sealed interface Answer {

    /**
     * They are done.
     *
     * @param states of the znodes right after it, by one for each write; empty where the answer does not tell
     */
    record Done(List<Optional<Identity>> states) implements Answer {

        /** Keeps its own copy. */
        public Done {
            states = List.copyOf(states);
        }
    }

    /**
     * None of them is done.
     *
     * @param index which write was not possible; -1 where it is not said
     * @param lasting whether looking again cannot help, since it is not the state of a znode that stopped it
     */
    record Stopped(int index, String why, boolean lasting) implements Answer {}

    /** Nobody knows whether they were done, since no answer came. */
    record Lost(String why) implements Answer {}
}
