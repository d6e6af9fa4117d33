package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Share;
import java.util.Optional;

/** What of a client's walk cannot be restored as a whole server. */
final class WalkGuard {

    private WalkGuard() {}

    /** Refuses what would not be what somebody asked for. */
    static void require(Share share, boolean keepsSessions) throws RefusedException {
        Optional<String> chroot = Optional.ofNullable(share.facts().get("chroot"));
        if (share.wasWalked() && chroot.isPresent()) {
            throw new RefusedException("this was read through a client below " + chroot.get()
                    + " of its ensemble, and a server's directory begins at /: what was " + chroot.get()
                    + " would be the root. Look into it with 'keepsake ls', or restore it into a running ensemble");
        }
        if (share.wasWalked() && keepsSessions) {
            throw new RefusedException("a client is not shown which sessions are open and how long they last, so they"
                    + " cannot be kept: leave '--sessions keep' out");
        }
    }
}
