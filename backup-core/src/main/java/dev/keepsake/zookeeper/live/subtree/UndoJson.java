package dev.keepsake.zookeeper.live.subtree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Znodes as they stand in an undo file: text as text, so that a person can read it, everything else in Base64. */
final class UndoJson {

    /** Bounds what a line may hold by what the largest znode needs; Jackson's own bound is below that. */
    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(UndoFile.LONGEST_LINE)
                    .maxNestingDepth(16)
                    .maxNumberLength(64)
                    .build())
            .build());

    private UndoJson() {}

    static ObjectNode change(ZnodeChange change) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("path", change.path());
        node.set("before", change.before().map(UndoJson::znode).orElse(null));
        node.set("after", change.after().map(UndoJson::content).orElse(null));
        return node;
    }

    private static ObjectNode znode(PastZnode znode) {
        ObjectNode node = content(znode);
        node.setAll(identity(Identity.of(znode)));
        return node;
    }

    private static ObjectNode content(PastZnode znode) {
        ObjectNode node = MAPPER.createObjectNode();
        data(node, znode.data());
        znode.acl().forEach(entry -> node.withArray("acl").add(entry));
        node.put("kind", znode.kind().name().toLowerCase(Locale.ROOT));
        node.put("owner", "0x" + Long.toHexString(znode.owner()));
        return node;
    }

    private static void data(ObjectNode node, byte @Nullable [] data) {
        if (data == null) {
            node.putNull("text");
            return;
        }
        try {
            node.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(data))
                            .toString());
        } catch (CharacterCodingException binary) {
            node.put("base64", Base64.getEncoder().encodeToString(data));
        }
    }

    static ObjectNode identity(Optional<Identity> state) {
        return state.map(UndoJson::identity)
                .orElseGet(() -> MAPPER.createObjectNode().put("gone", true));
    }

    private static ObjectNode identity(Identity state) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("czxid", "0x" + Long.toHexString(state.created()));
        node.put("mzxid", "0x" + Long.toHexString(state.modified()));
        node.put("version", state.version());
        node.put("aclVersion", state.aclVersion());
        return node;
    }

    static ZnodeChange change(JsonNode node) throws IOException {
        String path = text(node, "path");
        PastZnode before = node.path("before").isObject() ? znode(path, node.path("before")) : null;
        PastZnode after = node.path("after").isObject() ? znode(path, node.path("after")) : null;
        if (before == null && after == null) {
            throw new CorruptException("the change of " + path + " says neither what was there nor what shall be");
        }
        return new ZnodeChange(path, before, after);
    }

    private static PastZnode znode(String path, JsonNode node) throws IOException {
        List<String> acl = new ArrayList<>();
        node.path("acl").forEach(entry -> acl.add(entry.asText()));
        Identity state = node.has("czxid")
                ? identity(node)
                        .orElseThrow(() -> new CorruptException(path + " is said to be gone where it is described"))
                : Identity.born(0);
        Zxid created = new Zxid(state.created());
        return new PastZnode(
                path,
                bytes(node),
                acl,
                kind(text(node, "kind")),
                created,
                new Zxid(state.modified()),
                created,
                0,
                0,
                state.version(),
                0,
                state.aclVersion(),
                Zxid.parse(text(node, "owner")).value(),
                0);
    }

    private static byte @Nullable [] bytes(JsonNode node) throws IOException {
        if (node.path("base64").isTextual()) {
            return node.path("base64").binaryValue();
        }
        return node.path("text").isTextual() ? node.path("text").asText().getBytes(StandardCharsets.UTF_8) : null;
    }

    private static PastZnode.Kind kind(String word) throws CorruptException {
        for (PastZnode.Kind kind : PastZnode.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw new CorruptException("no kind of znode: '" + word + "'");
    }

    /** A state; empty of a znode that is gone. */
    static Optional<Identity> identity(JsonNode node) throws IOException {
        if (node.path("gone").asBoolean()) {
            return Optional.empty();
        }
        return Optional.of(new Identity(
                Zxid.parse(text(node, "czxid")).value(),
                Zxid.parse(text(node, "mzxid")).value(),
                node.path("version").asInt(),
                node.path("aclVersion").asInt()));
    }

    static String text(JsonNode node, String name) throws CorruptException {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new CorruptException("no '" + name + "', which must be text");
        }
        return value.asText();
    }
}
