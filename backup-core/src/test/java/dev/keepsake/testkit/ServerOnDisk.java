package dev.keepsake.testkit;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.zookeeper.OfflineSource;
import dev.keepsake.zookeeper.ServerDirectories;
import dev.keepsake.zookeeper.SnapshotWriter;
import dev.keepsake.zookeeper.ZnodeStat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.Adler32;

/**
 * The directory of a stopped server that began blank and created znodes {@code /n1}, {@code /n2} and so on, written byte
 * by byte, so that programs can be tested without ZooKeeper's classes beside them.
 */
public final class ServerOnDisk {

    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int SET_DATA = 5;
    private static final int ALL_PERMISSIONS = 31;

    private final Path directory;
    private final Path log;
    private final String values;
    private long last;

    /** A blank server that was started once. */
    public ServerOnDisk(Path directory) throws IOException {
        this(directory, "value of ");
    }

    /** The same; the values of its znodes begin with this. */
    public ServerOnDisk(Path directory, String values) throws IOException {
        this.directory = directory;
        this.values = values;
        Path version = Files.createDirectories(directory.resolve("version-2"));
        this.log = version.resolve("log.1");
        try (OutputStream out = Files.newOutputStream(version.resolve("snapshot.0"))) {
            SnapshotWriter snapshot = new SnapshotWriter(out);
            snapshot.sessions(new TreeMap<>());
            snapshot.acls(List.of());
            snapshot.node("", new byte[0], -1, new ZnodeStat(0, 0, 0, 0, 0, 0, 0, 0, 0));
            snapshot.finish();
        }
    }

    /** What is backed up of it, as of one that stands alone and is stopped. */
    public OfflineSource stopped(String name) {
        return new OfflineSource(name, List.of(new ServerDirectories(directory, directory)), OptionalInt.empty());
    }

    /** Where it is: its {@code dataDir}. */
    public Path directory() {
        return directory;
    }

    /** The last transaction in its log. */
    public Zxid last() {
        return new Zxid(last);
    }

    /** Creates so many more znodes. */
    public ServerOnDisk creates(int znodes) throws IOException {
        for (int i = 0; i < znodes; i++) {
            last++;
            log(create("/n" + last));
        }
        return this;
    }

    /** Creates one more znode with this data. */
    public ServerOnDisk creates(String path, byte[] data) throws IOException {
        last++;
        return log(create(path, data));
    }

    /** Changes a znode's data. */
    public ServerOnDisk sets(String path, String data, int version) throws IOException {
        last++;
        return log(payload(SET_DATA, out -> {
            text(out, path);
            text(out, data);
            out.writeInt(version);
        }));
    }

    /** Deletes a znode. */
    public ServerOnDisk deletes(String path) throws IOException {
        last++;
        return log(payload(DELETE, out -> text(out, path)));
    }

    private ServerOnDisk log(byte[] payload) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(records);
        if (!Files.exists(log)) {
            out.writeInt(0x5A4B4C47);
            out.writeInt(2);
            out.writeLong(0);
        }
        Adler32 adler = new Adler32();
        adler.update(payload);
        out.writeLong(adler.getValue());
        out.writeInt(payload.length);
        out.write(payload);
        out.writeByte('B');
        Files.write(log, records.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    private byte[] create(String path) throws IOException {
        return create(path, (values + path).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] create(String path, byte[] data) throws IOException {
        return payload(CREATE, out -> {
            text(out, path);
            bytes(out, data);
            out.writeInt(1);
            out.writeInt(ALL_PERMISSIONS);
            text(out, "world");
            text(out, "anyone");
            out.writeBoolean(false);
            out.writeInt((int) last);
        });
    }

    /** A {@code TxnHeader} and a transaction of its kind. */
    private byte[] payload(int type, Body body) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(payload);
        out.writeLong(0x1_0000_1234L);
        out.writeInt((int) last);
        out.writeLong(last);
        out.writeLong(1_700_000_000_000L + last);
        out.writeInt(type);
        body.write(out);
        return payload.toByteArray();
    }

    /** What stands behind a header. */
    @FunctionalInterface
    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
