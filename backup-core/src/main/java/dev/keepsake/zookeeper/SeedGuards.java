package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must hold before a server is seeded, each refusal with what was seen and what to do. */
final class SeedGuards {

    /** The seed, its second copy, and the one that the first leader writes in their place. */
    private static final int COPIES = 3;

    private static final int MAX_NAMED = 5;

    /** What may stand in a blank server's directory. */
    private static final Set<String> NOT_CONTENT =
            Set.of("myid", "initialize", "zoo.cfg", "zookeeper_server.pid", "lost+found", ServerDirectories.VERSION);

    private final SeedOptions options;

    SeedGuards(SeedOptions options) {
        this.options = options;
    }

    /** The target is a blank directory of a server that does not run. */
    void requireBlank() throws IOException {
        for (Path directory : directories()) {
            Optional<String> user = RunningServer.using(directory);
            if (user.isPresent()) {
                throw new RefusedException(
                        Guard.RUNNING,
                        "a running server uses " + directory + ": " + user.get()
                                + "; stop every server of the ensemble before any of them is restored");
            }
            requireBlank(directory, directory, content(directory, NOT_CONTENT));
            Path version = directory.resolve(ServerDirectories.VERSION);
            if (Files.isSymbolicLink(version)) {
                throw new RefusedException(version + " is a symbolic link; restore into the directory it stands for, by"
                        + " naming that directory's parent");
            }
            requireBlank(version, directory, content(version, Set.of()));
        }
    }

    private static void requireBlank(Path directory, Path server, List<String> content) throws RefusedException {
        if (!content.isEmpty()) {
            String first = String.join(", ", content.subList(0, Math.min(MAX_NAMED, content.size())));
            throw new RefusedException(
                    Guard.NOT_BLANK,
                    "the target is not blank: " + directory + " holds " + content.size()
                            + " entries (" + first + (content.size() > MAX_NAMED ? ", …" : "")
                            + "); a leftover snapshot or log would win over what is restored. Move them away, for example to "
                            + server + ".old, and run again");
        }
    }

    /** What was asked for is what the first server got. */
    void requireExpected(String hash) throws RefusedException {
        Optional<String> expected = options.expectedHash();
        if (expected.isPresent() && !expected.get().equals(hash)) {
            throw new RefusedException(
                    Guard.NOT_AS_EXPECTED,
                    "this restore would write a snapshot with hash " + hash + ", but --expect says "
                            + expected.get()
                            + ": servers with different contents would differ for ever. Use the command that the"
                            + " first server's restore printed, with the same backup, tape and session policy");
        }
    }

    /** The target's version knows every kind of znode in the tree. */
    void requireFits(Census census) throws RefusedException {
        require(
                census.containers(),
                "container znodes",
                options.targetVersion().isPresent(),
                "--target-version must say which ZooKeeper will be started (3.5.3 or later knows them)");
        require(
                census.ttls(),
                "znodes with a time to live",
                options.targetVersion().isPresent() && options.extendedTypes(),
                "--target-version must say which ZooKeeper will be started, and --extended-types that it runs with"
                        + " -Dzookeeper.extendedTypesEnabled=true; without it the first leader deletes them");
        if (options.targetVersion().isPresent()
                && !knowsThem(options.targetVersion().get())) {
            String why = "ZooKeeper " + options.targetVersion().get() + " does not know them; 3.5.3 or later does";
            require(census.containers(), "container znodes", false, why);
            require(census.ttls(), "znodes with a time to live", false, why);
        }
    }

    private static void require(Census.Kind kind, String what, boolean met, String otherwise) throws RefusedException {
        if (kind.count() > 0 && !met) {
            throw new RefusedException("the tree has " + kind.count() + " " + what + ", the first "
                    + kind.first().orElse("") + ": " + otherwise);
        }
    }

    private static boolean knowsThem(String version) {
        String[] parts = version.split("\\.", -1);
        int[] known = {3, 5, 3};
        for (int i = 0; i < known.length; i++) {
            int part = i < parts.length ? number(parts[i]) : 0;
            if (part != known[i]) {
                return part > known[i];
            }
        }
        return true;
    }

    /** The digits that a part of a version begins with; none count as 0, and more than any version has as a high one. */
    private static int number(String part) {
        String digits = part.replaceAll("[^0-9].*$", "");
        if (digits.length() > 6) {
            return Integer.MAX_VALUE;
        }
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** This process may write where the files go. */
    void requireWritable() throws RefusedException {
        for (Path directory : directories()) {
            Path existing = existing(directory);
            if (!Files.isWritable(existing)) {
                throw new RefusedException(
                        Guard.NO_PERMISSION,
                        "no permission to write into " + existing + " ("
                                + Denied.ownership(existing) + ") as " + Reader.current()
                                + "; run the restore as the user to whom it belongs or as root, and see that its disk is not"
                                + " mounted read-only");
            }
        }
    }

    /** There is room for what is written, and for the snapshot that the first leader writes. */
    void requireSpace(long bytes) throws IOException {
        Path existing = existing(options.dataDir());
        long free = Files.getFileStore(existing).getUsableSpace();
        if (free / COPIES < bytes) {
            throw new RefusedException(
                    Guard.NO_SPACE,
                    "there are " + free + " bytes free for " + options.dataDir() + ", but " + COPIES
                            + " times " + bytes
                            + " are needed: the seed, its second copy, and the snapshot that the server writes"
                            + " when it starts");
        }
    }

    /** Whose the restored files will be. */
    String ownership() {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(existing(options.dataDir()), PosixFileAttributes.class);
            return attributes.owner().getName() + ":" + attributes.group().getName() + ", directories "
                    + PosixFilePermissions.toString(attributes.permissions()) + ", as " + existing(options.dataDir());
        } catch (IOException | UnsupportedOperationException e) {
            return "this process's user";
        }
    }

    /** What could not be looked at. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        RunningServer.blindSpot().ifPresent(remarks::add);
        if (!Files.exists(options.dataDir())) {
            remarks.add(
                    options.dataDir() + " does not exist and will be made; see that the server's user may write there");
        }
        return remarks;
    }

    /** The nearest directory that exists already. */
    static Path existing(Path path) {
        Path existing = path.toAbsolutePath();
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    private List<Path> directories() {
        return options.dataDir().equals(options.logDir())
                ? List.of(options.dataDir())
                : List.of(options.dataDir(), options.logDir());
    }

    private static List<String> content(Path directory, Set<String> ignored) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
            throw new RefusedException(directory + " is not a directory");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!ignored.contains(name) && !name.startsWith(SeedFiles.UNFINISHED)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException blank) {
            return names;
        } catch (AccessDeniedException e) {
            throw new RefusedException(
                    Guard.NO_PERMISSION,
                    "no permission to look into " + directory + " (" + Denied.ownership(directory)
                            + ") as " + Reader.current()
                            + ", so nothing says that it is blank; run the restore as the server's user or as root");
        }
        names.sort(null);
        return names;
    }
}
