package dev.keepsake.checkup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a server says in its various forms into one: name and value. What it does not understand it leaves out. */
final class MemberSayings {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9}){1,5}).*", Pattern.DOTALL);
    private static final Pattern LATENCY =
            Pattern.compile("Latency min/avg/max: ([0-9.]{1,20})/([0-9.]{1,20})/([0-9.]{1,20})");
    private static final Pattern PROPOSALS =
            Pattern.compile("Proposal sizes last/min/max: (-?[0-9]{1,18})/(-?[0-9]{1,18})/(-?[0-9]{1,18})");
    private static final Pattern WATCHES = Pattern.compile(
            "\\b([0-9]{1,18}) connections watching ([0-9]{1,18}) paths\\s{1,9}Total watches:\\s{0,9}([0-9]{1,18})");
    private static final Pattern CLIENT = Pattern.compile("(?m)^[ \\t]{0,9}/?(\\S{1,300}?):[0-9]{1,5}\\[");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Map<String, String> SRVR = Map.of(
            "Received", "packets_received",
            "Sent", "packets_sent",
            "Connections", "num_alive_connections",
            "Outstanding", "outstanding_requests",
            "Mode", "server_state",
            "Node count", "znode_count");

    private final SortedMap<String, String> said = new TreeMap<>();

    SortedMap<String, String> all() {
        return said;
    }

    void put(String name, String value) {
        said.put(name, value);
    }

    void srvr(String answer) {
        for (String line : answer.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2).strip();
            if (name.equals("Zookeeper version")) {
                version(value);
            } else if (name.equals("Zxid") && value.startsWith("0x")) {
                said.put("zxid", value.substring(2));
            } else if (SRVR.containsKey(name)) {
                said.put(SRVR.getOrDefault(name, name), value);
            }
        }
        triple(LATENCY.matcher(answer), "min_latency", "avg_latency", "max_latency");
        triple(PROPOSALS.matcher(answer), "last_proposal_size", "min_proposal_size", "max_proposal_size");
    }

    private void triple(Matcher matcher, String first, String second, String third) {
        if (matcher.find()) {
            said.put(first, matcher.group(1));
            said.put(second, matcher.group(2));
            said.put(third, matcher.group(3));
        }
    }

    private void version(String value) {
        Matcher matcher = VERSION.matcher(value);
        if (matcher.matches()) {
            said.put("version", matcher.group(1));
        }
    }

    void mntr(String answer) {
        for (String line : answer.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab > 0 && line.startsWith("zk_")) {
                metric(
                        line.substring("zk_".length(), tab),
                        line.substring(tab + 1).strip());
            }
        }
    }

    private void metric(String name, String value) {
        if (name.equals("version")) {
            version(value);
        } else {
            said.put(name, value);
        }
    }

    void conf(String answer) {
        for (String line : answer.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String name = line.substring(0, equals).strip();
                said.put(
                        "conf." + (name.startsWith("server.") ? name : snake(name)),
                        line.substring(equals + 1).strip());
            }
        }
    }

    private static String snake(String name) {
        return CAMEL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    void envi(String answer) {
        for (String line : answer.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                said.put(
                        "env." + line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
    }

    void wchs(String answer) {
        triple(WATCHES.matcher(answer), "wchs.connections", "wchs.paths", "wchs.watches");
    }

    /** Only counts: who the clients are is nobody's business here, how unevenly they are spread is. */
    void cons(String answer) {
        Map<String, Long> hosts = new HashMap<>();
        for (Matcher client = CLIENT.matcher(answer); client.find(); ) {
            hosts.merge(client.group(1), 1L, Long::sum);
        }
        clients(hosts);
    }

    private void clients(Map<String, Long> hosts) {
        said.put(
                "cons.connections",
                Long.toString(hosts.values().stream().mapToLong(Long::longValue).sum()));
        said.put("cons.hosts", Long.toString(hosts.size()));
        said.put(
                "cons.most",
                Long.toString(
                        hosts.values().stream().mapToLong(Long::longValue).max().orElse(0)));
    }

    /** The members of a JSON object of the AdminServer; false where it is an error or no object. */
    boolean admin(String command, String json) {
        JsonNode answer;
        try {
            answer = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return false;
        }
        if (!answer.isObject() || answer.path("error").isTextual()) {
            return false;
        }
        switch (command) {
            case "server_stats" -> stats(answer);
            case "monitor" -> answer.properties().forEach(one -> scalar("", one));
            case "configuration" -> answer.properties().forEach(one -> scalar("conf.", one));
            case "environment" -> answer.properties().forEach(one -> scalar("env.", one));
            case "watch_summary" -> {
                number(answer, "num_connections", "wchs.connections");
                number(answer, "num_paths", "wchs.paths");
                number(answer, "num_total_watches", "wchs.watches");
            }
            default -> connections(answer);
        }
        return true;
    }

    private void stats(JsonNode answer) {
        version(answer.path("version").asText());
        JsonNode stats = answer.path("server_stats");
        if (stats.path("server_state").isTextual()) {
            said.put(
                    "server_state",
                    answer.path("read_only").asBoolean()
                            ? "read-only"
                            : stats.path("server_state").asText());
        }
        if (stats.path("last_processed_zxid").isIntegralNumber()) {
            said.put("zxid", Long.toHexString(stats.path("last_processed_zxid").asLong()));
        }
        number(answer, "node_count", "znode_count");
        number(stats, "num_alive_client_connections", "num_alive_connections");
        for (String name :
                new String[] {"outstanding_requests", "min_latency", "avg_latency", "max_latency", "packets_received"
                }) {
            number(stats, name, name);
        }
        JsonNode proposals = answer.path("proposal_stats");
        number(proposals, "max_buffer_size", "max_proposal_size");
    }

    private void number(JsonNode from, String name, String as) {
        if (from.path(name).isNumber()) {
            said.put(as, from.path(name).asText());
        }
    }

    private void scalar(String before, Map.Entry<String, JsonNode> one) {
        if (one.getValue().isValueNode() && !one.getKey().equals("command")) {
            String value = one.getValue().asText();
            if (before.isEmpty()) {
                metric(one.getKey(), value);
            } else if (!value.equals("null")) {
                said.put(before + one.getKey(), value);
            }
        }
    }

    private void connections(JsonNode answer) {
        Map<String, Long> hosts = new HashMap<>();
        for (String list : new String[] {"connections", "secure_connections"}) {
            for (JsonNode one : answer.path(list)) {
                String address = one.path("remote_socket_address").asText();
                hosts.merge(address.substring(0, Math.max(0, address.lastIndexOf(':'))), 1L, Long::sum);
            }
        }
        clients(hosts);
    }
}
