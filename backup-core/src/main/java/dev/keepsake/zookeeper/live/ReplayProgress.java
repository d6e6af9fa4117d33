package dev.keepsake.zookeeper.live;

/** Is told how far a replay has come; called often, so it must be cheap. */
@FunctionalInterface
public interface ReplayProgress {

    /** So many of the total are done, of what a word says. */
    void at(String what, long done, long total);
}
