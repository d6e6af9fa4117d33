package dev.keepsake.artefact;

import java.io.IOException;

/**
 * A running system that documents are given back to. It is sent what a backup holds, compares that with what is there,
 * and changes only what a plan named before.
 */
public interface DocumentTarget extends DocumentSink {

    /** What would have to change, after everything was sent. Changes nothing, and may be repeated. */
    ChangePlan plan() throws IOException;
}
