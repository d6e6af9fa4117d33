package dev.keepsake.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.RequiredComponents;
import dev.keepsake.archive.Signer;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Function;

/** How the catalog's records stand in JSON: zxids as {@code 0x…}, times in RFC 3339, keys and ids as plain words. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Zxid.class, new Written<>(Zxid.class))
                    .addDeserializer(Zxid.class, new Parsed<>(Zxid.class, Zxid::parse))
                    .addSerializer(ObjectKey.class, new Written<>(ObjectKey.class))
                    .addDeserializer(ObjectKey.class, new Parsed<>(ObjectKey.class, ObjectKey::new))
                    .addSerializer(BackupId.class, new Written<>(BackupId.class))
                    .addDeserializer(BackupId.class, new Parsed<>(BackupId.class, BackupId::new))
                    .addSerializer(Instant.class, new Written<>(Instant.class))
                    .addDeserializer(Instant.class, new Parsed<>(Instant.class, Instant::parse)))
            .annotationIntrospector(new RequiredComponents())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Json() {}

    /** The bytes to store for a record. */
    static byte[] write(Object body) throws IOException {
        ObjectNode node = MAPPER.valueToTree(body);
        Form.stamp(node);
        return HashedJson.write(node);
    }

    /** The same, signed: it holds at this key of this archive alone. */
    static byte[] write(Object body, ObjectKey key, String archive, Signer signer) throws IOException {
        ObjectNode node = MAPPER.valueToTree(body);
        Form.stamp(node);
        return HashedJson.write(node, key, archive, signer);
    }

    /** A record from the store, whoever put it there. */
    static <T> T read(ObjectStore store, ObjectKey key, Class<T> type) throws IOException {
        return read(key, bytes(store, key), type);
    }

    /** The stored bytes of a record. */
    static byte[] bytes(ObjectStore store, ObjectKey key) throws IOException {
        try (InputStream in = store.open(key, 0)) {
            byte[] bytes = in.readNBytes(HashedJson.MAX_BYTES + 1);
            if (bytes.length > HashedJson.MAX_BYTES) {
                throw new CorruptException(
                        key + " is longer than " + HashedJson.MAX_BYTES + " bytes, more than any record is");
            }
            return bytes;
        }
    }

    /**
     * A record from stored bytes, or {@link CorruptException} naming the object; refused when a later version's form is
     * met.
     */
    static <T> T read(ObjectKey key, byte[] bytes, Class<T> type) throws IOException {
        JsonNode node = HashedJson.read(key, bytes);
        Form.requireKnown(key, node);
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new CorruptException(key + " is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static final class Written<T> extends StdSerializer<T> {

        private static final long serialVersionUID = 1L;

        Written(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class Parsed<T> extends StdDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return parse.apply(in.getText());
        }
    }
}
