package dev.keepsake.archive;

import dev.keepsake.artefact.CorruptException;

/**
 * Nobody who is trusted vouches for an object: it is unsigned, or somebody else signed it. To whoever reads, that is damage like
 * any other, which something else may stand in for.
 */
public final class UnvouchedException extends CorruptException {

    private static final long serialVersionUID = 1L;

    UnvouchedException(String message) {
        super(message);
    }
}
