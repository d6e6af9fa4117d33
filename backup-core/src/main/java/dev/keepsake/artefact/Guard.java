package dev.keepsake.artefact;

/** Which kind of guard refused something, for whoever looks up what to do; most need no more than their message. */
public enum Guard {
    /** Any other; the message says all. */
    OTHER,
    /** What is to be written to holds something already. */
    NOT_BLANK,
    /** Something runs that must not, or that does the same. */
    RUNNING,
    /** What would be written is not what was said. */
    NOT_AS_EXPECTED,
    /** Nobody confirmed it. */
    NOT_CONFIRMED,
    /** The operating system does not let this user. */
    NO_PERMISSION,
    /** There is too little room. */
    NO_SPACE,
    /** A tree takes more memory than there is for it. */
    TREE_TOO_LARGE,
    /** Something was written by a later version. */
    TOO_OLD,
    /** A signature is needed, and there is no key to make it with. */
    NO_SIGNING_KEY,
    /** Servers tell different histories. */
    DISAGREEMENT,
    /** Removing stopped rather than guess. */
    PRUNE_STOPPED
}
