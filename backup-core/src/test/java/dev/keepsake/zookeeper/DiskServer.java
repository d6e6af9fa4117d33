package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Adler32;
import org.apache.jute.OutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.Util;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.TxnDigest;
import org.apache.zookeeper.txn.TxnHeader;
import org.jspecify.annotations.Nullable;

/**
 * A server's directories without the server: ZooKeeper's own tree, and logs and snapshots as its own classes write them,
 * so that a test can bring about what takes a real ensemble a crash at the wrong moment.
 */
final class DiskServer {

    private static final byte[] LOG_HEADER =
            ByteBuffer.allocate(16).putInt(0x5A4B4C47).putInt(2).putLong(0).array();
    static final long SESSION = 0x1_0000_1234L;

    final Path dataDir;
    final Path logDir;
    final DataTree tree = new PausingTree();
    final Map<Long, Integer> sessions = new TreeMap<>();

    /** What the server answers, one after the other; the last one stays. */
    final List<ServerStatus> answers = new ArrayList<>();

    /** Is done before a znode is written into a snapshot. */
    Step beforeZnode = () -> {};

    /** Is done while a source waits for the server. */
    Step whileWaiting = () -> {};

    /** Is done before the server answers. */
    Step beforeAnswer = () -> {};

    /** What the server calls itself. */
    String version = "3.9.5";

    /** What the values of its znodes begin with. */
    String values = "value of ";

    /** Whether it logs digests, as servers before 3.6 do not. */
    boolean digests = true;

    /** How far the clock of its leader is off, in milliseconds. */
    long clockOff;

    /** Whose transactions it commits. */
    long session = SESSION;

    private Zxid last = new Zxid(0);
    private @Nullable LogRecord newest;
    private @Nullable Path log;
    private int created;

    /** Something that a test lets happen. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    DiskServer(Path directory) throws IOException {
        this(directory, directory);
    }

    DiskServer(Path dataDir, Path logDir) throws IOException {
        this.dataDir = dataDir;
        this.logDir = logDir;
        Files.createDirectories(dataDir.resolve("version-2"));
        Files.createDirectories(logDir.resolve("version-2"));
    }

    /** The source that captures it. It waits for nothing. */
    MemberSource source() {
        return new MemberSource("zk", new ServerDirectories(dataDir, logDir), this::answer, this::waits);
    }

    Zxid last() {
        return last;
    }

    /** The last record that was committed and logged. */
    LogRecord newest() {
        return Objects.requireNonNull(newest);
    }

    /** The server commits this many creates in the running epoch, or as the first ones of it. */
    DiskServer commits(int transactions) throws IOException {
        for (int i = 0; i < transactions; i++) {
            commit(ZooDefs.OpCode.create, body());
        }
        return vouches(last);
    }

    /** The server commits the creation of a znode with this much noise in it. */
    DiskServer commitsNoise(int bytes) throws IOException {
        created++;
        byte[] data = new byte[bytes];
        new Random(created).nextBytes(data);
        commit(ZooDefs.OpCode.create, new CreateTxn("/noise" + created, data, open(), false, created));
        return vouches(last);
    }

    /** The server commits a transaction of any kind, at the next millisecond. */
    Zxid commits(int type, @Nullable Record body) throws IOException {
        created++;
        commit(type, body);
        vouches(last);
        return last;
    }

    /** The server commits a transaction as another one logged it. */
    DiskServer commits(LogRecord record) throws IOException {
        if (record.zxid().epoch() != last.epoch()) {
            elects(record.zxid().epoch());
        }
        last = record.zxid();
        newest = record;
        append(record);
        return vouches(last);
    }

    /** The server commits a change of a znode's value, and then that the znode is deleted. */
    DiskServer changesAndDeletes(String path) throws IOException {
        created++;
        commit(ZooDefs.OpCode.setData, new SetDataTxn(path, new byte[] {1}, 1));
        commit(ZooDefs.OpCode.delete, new DeleteTxn(path));
        return vouches(last);
    }

    /** The server is given transactions that it does not log, as it is in a sync. */
    DiskServer misses(int transactions) throws IOException {
        return applyUnlogged(new Zxid(last.value() + transactions));
    }

    /** A leader of this epoch is elected; nothing is written yet. */
    DiskServer elects(long epoch) throws IOException {
        last = Zxid.of(epoch, 0);
        tree.lastProcessedZxid = last.value();
        Files.writeString(version(dataDir).resolve("currentEpoch"), Long.toString(epoch));
        Files.writeString(version(dataDir).resolve("acceptedEpoch"), Long.toString(epoch));
        return vouches(last);
    }

    /** The server is sent transactions by its leader without logging them, and writes the snapshot that this leaves. */
    DiskServer syncsBySnapTo(Zxid through) throws IOException {
        applyUnlogged(through);
        snapshots();
        return vouches(last);
    }

    /** One more transaction stands in the log that is not committed and in no tree. */
    LogRecord logsUncommitted() throws IOException {
        LogRecord record = record(
                header(new Zxid(last.value() + 1), ZooDefs.OpCode.create),
                new CreateTxn("/never", null, open(), false, 99),
                null);
        append(record);
        return record;
    }

