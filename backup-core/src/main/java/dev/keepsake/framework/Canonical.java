package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One form of specifications that mean the same, only to compare them: nothing that is empty, numbers without trailing
 * zeros, sets in one order, and the older of two ways to say a thing as the newer one.
 */
final class Canonical {

    private static final Set<String> SETS =
            Set.of("dependencies", "constraints", "acceptedResourceRoles", "healthChecks", "networkNames");
    private static final Set<String> FALSE_BY_DEFAULT = Set.of("executable", "cache");
    private static final String[] PACKED = {".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz", ".zip"};

    private Canonical() {}

    /** Of an app as {@link AppForm} leaves it. */
    static ObjectNode app(ObjectNode sendable) {
        ObjectNode app = sendable.deepCopy();
        if (app.remove("uris") instanceof ArrayNode uris && !app.has("fetch")) {
            ArrayNode fetch = app.putArray("fetch");
            uris.forEach(uri -> fetch.addObject().put("uri", uri.asText()).put("extract", isPacked(uri.asText())));
        }
        if (app.remove("ports") instanceof ArrayNode ports && !app.has("portDefinitions")) {
            ArrayNode definitions = app.putArray("portDefinitions");
            ports.forEach(port -> definitions.addObject().put("port", port.asInt()));
        }
        for (JsonNode definition : app.path("portDefinitions")) {
            if (definition instanceof ObjectNode one && !one.has("protocol")) {
                one.put("protocol", "tcp");
            }
        }
        for (JsonNode artefact : app.path("fetch")) {
            if (artefact instanceof ObjectNode one) {
                one.properties()
                        .removeIf(field -> FALSE_BY_DEFAULT.contains(field.getKey())
                                && !field.getValue().asBoolean());
            }
        }
        return of(app);
    }

    private static boolean isPacked(String uri) {
        for (String end : PACKED) {
            if (uri.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    /** Of anything else. */
    static ObjectNode of(ObjectNode specification) {
        return (ObjectNode) plain(specification, "");
    }

    private static JsonNode plain(JsonNode node, String name) {
        if (node.isNumber()) {
            BigDecimal value = Json.stripped(node);
            return DecimalNode.valueOf(value.signum() == 0 ? BigDecimal.ZERO : value);
        }
        if (node.isArray()) {
            return array(node, name);
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = plain(field.getValue(), field.getKey());
            if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                object.set(field.getKey(), value);
            }
        }
        return object;
    }

    private static JsonNode array(JsonNode node, String name) {
        List<JsonNode> items = new ArrayList<>();
        // the order of the words in one constraint counts
        node.forEach(item -> items.add(plain(item, "")));
        if (SETS.contains(name)) {
            items.sort(Comparator.comparing(JsonNode::toString));
        }
        return Json.MAPPER.createArrayNode().addAll(items);
    }
}
