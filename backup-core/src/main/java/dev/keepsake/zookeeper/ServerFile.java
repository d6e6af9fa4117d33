package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot or log as its name announces it. Names are hints: what counts is read from the content.
 *
 * @param zxid of a log its first transaction, of a snapshot the last one before serialization began
 */
record ServerFile(Path path, Kind kind, Zxid zxid) implements Comparable<ServerFile> {

    private static final Pattern NAME = Pattern.compile("(log|snapshot)\\.([0-9a-f]{1,16})(\\.gz|\\.snappy)?");

    /** What a server keeps. */
    enum Kind {
        LOG,
        SNAPSHOT
    }

    /** The file that this path names, or empty when it names none ({@code Util.getZxidFromName}). */
    static Optional<ServerFile> of(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Kind kind = matcher.group(1).equals("log") ? Kind.LOG : Kind.SNAPSHOT;
        if (kind == Kind.LOG && matcher.group(3) != null) {
            return Optional.empty();
        }
        return Optional.of(new ServerFile(path, kind, Zxid.parse(matcher.group(2))));
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public int compareTo(ServerFile other) {
        int byZxid = zxid.compareTo(other.zxid);
        return byZxid != 0 ? byZxid : name().compareTo(other.name());
    }
}
