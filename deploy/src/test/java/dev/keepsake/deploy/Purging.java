package dev.keepsake.deploy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Purges a server's old files again and again, with its own program; a stand-in for that server keeps them all. */
final class Purging {
    private final Member member;
    private final Member kept;
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "purging");
    private volatile boolean stopping;
    private final AtomicInteger times = new AtomicInteger();

    private Purging(Member member, Member kept) {
        this.member = member;
        this.kept = kept;
    }

    /** Starts, and returns when the first purge is over. */
    static Purging start(Member member, Member kept) throws IOException {
        Purging purging = new Purging(member, kept);
        purging.once();
        purging.thread.start();
        return purging;
    }

    private void run() {
        try {
            while (!stopping) {
                once();
            }
        } catch (IOException e) {
            failure.set(e);
        }
    }

    private void once() throws IOException {
        if (kept.id() == member.id()) {
            member.shareWith(kept);
        }
        member.purge(3);
        times.incrementAndGet();
    }

    /** Ends with the purge under way. */
    void stop() throws IOException, InterruptedException {
        stopping = true;
        thread.join();
        if (failure.get() != null) {
            throw failure.get();
        }
        System.out.printf("  purged %d times meanwhile%n", times.get());
    }
}
