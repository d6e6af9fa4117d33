/**
 * The one vocabulary at both ends: a live system and a backup of it are both an {@code ArtefactSource}; an archive, a
 * verifier and a restore target are all an {@code ArtefactSink}. Depends on the JDK alone.
 */
@NullMarked
package dev.keepsake.artefact;

import org.jspecify.annotations.NullMarked;
