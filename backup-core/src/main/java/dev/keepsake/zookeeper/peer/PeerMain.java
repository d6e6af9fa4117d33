package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The observer's process: runs until its standard input ends, which it does at the latest when the process that started
 * it is gone, however that came about.
 *
 * <p>Knows no class of ZooKeeper, so that naming this one loads none of them.
 */
public final class PeerMain {

    /** The lock that is held as long as the process lives. */
    public static final String LOCK = "lock";

    /** The local socket at which it says how far it is. */
    public static final String SOCKET = "status";

    /** Why it ended, for whoever starts the next one. */
    public static final String VERDICT = "verdict";

    /** Its configuration. */
    public static final String CONFIGURATION = "zoo.cfg";

    /** Where it notes when it was brought up to date in a way that leaves a hole in its log. */
    public static final String SYNCS = "syncs";

    /** Another process has the directory. */
    public static final int TAKEN = 40;

    /** The verdict says why. */
    public static final int JUDGED = 41;

    /** To leave an ensemble and close a log takes no time. */
    private static final Duration GOOD_ORDER = Duration.ofSeconds(10);

    private PeerMain() {}

    /** Runs in the directory that is the one argument. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List.of("INT", "TERM", "HUP").forEach(PeerMain::leaveToParent);
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                System.err.println("another process holds " + folder.resolve(LOCK));
                Runtime.getRuntime().halt(TAKEN);
            }
            Observing observing = new Observing(folder);
            endWith(System.in, observing);
            observing.run();
        }
    }

    /** What a terminal or systemd tells a whole group is the parent's to answer, which may first end what it has begun. */
    private static void leaveToParent(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            System.err.println("this Java cannot pass over SIG" + name);
        }
    }

    /** A parent that is killed closes the pipe as surely as one that ends in good order. */
    private static void endWith(InputStream parent, Observing observing) {
        Thread thread = new Thread(
                () -> {
                    awaitEnd(parent);
                    endInTime(observing);
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where a parent was killed, nobody is left who would end a process that does not get done. */
    private static void endInTime(Observing observing) {
        Thread end = new Thread(observing::end, "end");
        end.setDaemon(true);
        end.start();
        try {
            end.join(GOOD_ORDER.toMillis());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(InputStream parent) {
        try {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            System.err.println("the pipe from the parent broke: " + gone.getMessage());
        }
    }
}
