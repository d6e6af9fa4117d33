package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    private final List<Path> directories;
    private final Optional<String> expectedHash;
    private final Optional<Long> expectedEpoch;

    /** What stands in one server's directory. */
    private record Prepared(Path directory, String seed, String hash, long epoch) {}

    /** Servers by their {@code dataDir}; with a hash or an epoch, each must have that one. */
    public SeedCheck(List<Path> directories, Optional<String> expectedHash, Optional<Long> expectedEpoch) {
        this.directories = List.copyOf(directories);
        this.expectedHash = expectedHash;
        this.expectedEpoch = expectedEpoch;
    }

    /** Looks at every server and compares each with the first good one. */
    public CheckReport report() {
        List<CheckReport.Finding> findings = new ArrayList<>();
        Optional<Prepared> first = Optional.empty();
        for (Path directory : directories) {
            try {
                Prepared prepared = look(directory);
                CheckReport.Finding finding = compare(first, prepared);
                findings.add(finding);
                // one that is itself wrong must not make the others look wrong
                first = first.isEmpty() && finding.good() ? Optional.of(prepared) : first;
            } catch (IOException | NotPrepared e) {
                findings.add(new CheckReport.Finding(false, directory.toString(), String.valueOf(e.getMessage())));
            }
        }
        return new CheckReport(findings);
    }

    private CheckReport.Finding compare(Optional<Prepared> first, Prepared prepared) {
        String seen = prepared.seed() + ", hash " + prepared.hash() + ", epoch " + prepared.epoch()
                + ", sealed, second copy equal";
        String difference = unexpected(prepared);
        boolean asExpected = difference.isEmpty();
        boolean asFirst = first.isEmpty()
                || (first.get().hash().equals(prepared.hash())
                        && first.get().seed().equals(prepared.seed())
                        && first.get().epoch() == prepared.epoch());
        if (!asFirst) {
            difference +=
                    "; differs from " + first.get().directory() + ": do not start any of them, restore this one again";
        }
        return new CheckReport.Finding(
                asExpected && asFirst, prepared.directory().toString(), seen + difference);
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

    private static Prepared look(Path directory) throws IOException, NotPrepared {
        ServerDirectories server = new ServerDirectories(directory, directory);
        if (!Files.isDirectory(server.snapshots())) {
            throw new NotPrepared("blank: there is no " + server.snapshots()
                    + "; a blank server can win the election and" + " everything is lost again: restore this one too");
        }
        List<ServerFile> snapshots = server.list(ServerFile.Kind.SNAPSHOT);
        if (snapshots.size() != 2 || !server.list(ServerFile.Kind.LOG).isEmpty()) {
            throw new NotPrepared("not as a restore leaves it: " + snapshots.size() + " snapshots and "
                    + server.list(ServerFile.Kind.LOG).size()
                    + " logs instead of 2 and 0; has this server been started?");
        }
        ServerFile copy = snapshots.get(0);
        ServerFile seed = snapshots.get(1);
        String hash = hash(seed);
        if (seed.zxid().counter() != 0
                || copy.zxid().value() != seed.zxid().value() - 1
                || !hash(copy).equals(hash)) {
            throw new NotPrepared(copy.name() + " is not the second copy of " + seed.name());
        }
        return new Prepared(directory, seed.name(), hash, epoch(server, seed.zxid()));
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
