package dev.keepsake.checkup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** By which paths programs are known that keep their state in ZooKeeper. */
final class KnownRoots {

    private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

    static {
        PROGRAMS.put("/storm", "Storm");
        PROGRAMS.put("/brokers", "Kafka");
        PROGRAMS.put("/kafka", "Kafka");
        PROGRAMS.put("/hbase", "HBase");
        PROGRAMS.put("/solr", "Solr");
        PROGRAMS.put("/overseer", "Solr");
        PROGRAMS.put("/hadoop-ha", "HDFS");
        PROGRAMS.put("/rmstore", "YARN");
        PROGRAMS.put("/accumulo", "Accumulo");
        PROGRAMS.put("/druid", "Druid");
        PROGRAMS.put("/flink", "Flink");
        PROGRAMS.put("/clickhouse", "ClickHouse");
        PROGRAMS.put("/pulsar", "Pulsar");
        PROGRAMS.put("/nifi", "NiFi");
    }

    private KnownRoots() {}

    static Set<String> marks() {
        return PROGRAMS.keySet();
    }

    /** By the last part of its path, which may stand below a folder of its own. */
    static String program(String path) {
        return PROGRAMS.getOrDefault(path.substring(Math.max(0, path.lastIndexOf('/'))), path);
    }
}
