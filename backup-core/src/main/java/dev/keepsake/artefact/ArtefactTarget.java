package dev.keepsake.artefact;

/**
 * A blank machine to restore onto: a sink that gathers and proves everything before it touches anything.
 *
 * <p>After a source has sent everything, {@link #plan} says what would be done, or refuses; only {@link #apply} writes,
 * all or nothing: a failure leaves the target as blank as it was.
 */
public interface ArtefactTarget extends ArtefactSink, PlannedRestore {}
