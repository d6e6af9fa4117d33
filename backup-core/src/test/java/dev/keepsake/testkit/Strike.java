package dev.keepsake.testkit;

import dev.keepsake.store.StoreException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the steps of a {@link FaultyStore}, and knows at which of them what goes wrong. */
final class Strike {

    private final AtomicInteger steps = new AtomicInteger();
    private final int failAt;
    private final Fault fault;
    private final boolean forGood;

    Strike(int failAt, Fault fault, boolean forGood) {
        this.failAt = failAt;
        this.fault = fault;
        this.forGood = forGood;
    }

    boolean struck() {
        return steps() > failAt;
    }

    int steps() {
        return steps.get();
    }

    /** Whether nothing works any more. */
    boolean crashed() {
        return forGood && struck();
    }

    /** Takes a step: empty when it is to work, else what goes wrong. */
    Optional<Fault> step() {
        int step = steps.getAndIncrement();
        if (step == failAt) {
            return Optional.of(fault);
        }
        return forGood && step > failAt ? Optional.of(Fault.NOT_DONE) : Optional.empty();
    }

    /** Fails a call that changes things, if something went wrong. */
    static void report(Optional<Fault> fault, String doing) throws StoreException {
        if (fault.isEmpty()) {
            return;
        }
        if (fault.get() == Fault.DONE_BUT_ANSWER_LOST) {
            throw new StoreException.OutcomeUnknown(doing + ": the answer was lost, as planned", null);
        }
        throw unavailable(doing);
    }

    static StoreException unavailable(String doing) {
        return new StoreException.Unavailable(doing + ": failed as planned", null);
    }
}
