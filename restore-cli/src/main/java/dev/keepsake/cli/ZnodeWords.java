package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.format.Decoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A znode in words, for people and for scripts. */
final class ZnodeWords {

    static final List<String> HEAD = List.of("KIND", "BYTES", "CHILDREN", "VERSION", "MODIFIED", "MZXID", "NAME");

    private ZnodeWords() {}

    /** As a row below {@link #HEAD}. */
    static List<String> row(PastZnode znode, String name) {
        return List.of(
                kind(znode),
                znode.data() == null ? "null" : Integer.toString(znode.length()),
                Integer.toString(znode.children()),
                Integer.toString(znode.version()),
                time(znode.modifiedMillis()),
                znode.modified().toString(),
                name);
    }

    static String kind(PastZnode znode) {
        return znode.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The root says 0, which is no time. */
    static String time(long millis) {
        return millis == 0 ? "-" : Instant.ofEpochMilli(millis).toString();
    }

    /** The data itself, and what it means where its format is known. */
    static void putData(ObjectNode node, PastZnode znode) {
        byte[] data = znode.data();
        if (data == null) {
            node.putNull("data");
            return;
        }
        node.put("data", Base64.getEncoder().encodeToString(data));
        Decoder.decode(znode.path(), data).ifPresent(decoded -> {
            node.put("format", decoded.format());
            node.set("decoded", decoded.content());
        });
    }

    /** All but the data. */
    static ObjectNode json(PastZnode znode) {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("path", znode.path());
        node.put("kind", kind(znode));
        if (znode.data() == null) {
            node.putNull("bytes");
        } else {
            node.put("bytes", znode.length());
        }
        node.put("children", znode.children());
        node.put("czxid", znode.created().toString());
        node.put("mzxid", znode.modified().toString());
        node.put("pzxid", znode.childrenModified().toString());
        node.put("ctime", time(znode.createdMillis()));
        node.put("mtime", time(znode.modifiedMillis()));
        node.put("version", znode.version());
        node.put("childrenCreated", znode.childrenCreated());
        node.put("aclVersion", znode.aclVersion());
        node.put("owner", "0x" + Long.toHexString(znode.owner()));
        node.putArray("acl");
        znode.acl().forEach(entry -> node.withArray("acl").add(entry));
        return node;
    }
}
