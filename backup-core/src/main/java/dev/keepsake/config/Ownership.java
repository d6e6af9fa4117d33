package dev.keepsake.config;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** To whom files in an agent's state directory belong: what root makes there by hand would be closed to the agent's user. */
public final class Ownership {

    private Ownership() {}

    /**
     * Gives a file that was just made to whom its directory belongs. Never through a link, which that user may have put
     * there, so that root would give him another file. Where this user may not give files away, it stays as it is.
     */
    public static void leaveToOwnerOf(Path directory, Path made) throws IOException {
        UserPrincipal owner = Files.getOwner(directory);
        if (!Files.getOwner(made, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
            try {
                Files.setAttribute(made, "owner:owner", owner, LinkOption.NOFOLLOW_LINKS);
            } catch (FileSystemException notRoot) {
                // then it was open to this user
                return;
            }
        }
    }
}
