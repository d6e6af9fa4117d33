package dev.keepsake.store;

import java.io.OutputStream;

/**
 * An object being written, invisible until {@link #commit}.
 *
 * <p>Closing without a commit aborts and leaves nothing under the key, so that a source that fails half-way never
 * publishes what it had; closing after a commit does nothing.
 */
public abstract class ObjectWrite extends OutputStream {

    /**
     * Makes the object appear under its key, whole and durable, replacing what stood there. After
     * {@link StoreException.OutcomeUnknown} the object may be there or not; after any other failure it is not, and what
     * stood there still does.
     *
     * @throws IllegalStateException after a commit, a close or a failed write; writing after a commit or a close throws
     *     it too
     */
    public abstract void commit() throws StoreException;

    /** Lets go of this write; without a {@link #commit} before it, nothing remains of it. */
    @Override
    public abstract void close() throws StoreException;
}
