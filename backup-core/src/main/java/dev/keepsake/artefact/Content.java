package dev.keepsake.artefact;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an artefact, read as often as they are asked for. Every {@link #open} gives the same bytes or fails: the
 * stream ends in {@link CorruptException} instead of its end when what it read is not what was promised.
 */
@FunctionalInterface
public interface Content {

    /** Opens the bytes at their beginning; the caller closes the stream. */
    InputStream open() throws IOException;
}
