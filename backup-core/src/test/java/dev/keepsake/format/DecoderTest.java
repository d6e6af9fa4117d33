package dev.keepsake.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Known formats are read, and nothing else is taken for one. */
class DecoderTest {

    private static final String APP = "/marathon/state/apps/c/prod_web";

    @Test
    void jsonIsReadAndNamedByItsPlace() {
        assertThat(shown("/a", text("{\"b\":[1,2.50]}"))).isEqualTo("JSON {\"b\":[1,2.50]}");
        assertThat(shown("/kafka/brokers/ids/1", text("{\"port\":9092}"))).isEqualTo("Kafka broker {\"port\":9092}");
        assertThat(shown("/mesos/json.info_0000000012", text("{}"))).isEqualTo("Mesos master {}");
        assertThat(Decoder.decode("/a", text("{\"b\":1} tail"))).isEmpty();
        assertThat(Decoder.decode("/a", text("{\"b\":1,\"b\":2}")))
                .as("a member that comes twice must not be hidden")
                .isEmpty();
        assertThat(Decoder.decode("/a", text("plain"))).isEmpty();
        assertThat(Decoder.decode("/a", new byte[0])).isEmpty();
    }

    @Test
    void anAppOfMarathonIsReadByItsFields() {
        byte[] command = new Message().text(3, "sleep 100").bytes();
        byte[] cpus = new Message()
                .text(1, "cpus")
                .number(2, 0)
                .piece(3, new Message().real(1, 0.5).bytes())
                .bytes();
        byte[] constraint = new Message().text(1, "hostname").number(2, 3).bytes();
        byte[] app = new Message()
                .text(1, "/prod/web")
                .piece(2, command)
                .number(3, 5)
                .piece(4, cpus)
                .number(6, 10000)
                .piece(7, constraint)
                .text(11, "2026-11-20T10:00:00.000Z")
                .number(33, 1)
                .number(99, 7)
                .bytes();

        assertThat(shown(APP, app))
                .isEqualTo(
                        "Marathon app {\"id\":\"/prod/web\",\"cmd\":{\"value\":\"sleep 100\"},\"instances\":5,"
                                + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.5}}],"
                                + "\"ports\":[10000],\"constraints\":[{\"field\":\"hostname\",\"operator\":\"GROUP_BY\"}],"
                                + "\"version\":\"2026-11-20T10:00:00.000Z\",\"killSelection\":\"YoungestFirst\",\"field 99\":7}");
        assertThat(shown(APP + "/2026-11-20T10:00:00.000Z", app)).startsWith("Marathon app");
        assertThat(Decoder.decode("/elsewhere", app)).isEmpty();
    }

    @Test
    void frameworkIdsAndMastersAreRead() {
        byte[] id = new Message().text(1, "20141201-145651-0000").bytes();

        assertThat(shown("/marathon/state/framework-id/5/id", id))
                .isEqualTo("framework id {\"value\":\"20141201-145651-0000\"}");
        assertThat(shown("/dcos-service-kafka/FrameworkID", id)).startsWith("framework id");
        assertThat(shown(
                        "/mesos/info_0000000003",
                        new Message().text(1, "x").number(2, 1).number(3, 5050).bytes()))
                .isEqualTo("Mesos master {\"id\":\"x\",\"ip\":1,\"port\":5050}");
    }

    @Test
    void variablesAreReadByTheirShapeAndSayTheirName() throws IOException {
        byte[] json = entry("J_backup", text("{\"name\":\"backup\"}"));
        byte[] packed = entry(
                "app:/web", gzip(new Message().text(1, "/web").number(3, 2).bytes()));
        byte[] plain =
                entry("app:/web", new Message().text(1, "/web").number(3, 2).bytes());

        assertThat(shown("/chronos/state/state/J_backup", json))
                .startsWith("variable, JSON {\"name\":\"J_backup\",\"uuid\":\"0x0001")
                .endsWith("\"value\":{\"name\":\"backup\"}}");
        assertThat(shown("/marathon/state/app:_web", plain))
                .startsWith("variable, Marathon app")
                .endsWith("\"value\":{\"id\":\"/web\",\"instances\":2}}");
        assertThat(shown("/marathon/state/app:_web", packed)).startsWith("variable");
    }

    @Test
    void compressedTextSerializedObjectsAndHBaseAreRead() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new ArrayList<>(List.of("a")));
        }
        byte[] server =
                new Message().text(1, "host-1").number(2, 16000).number(3, 99).bytes();
        byte[] master = new Message().piece(1, server).number(2, 0).bytes();
        byte[] id = text("master:16000");
        byte[] hbase = ByteBuffer.allocate(5 + id.length + 4 + master.length)
                .put((byte) 0xff)
                .putInt(id.length)
                .put(id)
                .put(text("PBUF"))
                .put(master)
                .array();

        assertThat(shown("/a", gzip(text("hello")))).isEqualTo("text, gzip \"hello\"");
        assertThat(shown("/a", gzip(text("{\"a\":1}")))).isEqualTo("JSON, gzip {\"a\":1}");
        assertThat(shown("/a", object.toByteArray()))
                .isEqualTo("Java object {\"class\":\"java.util.ArrayList\",\"bytes\":" + object.size() + "}");
        assertThat(shown("/hbase/master", hbase))
                .isEqualTo("HBase {\"master\":{\"host_name\":\"host-1\",\"port\":16000,\"start_code\":99},"
                        + "\"rpc_version\":0}");
        assertThat(Decoder.decode("/hbase/unknown", hbase)).isEmpty();
    }

    @Test
    void aNumberBeyondAllNumbersIsText() {
        assertThat(Decoder.decode("/a", text("{\"a\":1e99999999999}"))).isEmpty();
        assertThat(shown("/a", text("[1e999999999]"))).isEqualTo("JSON [1E+999999999]");
    }

    @Test
    void whatATerminalWouldObeyIsNoText() {
        assertThat(PlainText.of(text("\u009b2J"))).isEmpty();
        assertThat(PlainText.of(text("\u001b[2J"))).isEmpty();
        assertThat(PlainText.of(text("\u00a0\u00e4"))).contains("\u00a0\u00e4");
    }

    @Test
    void noBytesMakeADecoderFail() throws IOException {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("formats: -Dkeepsake.seed=" + seed);
        Random random = new Random(seed);
        List<String> places = List.of(
                "/a",
                APP,
                "/m/state/group/2/root",
                "/m/state/deployment/a/b",
                "/m/state/taskFailures/1/x",
                "/m/state/framework-id/5/id",
                "/mesos/info_0000000003",
                "/hbase/master",
                "/hbase/table/t");
        List<byte[]> seeds = List.of(
                entry("app:/web", gzip(new Message().text(1, "/web").bytes())),
                new Message()
                        .text(1, "/x")
                        .piece(4, new Message().text(1, "cpus").bytes())
                        .bytes(),
                text("{\"a\":[{}]}"),
                gzip(new byte[1000]),
                new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 0x73, 0x72, 0, 3, 'a', '.', 'b'},
                new byte[] {(byte) 0xff, 0, 0, 0, 1, 'x', 'P', 'B', 'U', 'F', 8, 1});

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            byte[] noise = new byte[random.nextInt(50)];
            random.nextBytes(noise);
            for (byte[] data : List.of(bytes, cut, noise)) {
                Decoder.decode(places.get(random.nextInt(places.size())), data);
            }
        }
    }

    @Test
    void whatIsNestedTooDeepIsNotRead() {
        byte[] group = new Message().text(1, "/").bytes();
        for (int i = 0; i < 30; i++) {
            group = new Message().text(1, "/").piece(4, group).bytes();
        }

        assertThat(Decoder.decode("/marathon/state/group/2/root", group)).isEmpty();
        assertThat(Decoder.decode("/a", text("[".repeat(100_000)))).isEmpty();
    }

    private static String shown(String path, byte[] data) {
        Decoded decoded = Decoder.decode(path, data).orElseThrow();
        return decoded.format() + " " + decoded.content();
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] entry(String name, byte[] value) {
        byte[] uuid = new byte[16];
        uuid[1] = 1;
        return new Message().text(1, name).piece(2, uuid).piece(3, value).bytes();
    }

    /** Writes a message field by field. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String text) {
            return piece(field, text.getBytes(UTF_8));
        }

        Message piece(int field, byte[] piece) {
            varint(((long) field << 3) | 2);
            varint(piece.length);
            out.writeBytes(piece);
            return this;
        }

        Message real(int field, double value) {
            varint(((long) field << 3) | 1);
            out.writeBytes(ByteBuffer.allocate(8)
                    .putLong(Long.reverseBytes(Double.doubleToLongBits(value)))
                    .array());
            return this;
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
