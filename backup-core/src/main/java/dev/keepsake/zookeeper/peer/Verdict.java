package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends the process at once, and leaves word why, before anything that cannot be taken back is done to its files. */
final class Verdict {

    /** The files are another history's: they are to be set aside. */
    static final String ASIDE = "aside";

    /** Somebody has to change something first. */
    static final String REFUSE = "refuse";

    private final Path folder;

    Verdict(Path folder) {
        this.folder = folder;
    }

    void aside(String why) {
        end(ASIDE, why);
    }

    void refuse(String why) {
        end(REFUSE, why);
    }

    /** Several threads may come here; whoever is first has the word. */
    private synchronized void end(String kind, String why) {
        try {
            Files.writeString(folder.resolve(PeerMain.VERDICT), kind + "\n" + why + "\n");
        } catch (IOException e) {
            System.err.println(kind + ": " + why + " (and no room to say so: " + e.getMessage() + ")");
        }
        Runtime.getRuntime().halt(PeerMain.JUDGED);
    }
}
