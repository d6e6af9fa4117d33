package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which servers an ensemble has, as one file says it.
 *
 * @param voters the numbers of the servers that vote; observers do not
 * @param weighted whether groups or weights make a quorum something else than a majority
 */
record ServerConfiguration(SortedSet<String> voters, boolean weighted) {

    /** Where servers of 3.5 and later keep their configuration in the tree. */
    static final String ZNODE = "/zookeeper/config";

    private static final Pattern SERVER = Pattern.compile("(?m)^\\s*server\\.([0-9]{1,19})\\s*[=:]\\s*(\\S.*)$");
    private static final Pattern WEIGHTED = Pattern.compile("(?m)^\\s*(group|weight)\\.[0-9]+\\s*[=:]");
    private static final Pattern DYNAMIC = Pattern.compile("zoo\\.cfg\\.dynamic(?:\\.([0-9a-f]{1,16}))?");
    private static final int MAX_CONFIG = 1 << 20;

    ServerConfiguration {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    }

    /** Reads the lines of a {@code zoo.cfg}, or of the znode; empty when they name no server. */
    static Optional<ServerConfiguration> parse(String text) {
        SortedSet<String> voters = new TreeSet<>(Comparator.comparing(Long::parseUnsignedLong, Long::compareUnsigned));
        Matcher matcher = SERVER.matcher(text);
        while (matcher.find()) {
            if (!matcher.group(2).contains(":observer")) {
                voters.add(matcher.group(1));
            }
        }
        return voters.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ServerConfiguration(voters, WEIGHTED.matcher(text).find()));
    }

    /** What the newest whole snapshot says, and the files that lie in or beside the directories. */
    static List<ServerConfiguration> of(ServerDirectories directories, PinnedFiles files) throws IOException {
        List<ServerConfiguration> found = new ArrayList<>();
        for (String text : texts(directories, files)) {
            parse(text).ifPresent(found::add);
        }
        return found;
    }

    /** The same as it stands there: the snapshot first, then files. */
    static List<String> texts(ServerDirectories directories, PinnedFiles files) throws IOException {
        List<String> found = new ArrayList<>();
        found.add(ofNewestSnapshot(files));
        for (Path place : List.of(
                directories.dataDir(),
                directories.dataDir().resolveSibling("."),
                directories.dataDir().resolveSibling("conf"))) {
            read(place.resolve("zoo.cfg")).ifPresent(found::add);
            ofNewestDynamic(place).ifPresent(found::add);
        }
        return found;
    }

    private static String ofNewestSnapshot(PinnedFiles files) throws IOException {
        for (int i = files.snapshots().size() - 1; i >= 0; i--) {
            PinnedFiles.Pinned snapshot = files.snapshots().get(i);
            Finder finder = new Finder();
            try (InputStream in = SnapshotFile.decoded(snapshot)) {
                SnapshotReader.read(in, snapshot.name(), finder);
                return finder.text;
            } catch (CorruptException torn) {
                // an older one may be whole
            }
        }
        return "";
    }

    /** A server that was reconfigured leaves its older files; their endings are zxids. */
    private static Optional<String> ofNewestDynamic(Path place) throws IOException {
        Path newest = null;
        long version = -1;
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, "zoo.cfg.dynamic*")) {
            for (Path entry : entries) {
                Matcher matcher = DYNAMIC.matcher(String.valueOf(entry.getFileName()));
                boolean matches = matcher.matches();
                String ending = matches ? matcher.group(1) : null;
                long here = ending == null ? 0 : Long.parseUnsignedLong(ending, 16);
                if (matches && here > version) {
                    newest = entry;
                    version = here;
                }
            }
        }
        return newest == null ? Optional.empty() : read(newest);
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.isReadable(file) && Files.isRegularFile(file) && Files.size(file) <= MAX_CONFIG
                ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /** Picks the one znode out of a snapshot. */
    private static final class Finder implements SnapshotVisitor {

        private String text = "";

        @Override
        public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) {
            if (path.equals(ZNODE) && data != null) {
                text = new String(data, StandardCharsets.UTF_8);
            }
        }
    }
}
