package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Why a file or directory of a server may not be read: which of those on the way to it is closed, whose it is, and as
 * whom this process runs. Found by trying, as the system alone knows all of its rules.
 *
 * @param place what is closed: the path itself, or a directory on the way to it
 * @param entered whether it is a directory that may not be entered, rather than something that may not be read
 */
record Denied(Path path, Path place, boolean entered) {

    /** No file system has so many links on the way to a file. */
    private static final int MAX_LINKS = 40;

    private static final String BEYOND =
            "That user may read any file of this machine, so something else forbids it: a network file system that"
                    + " takes root for nobody (root_squash), SELinux or AppArmor, or a container's user namespace";

    /** What reading the path runs into. */
    static Denied reading(Path path) {
        return search(path.toAbsolutePath().normalize(), path, MAX_LINKS);
    }

    private static Denied search(Path whole, Path asked, int links) {
        Path root = whole.getRoot();
        Path reached = root;
        for (Path name : whole) {
            Path next = reached.resolve(name);
            try {
                PosixFileAttributes attributes =
                        Files.readAttributes(next, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isSymbolicLink() && links > 0) {
                    Path target = reached.resolve(Files.readSymbolicLink(next));
                    Path rest = next.relativize(whole);
                    return search(target.resolve(rest).normalize(), asked, links - 1);
                }
            } catch (AccessDeniedException closed) {
                return new Denied(asked, reached, true);
            } catch (IOException gone) {
                break;
            }
            reached = next;
        }
        return new Denied(asked, whole, false);
    }

    /** The refusal, with the ways out of it. */
    RefusedException refusal() {
        Reader reader = Reader.current();
        String what = entered ? "enter the directory " : Files.isDirectory(place) ? "list the directory " : "read ";
        String way = place.equals(path) ? "" : ", which is on the way to " + path;
        return new RefusedException(
                Guard.NO_PERMISSION,
                "no permission to " + what + place + " (" + ownership(place) + ")" + way + "; the agent runs as "
                        + reader + ". " + (reader.mayReadAnything() ? BEYOND : waysOut(reader)));
    }

    private String waysOut(Reader reader) {
        String owner = owner();
        return "Ways out: run it as " + (owner.isEmpty() ? "the server's user" : "user '" + owner + "'") + "; or "
                + groupWay(reader)
                + "; or let it read every file, with AmbientCapabilities=CAP_DAC_READ_SEARCH in its systemd unit (to try it,"
                + " as root: setpriv --reuid " + reader.name()
                + " --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search keepsake-agent check ...)";
    }

    private String groupWay(Reader reader) {
        String right = entered || Files.isDirectory(place) ? "rx" : "r";
        String give = "chmod g+" + right + " " + place;
        String umask =
                right.equals("r") ? " and set UMask=0027 for the server, which makes new files all the time" : "";
        try {
            boolean member = reader.isIn((int) Files.getAttribute(place, "unix:gid"));
            String group = Files.readAttributes(place, PosixFileAttributes.class)
                    .group()
                    .getName();
            return member
                    ? "open it to group '" + group + "', in which it is (" + give + ")" + umask
                    : "add it to group '" + group + "' and open it to that group (" + give + ")" + umask;
        } catch (IOException | UnsupportedOperationException unknown) {
            return "add it to the server's group and open it to that (" + give + ")" + umask;
        }
    }

    private String owner() {
        try {
            return Files.getOwner(place).getName();
        } catch (IOException | UnsupportedOperationException unknown) {
            return "";
        }
    }

    /** Whose a path is and who may do what with it, in words. */
    static String ownership(Path place) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(place, PosixFileAttributes.class);
            return "owner " + attributes.owner().getName() + ", group "
                    + attributes.group().getName() + ", mode "
                    + PosixFilePermissions.toString(attributes.permissions());
        } catch (IOException | UnsupportedOperationException unknown) {
            return "owner and mode are not shown";
        }
    }
}
