package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Ownership;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes a seed: everything into an unfinished directory beside its place, forced to disk and read back, and then renamed
 * into place in one step. Whatever fails before leaves the target blank.
 */
final class SeedFiles {

    /** How the names of unfinished directories begin. */
    static final String UNFINISHED = ".keepsake-restore-";

    private static final int BUFFER = 1 << 20;

    private final SeedOptions options;

    /** A file that will be written. */
    record Planned(Path path, boolean snapshot) {}

    SeedFiles(SeedOptions options) {
        this.options = options;
    }

    static List<Planned> planned(SeedOptions options) {
        Path directory = options.dataDir().resolve(ServerDirectories.VERSION);
        return List.of(
                new Planned(directory.resolve(seedName(options.seedZxid())), true),
                new Planned(directory.resolve(copyName(options.seedZxid())), true),
                new Planned(directory.resolve("acceptedEpoch"), false),
                new Planned(directory.resolve("currentEpoch"), false));
    }

    static String seedName(Zxid seed) {
        return "snapshot." + Long.toHexString(seed.value());
    }

    /**
     * The second copy, named one below: the first leader rewrites the seed in place ({@code ZooKeeperServer.loadData}),
     * and when it is killed at that the server would start blank without another snapshot to fall back to.
     */
    static String copyName(Zxid seed) {
        return "snapshot." + Long.toHexString(seed.value() - 1);
    }

    void write(Seed seed) throws IOException {
        try {
            Ownership ownership = Ownership.of(SeedGuards.existing(options.dataDir()));
            Ownership ofLogs = Ownership.of(SeedGuards.existing(options.logDir()));
            ownership.makeDirectories(options.dataDir());
            removeUnfinished();
            place(seed, ownership, ofLogs);
        } catch (RefusedException | CorruptException e) {
            throw e;
        } catch (IOException e) {
            throw (RefusedException) new RefusedException("the files could not be written below " + options.dataDir()
                            + ": " + e + "; what was begun is removed and the target is blank again."
                            + " Mend the disk or make room, and run again")
                    .initCause(e);
        }
        force(options.dataDir());
    }

    private void place(Seed seed, Ownership ownership, Ownership ofLogs) throws IOException {
        Path unfinished = Files.createTempDirectory(options.dataDir(), UNFINISHED);
        try {
            fill(unfinished, seed, ownership);
            ofLogs.makeDirectories(options.logDir().resolve(ServerDirectories.VERSION));
            Path place = options.dataDir().resolve(ServerDirectories.VERSION);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try {
                remove(unfinished);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private void fill(Path unfinished, Seed seed, Ownership ownership) throws IOException {
        for (String name : List.of(seedName(options.seedZxid()), copyName(options.seedZxid()))) {
            Path file = unfinished.resolve(name);
            try (FileChannel channel = create(file);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                seed.writeTo(out);
                out.flush();
                channel.force(true);
            }
            requireWritten(file, seed);
            ownership.give(file);
        }
        for (String name : List.of("acceptedEpoch", "currentEpoch")) {
            Path file = unfinished.resolve(name);
            try (FileChannel channel = create(file)) {
                byte[] text = Long.toString(options.epoch()).getBytes(StandardCharsets.US_ASCII);
                channel.write(ByteBuffer.wrap(text));
                channel.force(true);
            }
            ownership.give(file);
        }
        ownership.give(unfinished);
        force(unfinished);
    }

    /** Reads a file back through the reader that restores trust, and compares its hash. */
    private static void requireWritten(Path file, Seed seed) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), Seed.sha256())) {
            SnapshotReader.read(in, file.toString(), new SnapshotVisitor() {});
            String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
            if (!hash.equals(seed.hash())) {
                throw new CorruptException(file + " reads back with hash " + hash + " instead of " + seed.hash()
                        + ": this disk does not keep what is written to it");
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(options.dataDir(), UNFINISHED + "*")) {
            for (Path directory : left) {
                remove(directory);
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(directory);
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
