package dev.keepsake.agent.notice;

import dev.keepsake.job.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Brings messages to one target, oldest first, on a thread of its own. Whoever hands one in never waits: when too many wait,
 * the oldest one goes. One that a target which answers does not take lets those about other things pass after some tries.
 */
final class Courier {

    /** Tried so often, a message goes behind those that wait. */
    static final int TRIES_IN_A_ROW = 5;

    private final String target;
    private final Delivery delivery;
    private final Limits limits;
    private final Backoff backoff;
    private final DeliveryLog log;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closing;
    private long deadline = Long.MAX_VALUE;

    /**
     * What bounds the work for one target.
     *
     * @param waiting how many messages may wait
     * @param tries how long one message is tried for
     */
    record Limits(int waiting, Duration tries) {}

    /** A message, and for how many nanoseconds it was tried before it let others pass. */
    private record Message(String about, String body, long tried) {}

    Courier(String target, Delivery delivery, Limits limits, Backoff backoff, DeliveryLog log) {
        this.target = target;
        this.delivery = delivery;
        this.limits = limits;
        this.backoff = backoff;
        this.log = log;
        this.thread = new Thread(this::run, "notices-" + target);
        thread.setDaemon(true);
        thread.start();
    }

    String target() {
        return target;
    }

    /** Hands in a message; the order of those about one thing is kept. */
    void send(String about, String body) {
        boolean dropped = false;
        synchronized (this) {
            if (!closing) {
                waiting.add(new Message(about, body, 0));
                dropped = waiting.size() > limits.waiting();
                if (dropped) {
                    waiting.remove();
                }
                notifyAll();
            }
        }
        if (dropped) {
            log.told(target, DeliveryLog.Fate.DROPPED, "more than " + limits.waiting() + " messages wait");
        }
    }

    /** How many messages wait; the one that is being sent is not among them. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Takes no more messages, and sends those that wait for no longer than this. */
    synchronized void retire(Duration patience) {
        if (!closing) {
            closing = true;
            deadline = System.nanoTime() + patience.toNanos();
            notifyAll();
        }
    }

    /** Returns when all is sent, or when the patience that was given to {@link #retire} is over. */
    void end() throws InterruptedException {
        long left;
        synchronized (this) {
            left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        }
        thread.join(left);
        thread.interrupt();
    }

    private void run() {
        try {
            for (Optional<Message> message = next(); message.isPresent(); message = next()) {
                bring(message.get());
            }
        } catch (InterruptedException over) {
            giveUp();
        }
    }

    private synchronized Optional<Message> next() throws InterruptedException {
        while (waiting.isEmpty() && !closing) {
            wait();
        }
        return Optional.ofNullable(waiting.poll());
    }

    private void bring(Message message) throws InterruptedException {
        long begun = System.nanoTime() - message.tried();
        for (int tries = 1; ; tries++) {
            try {
                delivery.deliver(message.body());
                done(DeliveryLog.Fate.SENT, "");
                return;
            } catch (Delivery.Rejected refused) {
                done(DeliveryLog.Fate.FAILED, String.valueOf(refused.getMessage()));
                return;
            } catch (IOException | RuntimeException | VirtualMachineError | LinkageError e) {
                // also a mistake: whatever left this thread would end all messages for good
                Duration wait = backoff.next();
                if (System.nanoTime() - begun + wait.toNanos() > limits.tries().toNanos() || isOver(wait)) {
                    done(DeliveryLog.Fate.FAILED, String.valueOf(e.getMessage()));
                    return;
                }
                rest(wait);
                if (e instanceof Delivery.NotTaken && tries >= TRIES_IN_A_ROW && comesLater(message, begun)) {
                    return;
                }
            }
        }
    }

    private void done(DeliveryLog.Fate fate, String why) {
        backoff.reset();
        log.told(target, fate, why);
    }

    /**
     * What is wrong with one message need not be with the next; while nobody can be reached, their order is kept. That of one
     * alarm's messages always is: whoever hears that it is over, and then that it was raised, waits for an end that never comes.
     */
    private synchronized boolean comesLater(Message message, long begun) {
        List<Message> same = waiting.stream()
                .filter(one -> one.about().equals(message.about()))
                .toList();
        boolean others = waiting.size() > same.size() && waiting.size() < limits.waiting();
        if (others) {
            waiting.removeAll(same);
            waiting.add(new Message(message.about(), message.body(), System.nanoTime() - begun));
            waiting.addAll(same);
        }
        return others;
    }

    private synchronized boolean isOver(Duration wait) {
        return closing && deadline - System.nanoTime() < wait.toNanos();
    }

    /** A wait that ends early when there is less time than before. */
    private synchronized void rest(Duration time) throws InterruptedException {
        boolean before = closing;
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && closing == before; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    private void giveUp() {
        int lost;
        synchronized (this) {
            lost = waiting.size();
            waiting.clear();
        }
        log.told(target, DeliveryLog.Fate.FAILED, "the agent ended before it was sent; " + lost + " more were waiting");
    }
}
