package dev.keepsake.artefact;

import java.io.IOException;
import java.util.SortedMap;

/** Takes the documents of a source: an archive, a verifier, or a restore target. */
public interface DocumentSink {

    /** Takes one document, whole, or throws; none of the same name was sent before. */
    void receive(Document document) throws IOException;

    /** Takes what the source knows of itself at the end of sending, such as its position and versions. */
    void describe(SortedMap<String, String> facts) throws IOException;
}