    /** Writes a snapshot of the tree as it stands, with both trailers. */
    Path snapshots() throws IOException {
        return snapshots("");
    }

    /** The same in one of the forms that servers compress to, with the ending of its name. */
    Path snapshotsAs(SnapStream.StreamMode mode) throws IOException {
        SnapStream.setStreamMode(mode);
        try {
            return snapshots(mode.getFileExtension());
        } finally {
            SnapStream.setStreamMode(SnapStream.StreamMode.CHECKED);
        }
    }

    private Path snapshots(String ending) throws IOException {
        Path file = version(dataDir).resolve("snapshot." + Long.toHexString(last.value()) + ending);
        tree.lastProcessedZxid = last.value();
        new FileSnap(version(dataDir).toFile()).serialize(tree, sessions, file.toFile(), false);
        return file;
    }

    /** Writes a snapshot as servers before 3.6 do, with nothing behind its seal. */
    Path snapshotsWithoutTrailers() throws IOException {
        ZooKeeperServer.setDigestEnabled(false);
        ZooKeeperServer.setSerializeLastProcessedZxidEnabled(false);
        try {
            return snapshots();
        } finally {
            ZooKeeperServer.setDigestEnabled(true);
            ZooKeeperServer.setSerializeLastProcessedZxidEnabled(true);
        }
    }

    /** The next transaction goes into a new log. */
    DiskServer rolls() {
        log = null;
        return this;
    }

    /** From now on the server says this of itself. */
    DiskServer vouches(Zxid zxid) {
        answers.clear();
        answers.add(status(ServerStatus.Mode.FOLLOWER, zxid));
        return this;
    }

    ServerStatus status(ServerStatus.Mode mode, Zxid zxid) {
        return new ServerStatus(mode, zxid, version);
    }

    /** The logs, oldest first. */
    List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>();
        for (ServerFile file : new ServerDirectories(dataDir, logDir).list(ServerFile.Kind.LOG)) {
            logs.add(file.path());
        }
        return logs;
    }

    /** Appends bytes to the running log, as they stand. */
    void appendBytes(byte[] bytes) throws IOException {
        Files.write(runningLog(last), bytes, StandardOpenOption.APPEND);
    }

    /** Appends a record to the running log, whatever it says. */
    void append(LogRecord record) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        LogReader.writeFramed(record, framed);
        Files.write(runningLog(record.zxid()), framed.toByteArray(), StandardOpenOption.APPEND);
    }

    /** Changes one byte of a file. */
    static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 0x10);
        }
    }

    private void commit(int type, @Nullable Record body) throws IOException {
        Zxid next = new Zxid(last.value() + 1);
        TxnHeader header = header(next, type);
        tree.processTxn(header, body);
        last = next;
        newest = record(header, body, digests ? new TxnDigest(2, tree.getTreeDigest()) : null);
        append(newest);
    }

    private DiskServer applyUnlogged(Zxid through) throws IOException {
        while (last.compareTo(through) < 0) {
            last = new Zxid(last.value() + 1);
            // the body first: it moves the clock that the header takes the time from
            CreateTxn body = body();
            tree.processTxn(header(last, ZooDefs.OpCode.create), body);
        }
        return vouches(last);
    }

    private CreateTxn body() {
        created++;
        byte[] data = (values + created).getBytes(StandardCharsets.UTF_8);
        return new CreateTxn("/n" + created, data, open(), false, created);
    }

    private static List<org.apache.zookeeper.data.ACL> open() {
        return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    private TxnHeader header(Zxid zxid, int type) {
        return new TxnHeader(session, created + 1, zxid.value(), 1_700_000_000_000L + created + clockOff, type);
    }

    private static LogRecord record(TxnHeader header, @Nullable Record body, @Nullable TxnDigest digest)
            throws IOException {
        byte[] payload = Util.marshallTxnEntry(header, body, digest);
        Adler32 adler = new Adler32();
        adler.update(payload);
        return new LogRecord(
                new Zxid(header.getZxid()),
                header.getClientId(),
                header.getCxid(),
                header.getTime(),
                header.getType(),
                adler.getValue(),
                payload);
    }

    private Path runningLog(Zxid first) throws IOException {
        if (log == null) {
            log = version(logDir).resolve("log." + Long.toHexString(first.value()));
            Files.write(log, LOG_HEADER);
        }
        return log;
    }

    /** A file in the folder where the snapshots are. */
    Path snapshotFile(Zxid zxid) {
        return version(dataDir).resolve("snapshot." + Long.toHexString(zxid.value()));
    }

    private void waits(Duration time) {
        run(whileWaiting);
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerStatus answer() {
        run(beforeAnswer);
        return answers.size() > 1 ? answers.remove(0) : answers.get(0);
    }

    private static Path version(Path directory) {
        return directory.resolve("version-2");
    }

    /** Lets a test change the tree while a snapshot of it is being written. */
    private final class PausingTree extends DataTree {

        @Override
        public void serializeNodeData(OutputArchive oa, String path, DataNode node) throws IOException {
            beforeZnode.run();
            super.serializeNodeData(oa, path, node);
        }
    }
}
