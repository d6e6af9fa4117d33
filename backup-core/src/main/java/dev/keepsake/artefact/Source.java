package dev.keepsake.artefact;

/**
 * Something that is captured: a tape of it, or documents. Which of the two decides how it is kept, so there is no third
 * way.
 */
public sealed interface Source permits ArtefactSource, DocumentSource {

    /** The name that the configuration or the backup gives to this source. */
    String name();

    /** The kind of source, as the configuration's {@code type} says it. */
    String type();

    /**
     * Whether any node that asks would be given the same, so that one of them is enough; what is of one node only, such as
     * its files, is not.
     */
    default boolean isClusterWide() {
        return false;
    }

    /** Looks, without sending anything, whether sending could work; every obstacle found is reported. */
    CheckReport check();
}
