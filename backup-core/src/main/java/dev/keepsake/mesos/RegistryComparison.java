package dev.keepsake.mesos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The registry that replicas amount to, against what the leading master told of it over HTTP. Which master leads, and
 * since when an agent is unreachable, is passed over: that changes by itself.
 */
public final class RegistryComparison {

    /** What the agents that are admitted stand under in a report. */
    static final String AGENTS = "agents";

    /** What those stand under that are not to be reached. */
    static final String UNREACHABLE = "agents that are unreachable";

    private static final int LARGEST = 256 << 20;
    private static final int SHOWN = 5;
    private static final int LONGEST_NUMBER = 400;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final JsonNode log;
    private final JsonNode master;
    private final List<Finding> findings = new ArrayList<>();

    private RegistryComparison(JsonNode log, JsonNode master) {
        this.log = log;
        this.master = master;
    }

    /** Compares both, in JSON. */
    public static CheckReport of(byte[] log, Content master) throws IOException {
        RegistryComparison comparison = new RegistryComparison(MAPPER.readTree(log), read(master));
        comparison.compare();
        return new CheckReport(comparison.findings);
    }

    /** Whether both know agents, reachable or not, and none of them in common: then they are of two clusters. */
    static boolean shareNoAgent(byte[] log, Content master) throws IOException {
        Set<String> inLog = agents(MAPPER.readTree(log));
        Set<String> atMaster = agents(read(master));
        return !inLog.isEmpty() && !atMaster.isEmpty() && Collections.disjoint(inLog, atMaster);
    }

    private static Set<String> agents(JsonNode registry) {
        Set<String> ids = new HashSet<>();
        registry.at("/slaves/slaves")
                .forEach(agent -> ids.add(agent.at("/info/id/value").asText()));
        registry.at("/unreachable/slaves")
                .forEach(agent -> ids.add(agent.at("/id/value").asText()));
        return ids;
    }

    private static JsonNode read(Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new RefusedException("the master's registry has more than " + LARGEST + " bytes");
            }
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new CorruptException("what the master told of its registry is no whole JSON", e);
        }
    }

    private void compare() {
        compare(AGENTS, "/slaves/slaves", "/info/id/value", RegistryComparison::nothing);
        compare(UNREACHABLE, "/unreachable/slaves", "/id/value", RegistryComparison::nothing);
        compare("agents that are gone", "/gone/slaves", "/id/value", RegistryComparison::nothing);
        compare("quotas", "/quota_configs", "/role", quota -> quota);
        compare("quotas of before 1.9", "/quotas", "/info/role", quota -> quota.at("/info/guarantee"));
        compare("weights", "/weights", "/info/role", weight -> weight.at("/info/weight"));
        compare("maintenance", "/machines/machines", "/info/id", machine -> machine.at("/info/mode"));
        compare("schedules of maintenance", "/schedules", "", RegistryComparison::nothing);
        compare("minimum capabilities", "/minimum_capabilities", "/capability", RegistryComparison::nothing);
    }

    /** Of what only its being there counts. */
    private static JsonNode nothing(JsonNode entry) {
        return MAPPER.nullNode();
    }

    private void compare(String what, String list, String name, Function<JsonNode, JsonNode> value) {
        SortedMap<String, String> inLog = entries(log.at(list), name, value);
        SortedMap<String, String> atMaster = entries(master.at(list), name, value);
        if (inLog.equals(atMaster)) {
            findings.add(new Finding(
                    true, what, inLog.isEmpty() ? "none" : inLog.size() + ", the same in the log and at the master"));
            return;
        }
        TreeSet<String> onlyInLog = new TreeSet<>(inLog.keySet());
        onlyInLog.removeAll(atMaster.keySet());
        TreeSet<String> onlyAtMaster = new TreeSet<>(atMaster.keySet());
        onlyAtMaster.removeAll(inLog.keySet());
        TreeSet<String> different = new TreeSet<>(inLog.keySet());
        different.removeIf(key -> !atMaster.containsKey(key) || Objects.equals(inLog.get(key), atMaster.get(key)));
        List<String> words = new ArrayList<>();
        add(words, "only in the log: ", onlyInLog);
        add(words, "only at the master: ", onlyAtMaster);
        add(words, "different: ", different);
        findings.add(new Finding(
                false,
                what,
                String.join("; ", words)
                        + ". Did that change while the backup was made, or is the log another cluster's?"));
    }

    private static void add(List<String> words, String beginning, Set<String> names) {
        if (!names.isEmpty()) {
            words.add(beginning
                    + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                    + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : ""));
        }
    }

    private static SortedMap<String, String> entries(JsonNode list, String name, Function<JsonNode, JsonNode> value) {
        SortedMap<String, String> entries = new TreeMap<>();
        for (JsonNode entry : list) {
            entries.put(canonical(entry.at(name)), canonical(value.apply(entry)));
        }
        return entries;
    }

    /** The same text for the same meaning: names in order, numbers without zeros at the end. */
    private static String canonical(JsonNode node) {
        if (node.isObject()) {
            SortedMap<String, String> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), canonical(field.getValue())));
            return fields.toString();
        }
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(canonical(element)));
            return elements.toString();
        }
        return node.isNumber() ? number(node.decimalValue()) : node.asText();
    }

    /** In digits, but not where the exponent alone asks for gigabytes of zeros. */
    private static String number(BigDecimal value) {
        return Math.abs((long) value.scale()) > LONGEST_NUMBER
                ? value.toString()
                : value.stripTrailingZeros().toPlainString();
    }
}
