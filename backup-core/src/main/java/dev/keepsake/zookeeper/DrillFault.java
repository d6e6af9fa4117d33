package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose fault it is that a drill's server does not serve: the machine's, which says nothing of the backup, or that of what
 * was restored. When in doubt the same server is started on an empty directory: one that does not serve that either never
 * got to look at the backup.
 */
final class DrillFault {

    /** What a server says, or the JVM, or the system's linker, when the machine lacks something. */
    private static final Pattern LACKING = Pattern.compile(
            "No space left on device|Disk quota exceeded|Read-only file system"
                    + "|Input/output error|OutOfMemoryError|Cannot allocate memory|insufficient memory|Cannot create GC thread"
                    + "|Could not reserve enough space|unable to create native thread|Too many open files|Address already in use");

    /** What a JVM ends with that a signal has ended: that and the signal's number. */
    private static final int SIGNALLED = 128;

    private DrillFault() {}

    /** Starts the same server on an empty directory. */
    @FunctionalInterface
    interface Starting {
        DrillServer start() throws IOException;
    }

    /**
     * Returns when it must be what was restored.
     *
     * @throws RefusedException when it is the machine
     */
    static void requireOfBackup(DrillServer server, Starting blank, Duration limit, Pause pause) throws IOException {
        requireSound(server, limit);
        DrillServer twin = blank.start();
        Optional<DrillClient> client = twin.connect(limit, pause);
        if (client.isEmpty()) {
            requireSound(twin, limit);
            throw refused("the server does not come up on an empty directory either: " + twin.lastWords()
                    + "; see that the jars are complete and of one version, and that Java can be started, or name"
                    + " another server with --zookeeper-home");
        }
        client.get().close();
    }

    /** Refuses to blame the backup where the server says what the machine lacks, was killed, or is only slow. */
    private static void requireSound(DrillServer server, Duration limit) throws IOException {
        String said = server.lastWords();
        Matcher lacking = LACKING.matcher(said);
        if (lacking.find()) {
            throw refused("the server met '" + lacking.group() + "': " + said
                    + "; mend that and run again; --work-dir names a directory on another disk");
        }
        if (server.isAlive()) {
            throw refused("the server did not come up within " + limit.toSeconds() + " s: " + said
                    + "; give it more time with --ready-within, or a faster disk with --work-dir");
        }
        if (server.exitValue() > SIGNALLED) {
            throw refused("the server was killed by signal " + (server.exitValue() - SIGNALLED) + ": " + said
                    + "; see whether the system ran out of memory, and run again");
        }
    }

    /** What is thrown so is never recorded as a failure of the backup. */
    static RefusedException refused(String why) {
        return new RefusedException(
                "the drill could not be done on this machine, which says nothing of the backup: " + why);
    }
}
