package dev.keepsake.artefact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** Owner, group and mode of a directory, to be given to what is written into it, so that the server's user can use it. */
public record Ownership(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> permissions) {

    /** Keeps its own copy. */
    public Ownership {
        permissions = Set.copyOf(permissions);
    }

    /** What a directory has. */
    public static Ownership of(Path directory) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
        return new Ownership(attributes.owner(), attributes.group(), attributes.permissions());
    }

    /** Makes a directory and those above it that are missing, each with this owner, group and mode. */
    public void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            makeDirectories(parent);
        }
        Files.createDirectory(directory);
        give(directory);
    }

    /** Gives a file or directory this owner, group and mode; a file gets no right to be executed. */
    public void give(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.group().equals(group)) {
                view.setGroup(group);
            }
            if (!now.owner().equals(owner)) {
                view.setOwner(owner);
            }
            view.setPermissions(Files.isDirectory(path) ? permissions : withoutExecution());
        } catch (IOException e) {
            throw new RefusedException("cannot give " + path + " to " + owner.getName() + ":" + group.getName()
                    + ", to whom its directory belongs (" + e.getMessage()
                    + "); run the restore as that user or as root");
        }
    }

    private Set<PosixFilePermission> withoutExecution() {
        EnumSet<PosixFilePermission> mode = EnumSet.copyOf(permissions);
        mode.remove(PosixFilePermission.OWNER_EXECUTE);
        mode.remove(PosixFilePermission.GROUP_EXECUTE);
        mode.remove(PosixFilePermission.OTHERS_EXECUTE);
        return mode;
    }
}
