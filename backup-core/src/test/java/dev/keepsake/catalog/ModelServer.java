package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Adler32;

/** A server whose log goes some days back. Its records say nothing but which they are. */
final class ModelServer implements ArtefactSource {

    static final Duration LOG = Duration.ofDays(12);

    private static final int PAYLOAD = 32;

    private final ModelHistory history;
    private final InstantSource time;

    ModelServer(ModelHistory history, InstantSource time) {
        this.history = history;
        this.time = time;
    }

    @Override
    public String name() {
        return "zk";
    }

    @Override
    public String type() {
        return "zookeeper";
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        Optional<Mark> end = sink.end();
        Zxid last = history.at(time.instant());
        Zxid oldest = history.at(time.instant().minus(LOG));
        Zxid before = new Zxid(last.value() - 1);
        if (end.isEmpty() || end.get().zxid().compareTo(oldest) < 0) {
            sink.begin(new TapeStart(TapeStart.Reason.GAP, "as planned", new TreeMap<>()));
            sink.receive(base(before, before));
            sink.receive(link(before, last));
        } else {
            if (end.get().zxid().compareTo(last) < 0) {
                sink.receive(link(end.get().zxid(), last));
            }
            Optional<Zxid> wanted = sink.baseWanted();
            if (wanted.isPresent() && before.compareTo(wanted.get()) > 0) {
                sink.receive(base(before, last));
            }
        }
        sink.describe(new TreeMap<>(Map.of("committed", last.toString())));
    }

    private static Artefact base(Zxid start, Zxid end) {
        byte[] tree = new byte[2000];
        ByteBuffer.wrap(tree).putLong(start.value());
        return new Artefact(
                Artefact.Kind.BASE,
                start,
                end,
                tree.length,
                new TreeMap<>(Map.of("replay-after", start.toString())),
                () -> new ByteArrayInputStream(tree));
    }

    private static Artefact link(Zxid after, Zxid through) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (long zxid = after.value() + 1; zxid <= through.value(); zxid++) {
            records.writeBytes(record(zxid));
        }
        byte[] bytes = records.toByteArray();
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("first-zxid", new Zxid(after.value() + 1).toString());
        facts.put("first-record", fingerprint(after.value() + 1));
        facts.put("last-record", fingerprint(through.value()));
        facts.put("first-time", "1");
        facts.put("last-time", "1");
        return new Artefact(
                Artefact.Kind.LINK, after, through, bytes.length, facts, () -> new ByteArrayInputStream(bytes));
    }

    private static String fingerprint(long zxid) {
        return Long.toHexString(zxid) + "/0/0/0/0";
    }

    private static byte[] record(long zxid) {
        byte[] payload = new byte[PAYLOAD];
        ByteBuffer.wrap(payload).putLong(12, zxid);
        Adler32 adler = new Adler32();
        adler.update(payload);
        return ByteBuffer.allocate(payload.length + 13)
                .putLong(adler.getValue())
                .putInt(payload.length)
                .put(payload)
                .put((byte) 0x42)
                .array();
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
