/**
 * The replicated log of Mesos (also of its overlay module and of Aurora) and the master's registry in it: read from the
 * directories of running masters, united, decoded, and written as a new directory for masters to start with.
 */
@NullMarked
package dev.keepsake.mesos;

import org.jspecify.annotations.NullMarked;
