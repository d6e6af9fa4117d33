package dev.keepsake.testkit;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A store that works until it is asked for a certain step, and then fails in the way it was told to.
 *
 * <p>A step is what would reach the store of a real client: {@code write}, every 64 KiB of what is written,
 * {@code commit}, {@code putIfAbsent}, {@code open}, {@code list}, every {@code next} of a listing, {@code delete} and
 * {@code now}. Steps are counted from 0, so that a test may let the store fail at step 0, 1, 2 and so on until
 * {@link #struck} says that the work got through.
 */
public final class FaultyStore implements ObjectStore {

    static final int PART = 64 << 10;

    private final ObjectStore delegate;
    private final Strike strike;

    /** A store that fails at this step and never works again, as if the process that uses it had died there. */
    public FaultyStore(ObjectStore delegate, int failAt, Fault fault) {
        this(delegate, new Strike(failAt, fault, true));
    }

    private FaultyStore(ObjectStore delegate, Strike strike) {
        this.delegate = delegate;
        this.strike = strike;
    }

    /** A store that fails at this step and works again afterwards. */
    public static FaultyStore once(ObjectStore delegate, int failAt, Fault fault) {
        return new FaultyStore(delegate, new Strike(failAt, fault, false));
    }

    /** A store that never fails; it counts the steps. */
    public static FaultyStore never(ObjectStore delegate) {
        return new FaultyStore(delegate, new Strike(Integer.MAX_VALUE, Fault.NOT_DONE, false));
    }

    /** Whether the step was reached at which this store fails. */
    public boolean struck() {
        return strike.struck();
    }

    /** How many steps there were so far, failed ones included. */
    public int steps() {
        return strike.steps();
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        Optional<Fault> fault = strike.step();
        if (fault.isPresent()) {
            throw Strike.unavailable("beginning '" + key + "'");
        }
        return new FaultyWrite(key, delegate.write(key));
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        Optional<Fault> fault = strike.step();
        if (fault.isPresent() && fault.get() == Fault.TORN) {
            delegate.putIfAbsent(key, Arrays.copyOf(bytes, bytes.length / 2));
        } else if (fault.isEmpty() || fault.get() == Fault.DONE_BUT_ANSWER_LOST) {
            delegate.putIfAbsent(key, bytes);
        }
        Strike.report(fault, "putting '" + key + "'");
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        Optional<Fault> fault = strike.step();
        if (fault.isEmpty()) {
            return new FaultyRead(delegate.open(key, offset), strike);
        }
        String doing = "reading '" + key + "'";
        if (fault.get() != Fault.TORN) {
            throw Strike.unavailable(doing);
        }
        byte[] bytes = bytes(key, offset);
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, bytes.length / 2), new CutStream(doing));
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        if (strike.step().isPresent()) {
            throw Strike.unavailable("listing '" + prefix + "'");
        }
        return new FaultyListing(prefix, delegate.list(prefix, startAfter));
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        Optional<Fault> fault = strike.step();
        if (fault.isEmpty() || fault.get() == Fault.DONE_BUT_ANSWER_LOST) {
            delegate.delete(key);
        }
        Strike.report(fault, "deleting '" + key + "'");
    }

    @Override
    public Instant now() throws StoreException {
        if (strike.step().isPresent()) {
            throw Strike.unavailable("asking the time");
        }
        return delegate.now();
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public void close() throws StoreException {
        delegate.close();
    }

    private byte[] bytes(ObjectKey key, long offset) throws StoreException {
        try (InputStream in = delegate.open(key, offset)) {
            return in.readAllBytes();
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a store that does not throw StoreException", e);
        }
    }

    /** A write whose parts and commit are steps. */
    private final class FaultyWrite extends ObjectWrite {

        private final ObjectKey key;
        private final ObjectWrite write;
        private int inPart;
        private boolean failed;

        FaultyWrite(ObjectKey key, ObjectWrite write) {
            this.key = key;
            this.write = write;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = Math.min(PART - inPart, length - done);
                write.write(bytes, offset + done, count);
                done += count;
                inPart = (inPart + count) % PART;
                if (inPart == 0) {
                    partIsFull();
                }
            }
        }

        private void partIsFull() throws StoreException {
            Optional<Fault> fault = strike.step();
            if (fault.isEmpty()) {
                return;
            }
            failed = true;
            if (fault.get() == Fault.TORN) {
                write.commit(); // as a store does whose writes are published by closing them
            }
            throw Strike.unavailable("writing '" + key + "'");
        }

        @Override
        public void commit() throws StoreException {
            if (failed) {
                throw new IllegalStateException("the write of '" + key + "' failed before");
            }
            Optional<Fault> fault = strike.step();
            if (fault.isEmpty() || fault.get() != Fault.NOT_DONE) {
                write.commit();
            }
            failed = fault.isPresent();
            if (fault.isPresent() && fault.get() == Fault.TORN) {
                tear();
            }
            Strike.report(fault, "committing '" + key + "'");
        }

        private void tear() throws StoreException {
            byte[] whole = bytes(key, 0);
            try (ObjectWrite torn = delegate.write(key)) {
                torn.write(whole, 0, whole.length / 2);
                torn.commit();
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new IllegalStateException("a store that does not throw StoreException", e);
            }
        }

        @Override
        public void close() throws StoreException {
            write.close();
        }
    }

    /** A listing whose every object is a step, since any of them may be the first of a page. */
    private final class FaultyListing implements Listing {

        private final String prefix;
        private final Listing listing;
        private boolean failed;

        FaultyListing(String prefix, Listing listing) {
            this.prefix = prefix;
            this.listing = listing;
        }

        @Override
        public Optional<StoredObject> next() throws StoreException {
            failed = failed || strike.step().isPresent();
            if (failed) {
                throw Strike.unavailable("listing '" + prefix + "'");
            }
            return listing.next();
        }
    }
}
