package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Quota as masters tell it and take it. Since 1.9 it is guarantees and limits by role; before, it was a list of
 * guaranteed resources, which were the limit as well.
 */
final class Quotas {

    private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})");

    private Quotas() {}

    /** Whether a master of this version takes limits; an empty answer does not show it. */
    static boolean hasLimits(String version) {
        Matcher form = VERSION.matcher(version);
        return form.lookingAt()
                && (Integer.parseInt(form.group(1)) > 1 || Integer.parseInt(form.group(2)) >= 9)
                && Integer.parseInt(form.group(1)) >= 1;
    }

    /** By role, in the form of 1.9 and later. */
    static SortedMap<String, ObjectNode> of(JsonNode told) {
        SortedMap<String, ObjectNode> quotas = new TreeMap<>();
        for (JsonNode info : told.path("infos")) {
            ObjectNode quota = empty(info);
            for (JsonNode resource : info.path("guarantee")) {
                String name = resource.path("name").asText();
                JsonNode scalar = resource.path("scalar");
                quota.withObject("/guarantees").set(name, scalar);
                quota.withObject("/limits").set(name, scalar);
            }
            quotas.put(quota.path("role").asText(), quota);
        }
        // where both are told, this is all of it
        for (JsonNode config : told.path("configs")) {
            ObjectNode quota = empty(config);
            for (String field : new String[] {"guarantees", "limits"}) {
                if (config.path(field).isObject()) {
                    quota.set(field, config.path(field));
                }
            }
            quotas.put(quota.path("role").asText(), quota);
        }
        return quotas;
    }

    private static ObjectNode empty(JsonNode of) {
        return Json.MAPPER.createObjectNode().put("role", of.path("role").asText());
    }

    /** The call of 1.9 and later. */
    static ObjectNode update(ObjectNode quota, boolean force) {
        ObjectNode call = Json.MAPPER.createObjectNode().put("type", "UPDATE_QUOTA");
        ObjectNode update = call.putObject("update_quota").put("force", force);
        update.putArray("quota_configs").add(quota);
        return call;
    }

    /** The call before 1.9, for a role that has none; what is guaranteed is the limit then. */
    static ObjectNode set(ObjectNode quota, boolean force) {
        ObjectNode call = Json.MAPPER.createObjectNode().put("type", "SET_QUOTA");
        ObjectNode request = call.putObject("set_quota").putObject("quota_request");
        request.put("force", force).put("role", quota.path("role").asText());
        ArrayNode guarantee = request.putArray("guarantee");
        quota.path("guarantees")
                .properties()
                .forEach(resource -> guarantee
                        .addObject()
                        .put("name", resource.getKey())
                        .put("type", "SCALAR")
                        .set("scalar", resource.getValue()));
        return call;
    }
}
