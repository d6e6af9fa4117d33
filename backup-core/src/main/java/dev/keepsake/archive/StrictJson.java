package dev.keepsake.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one way JSON is read and written here: bounded (but for its size, which callers bound before they read it), in UTF-8, without duplicates, without guessing at types, members
 * sorted by name, nothing for what is absent.
 */
final class StrictJson {

    static final int MAX_DEPTH = 32;
    static final int MAX_STRING = 1 << 20;
    static final int MAX_NAME = 1 << 10;
    static final int MAX_NUMBER = 64;
    /** In memory a value takes up to a hundred bytes, however few stand for it. */
    static final int MAX_TOKENS = 2_000_000;

    private static final JsonMapper MAPPER = mapper();

    private StrictJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode parse(byte[] bytes) throws JsonProcessingException {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            if (!json.isObject()) {
                throw new JsonParseException(null, "expected an object, found " + json.getNodeType());
            }
            return json;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("no input or output takes part in reading an array", e);
        }
    }

    static <T> T bind(JsonNode json, Class<T> type) throws JsonProcessingException {
        return MAPPER.treeToValue(json, type);
    }

    static byte[] bytes(JsonNode json) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(json);
    }

    static JsonNode tree(Object body) {
        return MAPPER.valueToTree(body);
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                // without this a text with zero bytes in it would be read as UTF-16
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING)
                        .maxNameLength(MAX_NAME)
                        .maxNumberLength(MAX_NUMBER)
                        .maxTokenCount(MAX_TOKENS)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .annotationIntrospector(new RequiredComponents())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        for (CoercionInputShape shape : new CoercionInputShape[] {
            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
            builder.withCoercionConfig(LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }
}
