package dev.keepsake.format;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where programs keep what, and what it is called. */
final class KnownPlaces {

    private static final Map<Pattern, String> PLACES = Map.ofEntries(
            place("(/.+)?/brokers/ids/[0-9]+", "Kafka broker"),
            place("(/.+)?/brokers/topics/[^/]+", "Kafka topic"),
            place("(/.+)?/brokers/topics/[^/]+/partitions/[0-9]+/state", "Kafka partition"),
            place("(/.+)?/controller", "Kafka controller"),
            place("(/.+)?/config/(topics|clients|users|brokers)/[^/]+", "Kafka configuration"),
            place("(/.+)?/kafka-acl(-extended)?/.+", "Kafka access list"),
            place("(/.+)?/mesos[^/]*/json\\.info_[0-9]{10}", "Mesos master"),
            place("(/.+)?/state/instance/[0-9a-f]{1,2}/.+", "Marathon instance"),
            place("(/.+)?/state/pods/[0-9a-f]{1,2}/.+", "Marathon pod"),
            place("(/.+)?/collections/[^/]+/state\\.json", "Solr collection"),
            place("(/.+)?/clusterstate\\.json", "Solr cluster"));

    private static final Map<String, String> CATEGORIES = Map.of(
            "apps", "App",
            "group", "Group",
            "deployment", "Deployment",
            "taskFailures", "TaskFailure",
            "framework-id", "Id");

    /** What a variable's name begins with, in the store of Marathon before 1.4. */
    private static final Map<String, String> VARIABLES = Map.of(
            "app:", "App",
            "group:", "Group",
            "deployment:", "Deployment",
            "taskFailure:", "TaskFailure",
            "framework:", "Id",
            "internal:storage:version", "StorageVersion");

    private static final Map<String, String> TITLES = Map.of(
            "App", "Marathon app",
            "Group", "Marathon group",
            "Deployment", "Marathon deployment",
            "TaskFailure", "Marathon task failure",
            "StorageVersion", "Marathon storage version",
            "Id", "framework id",
            "MasterInfo", "Mesos master");

    private static final Map<String, String> HBASE = Map.of(
            "master", "HBaseMaster",
            "backup-masters", "HBaseMaster",
            "meta-region-server", "HBaseMeta",
            "running", "HBaseRunning",
            "hbaseid", "HBaseId",
            "table", "HBaseTable",
            "balancer", "HBaseSwitch",
            "normalizer", "HBaseSwitch");

    private KnownPlaces() {}

    private static Map.Entry<Pattern, String> place(String path, String name) {
        return Map.entry(Pattern.compile(path), name);
    }

    /** What JSON at such a place is. */
    static Optional<String> name(String path) {
        return PLACES.entrySet().stream()
                .filter(place -> place.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The message that Marathon keeps in a category. */
    static String category(String category) {
        return CATEGORIES.getOrDefault(category, "Id");
    }

    /** The message that a variable of this name holds. */
    static Optional<String> variable(String name) {
        return VARIABLES.entrySet().stream()
                .filter(variable -> name.startsWith(variable.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** What a message is, in a few words. */
    static String title(String message) {
        return TITLES.getOrDefault(message, message);
    }

    /** The message that HBase keeps there: told by the znode's own name, or its parent's. */
    static Optional<String> hbase(String path) {
        String[] names = path.split("/", -1);
        String own = names[names.length - 1];
        String parent = names.length > 1 ? names[names.length - 2] : "";
        return Optional.ofNullable(HBASE.getOrDefault(own, HBASE.get(parent)));
    }
}
