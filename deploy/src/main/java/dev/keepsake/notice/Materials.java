package dev.keepsake.notice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The bill of materials of just what is shipped: a component is known by its jar's hash, never by its name alone. */
record Materials(ObjectNode bill, Map<String, JsonNode> byHash) {

    private static final String OWN = "dev.keepsake";

    /** Leaves in a bill what is shipped. */
    static Materials of(ObjectNode bill, List<ShippedJar> jars) throws IOException {
        Map<String, JsonNode> all = new HashMap<>();
        bill.path("components")
                .forEach(component -> component.path("hashes").forEach(hash -> {
                    if (hash.path("alg").asText().equals("SHA-256")) {
                        all.put(hash.path("content").asText(), component);
                    }
                }));
        Map<String, JsonNode> shipped = new HashMap<>();
        ArrayNode components = bill.arrayNode();
        for (ShippedJar jar : jars) {
            JsonNode component = all.get(jar.sha256());
            if (component == null) {
                throw new IOException(
                        jar.path() + " is shipped, but the bill of materials has no component with its hash" + " "
                                + jar.sha256() + ": declare it among this module's dependencies, in the same version");
            }
            // whether the build wants it for tests alone says nothing about who gets it
            ((ObjectNode) component).put("scope", "required");
            shipped.put(jar.sha256(), component);
            components.add(component);
        }
        bill.set("components", components);
        bill.set("dependencies", among(components, bill));
        return new Materials(bill, shipped);
    }

    private static ArrayNode among(ArrayNode components, ObjectNode bill) {
        Set<String> kept = new HashSet<>();
        kept.add(bill.path("metadata").path("component").path("bom-ref").asText());
        components.forEach(component -> kept.add(component.path("bom-ref").asText()));
        ArrayNode dependencies = bill.arrayNode();
        for (JsonNode one : bill.path("dependencies")) {
            if (kept.contains(one.path("ref").asText())) {
                ArrayNode on = bill.arrayNode();
                one.path("dependsOn").forEach(other -> {
                    if (kept.contains(other.asText())) {
                        on.add(other);
                    }
                });
                ((ObjectNode) one).set("dependsOn", on);
                dependencies.add(one);
            }
        }
        return dependencies;
    }

    boolean isOwn(ShippedJar jar) {
        return component(jar).path("group").asText().equals(OWN);
    }

    /** A jar, what it is, and its licences. */
    String line(ShippedJar jar) {
        JsonNode component = component(jar);
        return String.format(
                "%-52s %-36s %s",
                jar.name(), component.path("group").asText(), String.join(" or ", licences(component)));
    }

    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode one : component.path("licenses")) {
            JsonNode licence = one.path("license");
            String name = licence.path("id")
                    .asText(licence.path("name").asText(one.path("expression").asText()));
            licences.add(name);
        }
        return licences.isEmpty() ? List.of("see below") : licences;
    }

    private JsonNode component(ShippedJar jar) {
        return Objects.requireNonNull(byHash.get(jar.sha256()));
    }
}
