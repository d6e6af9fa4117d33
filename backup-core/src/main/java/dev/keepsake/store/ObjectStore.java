package dev.keepsake.store;

import java.io.Closeable;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * A place that keeps objects: keys and bytes, nothing else.
 *
 * <p>What Keepsake relies on, and what the contract suite tests of every store and every wrapper:
 *
 * <ul>
 *   <li><b>Whole or not there.</b> An object appears under its key in one step, with all of its bytes, when
 *       {@link ObjectWrite#commit} or {@link #putIfAbsent} returns; before that, and after a failure, nobody sees a
 *       part of it.
 *   <li><b>Read after write.</b> Once such a call has returned, every {@link #open} and {@link #list} shows the object.
 *   <li><b>One winner.</b> Of several {@link #putIfAbsent} for one key, from any number of processes and machines,
 *       exactly one succeeds.
 *   <li><b>Durable.</b> What was acknowledged survives the loss of power.
 *   <li><b>Whole listings.</b> {@link #list} gives every object below the prefix, over all pages, in the order of the
 *       keys' characters, or throws.
 * </ul>
 *
 * <p>What a store may rely on in turn: no key is the folder of another (see {@link ObjectKey}). A store that cannot
 * keep {@code a} beside {@code a/b} refuses the second with {@link StoreException.Unavailable} and leaves the first as
 * it is.
 *
 * <p>Every call may be repeated after any failure. A call blocks; an interrupt of its thread, before it or meanwhile,
 * makes it fail with {@link StoreException.Unavailable}, or with {@link StoreException.OutcomeUnknown} where it came
 * too late to say that nothing was done. Instances may be shared between threads, the writes, streams and listings they
 * give may not.
 *
 * <p>This interface is kept as small as it can be, so that a new store is easy to write and to trust. What can be
 * built from these calls belongs into a wrapper or a caller.
 */
public interface ObjectStore extends Closeable {

    /**
     * The most bytes that {@link #putIfAbsent} takes: 80 MiB. Links are far smaller (8 MiB of records); the rest is
     * room for a single ZooKeeper transaction of a server whose {@code jute.maxbuffer} was raised.
     */
    int MAX_PUT_BYTES = 80 << 20;

    /**
     * Begins an object of any size. Nothing is visible until {@link ObjectWrite#commit}; an object that already stands
     * under the key is then replaced in one step.
     */
    ObjectWrite write(ObjectKey key) throws StoreException;

    /**
     * Puts an object unless there is one under this key already.
     *
     * <p>Repeating a call whose answer was lost succeeds: the store reads back what stands there and takes equal bytes
     * for its own first try. The bytes must therefore hold something that no other writer writes, such as a nonce.
     *
     * @throws StoreException.AlreadyExists when other bytes stand under the key; they are left as they are
     * @throws IllegalArgumentException above {@link #MAX_PUT_BYTES}
     */
    void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException;

    /**
     * Reads an object from a byte offset to its end; an offset at the end gives an empty stream, beyond it an
     * {@link IllegalArgumentException} or an empty stream. The stream's {@code read} throws {@link StoreException}, never
     * ends early without one.
     *
     * @throws StoreException.NotFound when there is no such object
     */
    InputStream open(ObjectKey key, long offset) throws StoreException;

    /**
     * Lists objects whose key begins with the prefix and sorts after {@code startAfter}, in key order. Either may be
     * empty; the prefix need not end at a slash. Objects put or deleted meanwhile may or may not be in it, all others
     * are.
     */
    Listing list(String prefix, String startAfter) throws StoreException;

    /** Deletes an object; one that is not there is fine. */
    void delete(ObjectKey key) throws StoreException;

    /** Its locks, where it is one that locks objects when they are stored. */
    default Optional<Locks> locks() {
        return Optional.empty();
    }

    /** The store's own clock, which all agents of an archive share; to the second or finer. */
    Instant now() throws StoreException;

    /** Where this is, for messages: a URL without secrets. */
    String location();

    /**
     * Lets go of connections and temporary files; writes that were not committed are aborted. Every later call, and a
     * commit of such a write, fails with {@link StoreException.Unavailable}; closing again does nothing.
     */
    @Override
    void close() throws StoreException;
}
