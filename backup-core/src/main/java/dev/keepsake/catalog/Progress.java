package dev.keepsake.catalog;

/** Is told how far a long reading has come; called often, so it must be cheap. */
@FunctionalInterface
public interface Progress {

    /** Nobody is watching. */
    Progress NONE = (what, done, total) -> {};

    /** So many bytes of the stored total are done. */
    void at(String what, long done, long total);
}
