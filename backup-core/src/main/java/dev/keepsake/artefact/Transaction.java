package dev.keepsake.artefact;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One transaction of an archived history, as far as somebody who looks for a moment must know it. */
public interface Transaction {

    /** Which one. */
    Zxid zxid();

    /** Milliseconds since 1970 on its leader's clock; may step back from one transaction to the next. */
    long timeMillis();

    /** What tells it from another one of the same zxid; the same on every server that logged it. */
    String identity();

    /** Whether it is the same as another one, whatever else each server notes beside it. */
    boolean isSameAs(Transaction other) throws CorruptException;

    /** The session that asked for it; 0 for none. */
    long session();

    /** What it is, in one word such as {@code delete}. */
    String kind();

    /** What it creates, changes or deletes, as far as it names them; none when it failed. */
    List<String> paths() throws CorruptException;

    /** What it does, part by part, conditions included, as far as it names znodes; nothing when it failed. */
    List<Deed> deeds() throws CorruptException;

    /** What it does to a znode; empty when it does not name it, or failed. */
    Optional<Touch> touch(String path) throws CorruptException;

    /** The session that it ends, when it deletes that session's znodes without naming them. */
    OptionalLong silentlyEnds() throws CorruptException;

    /**
     * What a transaction does to one znode.
     *
     * @param owner the session that it goes with, where it begins an ephemeral one; else 0
     */
    record Touch(Life life, long owner) {}

    /** What becomes of a znode. */
    enum Life {
        /** It is there from now on. */
        BEGINS,
        /** It is there before and after. */
        GOES_ON,
        /** It is gone from now on. */
        ENDS
    }
}
