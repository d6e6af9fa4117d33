/**
 * What must be so before a cluster is upgraded: pure functions from what systems said of themselves to findings, and the one
 * screen that they come to.
 */
@org.jspecify.annotations.NullMarked
package dev.keepsake.checkup.preflight;
