package dev.keepsake.artefact;

import java.io.IOException;

/**
 * Something whose state is a few documents, each of them whole in every backup: a live system, or a backup of it.
 *
 * <p>Sending changes nothing at the source and may be repeated; what a failed call has sent is worth nothing.
 */
public non-sealed interface DocumentSource extends Source {

    /** Sends everything. */
    void sendTo(DocumentSink sink) throws IOException;
}
