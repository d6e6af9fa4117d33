package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Compares prepared servers before the first start: the same seed, whole, with its second copy and its epochs. One blank
 * or different server among them would win an election, or differ from the others for ever.
 */
public final class SeedCheck {

    private final List<ServerDirectories> servers;
    private final Optional<String> expectedHash;
    private final Optional<Long> expectedEpoch;

    /** What stands in one server's directory. */
    private record Prepared(ServerDirectories server, String seed, String hash, long epoch) {}

    /** Servers by their {@code dataDir}; with a hash or an epoch, each must have that one. */
    public SeedCheck(List<Path> directories, Optional<String> expectedHash, Optional<Long> expectedEpoch) {
        this(directories, directories, expectedHash, expectedEpoch);
    }

    /** Servers by their {@code dataDir} and, in the same order, their {@code dataLogDir}. */
    public SeedCheck(
            List<Path> directories,
            List<Path> logDirectories,
            Optional<String> expectedHash,
            Optional<Long> expectedEpoch) {
        if (directories.size() != logDirectories.size()) {
            throw new IllegalArgumentException(directories.size() + " servers, " + logDirectories.size() + " of logs");
        }
        List<ServerDirectories> pairs = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            pairs.add(new ServerDirectories(directories.get(i), logDirectories.get(i)));
        }
        this.servers = List.copyOf(pairs);
        this.expectedHash = expectedHash;
        this.expectedEpoch = expectedEpoch;
    }

    /** Looks at every server and compares each with the first good one. */
    public CheckReport report() {
        List<CheckReport.Finding> findings = new ArrayList<>();
        Optional<Prepared> first = Optional.empty();
        for (ServerDirectories server : servers) {
            try {
                Prepared prepared = look(server);
                CheckReport.Finding finding = compare(first, prepared);
                findings.add(finding);
                // one that is itself wrong must not make the others look wrong
                first = first.isEmpty() && finding.good() ? Optional.of(prepared) : first;
            } catch (IOException | NotPrepared e) {
                findings.add(
                        new CheckReport.Finding(false, server.dataDir().toString(), String.valueOf(e.getMessage())));
            }
        }
        return new CheckReport(findings);
    }

    private CheckReport.Finding compare(Optional<Prepared> first, Prepared prepared) {
        String seen = prepared.seed() + ", hash " + prepared.hash() + ", epoch " + prepared.epoch()
                + ", sealed, second copy equal" + logs(prepared.server());
        String difference = unexpected(prepared);
        boolean asExpected = difference.isEmpty();
        boolean asFirst = first.isEmpty()
                || (first.get().hash().equals(prepared.hash())
                        && first.get().seed().equals(prepared.seed())
                        && first.get().epoch() == prepared.epoch());
        if (!asFirst) {
            difference += "; differs from " + first.get().server().dataDir()
                    + ": do not start any of them, restore this one again";
        }
        return new CheckReport.Finding(
                asExpected && asFirst, prepared.server().dataDir().toString(), seen + difference);
    }

    private String unexpected(Prepared prepared) {
        String hash = expectedHash
                .filter(expected -> !expected.equals(prepared.hash()))
                .map(expected -> "; expected hash " + expected)
                .orElse("");
        return hash
                + expectedEpoch
                        .filter(expected -> expected != prepared.epoch())
                        .map(expected -> "; expected epoch " + expected)
                        .orElse("");
    }

    private static String logs(ServerDirectories server) {
        return server.dataLogDir().equals(server.dataDir()) ? "" : ", no logs in " + server.dataLogDir();
    }

    private static Prepared look(ServerDirectories server) throws IOException, NotPrepared {
        if (!isThere(server.snapshots())) {
            throw new NotPrepared("blank: there is no " + server.snapshots()
                    + "; a blank server can win the election and" + " everything is lost again: restore this one too");
        }
        if (!isThere(server.logs())) {
            throw new NotPrepared(
                    "there is no " + server.logs()
                            + ", which a restore makes; is this the server's dataLogDir, and was it named as such at the restore?");
        }
        List<ServerFile> snapshots = server.list(ServerFile.Kind.SNAPSHOT);
        if (snapshots.size() != 2 || !server.list(ServerFile.Kind.LOG).isEmpty()) {
            throw new NotPrepared("not as a restore leaves it: " + snapshots.size() + " snapshots and "
                    + server.list(ServerFile.Kind.LOG).size()
                    + " logs instead of 2 and 0; has this server been started?");
        }
        requireStartable(server);
        ServerFile copy = snapshots.get(0);
        ServerFile seed = snapshots.get(1);
        String hash = hash(seed);
        if (seed.zxid().counter() != 0
                || copy.zxid().value() != seed.zxid().value() - 1
                || !hash(copy).equals(hash)) {
            throw new NotPrepared(copy.name() + " is not the second copy of " + seed.name());
        }
        return new Prepared(server, seed.name(), hash, epoch(server, seed.zxid()));
    }

    /** A server does not start with logs beside its snapshots, or the other way round, when it has a directory for each. */
    private static void requireStartable(ServerDirectories server) throws IOException, NotPrepared {
        if (server.dataLogDir().equals(server.dataDir())) {
            return;
        }
        ServerDirectories crossed = new ServerDirectories(server.dataLogDir(), server.dataDir());
        if (!crossed.list(ServerFile.Kind.SNAPSHOT).isEmpty()
                || !crossed.list(ServerFile.Kind.LOG).isEmpty()) {
            throw new NotPrepared("there are snapshots in " + server.logs() + " or logs in " + server.snapshots()
                    + ", and a server with a dataLogDir of its own does not start with such; move them away");
        }
    }

    /** Whether there is such a directory; one that may not be looked at is not called absent. */
    private static boolean isThere(Path directory) throws IOException {
        try {
            return Files.readAttributes(directory, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException absent) {
            return false;
        } catch (AccessDeniedException e) {
            throw new RefusedException(
                    Guard.NO_PERMISSION,
                    "no permission to look into " + directory + " as " + Reader.current()
                            + ", so nothing says how it was prepared; run the check as the server's user or as root");
        }
    }

    private static long epoch(ServerDirectories server, Zxid seed) throws IOException, NotPrepared {
        OptionalLong current = server.epoch("currentEpoch");
        OptionalLong accepted = server.epoch("acceptedEpoch");
        if (!current.equals(OptionalLong.of(seed.epoch())) || !accepted.equals(OptionalLong.of(seed.epoch()))) {
            throw new NotPrepared("currentEpoch is " + word(current) + " and acceptedEpoch is " + word(accepted)
                    + ", but the seed's epoch is " + seed.epoch());
        }
        return seed.epoch();
    }

    private static String word(OptionalLong epoch) {
        return epoch.isPresent() ? Long.toString(epoch.getAsLong()) : "missing";
    }

    /** Reads a snapshot through its seal, and gives the hash of what was read. */
    private static String hash(ServerFile file) throws IOException, NotPrepared {
        try (InputStream raw = Files.newInputStream(file.path());
                DigestInputStream in = new DigestInputStream(raw, Seed.sha256())) {
            SnapshotReader.read(in, file.name(), new SnapshotVisitor() {});
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchFileException e) {
            throw new NotPrepared(file.path() + " went away while it was looked at; is this server running?");
        }
    }

    private static final class NotPrepared extends Exception {
        private static final long serialVersionUID = 1L;

        NotPrepared(String message) {
            super(message);
        }
    }
}
