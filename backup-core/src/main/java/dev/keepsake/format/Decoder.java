package dev.keepsake.format;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Finds out what a znode's data is, by its first bytes and by where it stands. */
public final class Decoder {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_INFLATED = 16 << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Marathon since 1.4: a category, a bucket in hex, and the znode or a version below it. */
    private static final Pattern MARATHON =
            Pattern.compile(".*/state/(apps|group|deployment|taskFailures|framework-id)/[0-9a-f]{1,2}/[^/]+(/[^/]+)?");

    private static final Pattern FRAMEWORK_ID = Pattern.compile(".*/FrameworkID");
    private static final Pattern MASTER = Pattern.compile(".*/info_[0-9]{10}");
    private static final byte[] JAVA = {(byte) 0xac, (byte) 0xed, 0, 5};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
    private static final byte[] PBUF = "PBUF".getBytes(StandardCharsets.US_ASCII);

    private Decoder() {}

    /** What the data of a znode means, where that is known. */
    public static Optional<Decoded> decode(String path, byte[] data) {
        return decode(path, data, 0);
    }

    private static Optional<Decoded> decode(String path, byte[] data, int depth) {
        if (data.length == 0 || depth == MAX_DEPTH) {
            return Optional.empty();
        }
        return json(path, data)
                .or(() -> startsWith(data, GZIP) ? gzip(path, data, depth) : Optional.empty())
                .or(() -> startsWith(data, JAVA) ? java(data) : Optional.empty())
                .or(() -> data[0] == (byte) 0xff ? hbase(path, data) : Optional.empty())
                .or(() -> entry(path, data, depth))
                .or(() -> byPlace(path, data));
    }

    private static boolean startsWith(byte[] data, byte[] magic) {
        return data.length >= magic.length && Arrays.equals(data, 0, magic.length, magic, 0, magic.length);
    }

    private static Optional<Decoded> json(String path, byte[] data) {
        if (data[0] != '{' && data[0] != '[') {
            return Optional.empty();
        }
        try {
            return PlainText.of(data).isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Decoded(KnownPlaces.name(path).orElse("JSON"), JSON.readTree(data), true));
        } catch (IOException | NumberFormatException other) {
            // a number whose exponent is beyond any is JSON, and more than can be held
            return Optional.empty();
        }
    }

    private static Optional<Decoded> gzip(String path, byte[] data, int depth) {
        byte[] inflated;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            inflated = in.readNBytes(MAX_INFLATED + 1);
        } catch (IOException damaged) {
            return Optional.empty();
        }
        if (inflated.length > MAX_INFLATED) {
            return Optional.empty();
        }
        return decode(path, inflated, depth + 1)
                .or(() -> PlainText.of(inflated).map(text -> text("text", text)))
                .map(inner -> new Decoded(inner.format() + ", gzip", inner.content(), false));
    }

    private static Decoded text(String format, String text) {
        return new Decoded(format, JsonNodeFactory.instance.textNode(text), false);
    }

    /** Of a serialized object only its class: to read more, one needs that class. */
    private static Optional<Decoded> java(byte[] data) {
        boolean object = data.length > 8 && data[4] == 0x73 && data[5] == 0x72;
        int length = object ? ByteBuffer.wrap(data).getShort(6) & 0xffff : 0;
        if (length == 0 || 8 + length > data.length) {
            return Optional.empty();
        }
        Optional<String> name = PlainText.of(Arrays.copyOfRange(data, 8, 8 + length));
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        return name.map(
                found -> new Decoded("Java object", content.put("class", found).put("bytes", data.length), false));
    }

    /** A mark, the name of the process that wrote it, then a message behind another mark. */
    private static Optional<Decoded> hbase(String path, byte[] data) {
        int length = data.length > 5 ? ByteBuffer.wrap(data).getInt(1) : -1;
        if (length < 0 || length > data.length - 5 - PBUF.length) {
            return Optional.empty();
        }
        int at = 5 + length;
        if (!Arrays.equals(data, at, at + PBUF.length, PBUF, 0, PBUF.length)) {
            return Optional.empty();
        }
        byte[] message = Arrays.copyOfRange(data, at + PBUF.length, data.length);
        return KnownPlaces.hbase(path)
                .flatMap(name -> WireReader.read(name, message))
                .map(content -> new Decoded("HBase", content, false));
    }

    /** A variable as libmesos, Chronos and older versions of Marathon keep it; it says its own name. */
    private static Optional<Decoded> entry(String path, byte[] data, int depth) {
        Optional<ObjectNode> read = data[0] == 0x0a ? WireReader.read("Entry", data) : Optional.empty();
        Optional<ObjectNode> entry = read.filter(found -> found.size() <= 4
                && found.path("name").isTextual()
                && found.path("uuid").asText().length() == 2 + 2 * 16
                && found.path("value").isTextual());
        return entry.map(found -> {
            byte[] value = HexFormat.of().parseHex(found.get("value").asText().substring(2));
            String name = found.get("name").asText();
            Optional<Decoded> inner = decode(path, value, depth + 1)
                    .or(() -> KnownPlaces.variable(name).flatMap(message -> message(message, value)));
            JsonNode content = inner.map(Decoded::content)
                    .or(() -> PlainText.of(value).map(JsonNodeFactory.instance::textNode))
                    .orElse(found.get("value"));
            found.set("value", content);
            return new Decoded(
                    "variable" + inner.map(one -> ", " + one.format()).orElse(""), found, false);
        });
    }

    private static Optional<Decoded> byPlace(String path, byte[] data) {
        Matcher marathon = MARATHON.matcher(path);
        if (marathon.matches()) {
            return message(KnownPlaces.category(marathon.group(1)), data);
        } else if (FRAMEWORK_ID.matcher(path).matches()) {
            return message("Id", data);
        }
        return MASTER.matcher(path).matches() ? message("MasterInfo", data) : Optional.empty();
    }

    private static Optional<Decoded> message(String message, byte[] data) {
        return WireReader.read(message, data).map(content -> new Decoded(KnownPlaces.title(message), content, false));
    }
}
