package dev.keepsake.cli;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A source that gives just these documents and facts. */
record ToldSource(String name, String type, SortedMap<String, String> facts, SortedMap<String, byte[]> documents)
        implements DocumentSource {

    static ToldSource of(String name, String type, Map<String, String> facts, Map<String, String> documents) {
        SortedMap<String, byte[]> all = new TreeMap<>();
        documents.forEach((document, text) -> all.put(document, text.getBytes(StandardCharsets.UTF_8)));
        return new ToldSource(name, type, new TreeMap<>(facts), all);
    }

    /** A whole replica of a master's log, whose registry has these agents. */
    static ToldSource log(String directory, String... agents) throws IOException {
        byte[] slaves = new byte[0];
        for (String agent : agents) {
            byte[] info = joined(field(1, text(agent + ".example.test")), field(6, field(1, text(agent))));
            slaves = joined(slaves, field(1, field(1, info)));
        }
        byte[] entry = joined(field(1, text("registry")), field(2, new byte[16]), field(3, field(2, slaves)));
        byte[] operation = joined(number(1, 1), field(2, field(1, entry)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("KEEPSAKE REPLICA 1\n");
        put(out, "0000000000", joined(number(1, 3), field(4, joined(number(1, 1), number(2, 7)))));
        put(out, "0000000001", action(0, 2, 7, field(1, operation)));
        out.writeByte(0);
        out.writeLong(2);
        SortedMap<String, byte[]> documents = new TreeMap<>(Map.of("replica", bytes.toByteArray()));
        return new ToldSource("registrar", "mesos-log", new TreeMap<>(Map.of("directory", directory)), documents);
    }

    private static byte[] action(int position, int type, int body, byte[] message) {
        byte[] action = joined(
                number(1, position), number(2, 7), number(3, 7), number(4, 1), number(5, type), field(body, message));
        return joined(number(1, 2), field(3, action));
    }

    private static void put(DataOutputStream out, String key, byte[] value) throws IOException {
        out.writeByte(key.length());
        out.writeBytes(key);
        out.writeInt(value.length);
        out.write(value);
    }

    /** Fields of Protocol Buffers; nothing here is longer than two bytes of length can say. */
    static byte[] field(int number, byte[] value) {
        byte[] head = value.length < 128
                ? new byte[] {(byte) ((number << 3) | 2), (byte) value.length}
                : new byte[] {
                    (byte) ((number << 3) | 2), (byte) ((value.length & 0x7f) | 0x80), (byte) (value.length >> 7)
                };
        return joined(head, value);
    }

    private static byte[] number(int number, int value) {
        return new byte[] {(byte) (number << 3), (byte) value};
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            byte[] bytes = document.getValue();
            sink.receive(new Document(
                    document.getKey(), bytes.length, new TreeMap<>(), () -> new ByteArrayInputStream(bytes)));
        }
        sink.describe(facts);
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
