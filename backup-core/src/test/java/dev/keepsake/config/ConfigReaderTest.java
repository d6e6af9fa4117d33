package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private static final String SMALLEST = """
        cluster: prod
        store: {url: "file:///var/backups/keepsake"}
        sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]
        """;

    private static final String CONTRACT = """
        cluster: prod                      # required
        node: master-1                     # default: host name
        nodes: [master-1]                  # who is expected in a complete backup; default: this node alone
        store:
          url: s3://bucket/prefix          # or file:///var/backups/keepsake
          s3: {endpoint: "http://127.0.0.1:9000", region: us-east-1, path-style: true}      # all optional; credentials from the usual AWS variables and files
        schedule: {cron: "0 0 3 * * ?", time-zone: UTC}
        state-dir: /var/lib/keepsake       # lock against a second run, positions, work space
        sources:
          - {name: zk, type: zookeeper, data-dir: /var/lib/zookeeper, data-log-dir: /var/lib/zookeeper, client: "127.0.0.1:2181"}
        """;

    private static final DaemonConfig STANDARD = new DaemonConfig(
            Duration.ofHours(12),
            Duration.ofSeconds(60),
            new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO),
            new FollowConfig(false, Duration.ofSeconds(2)),
            ReportingConfig.NONE,
            true,
            Optional.empty());

    @TempDir
    Path folder;

    private Path file = Path.of("agent.yaml");

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("agent.yaml");
    }

    @Test
    void whatIsNotSaidHasADefault() throws IOException {
        Configured<AgentConfig> read = read(SMALLEST, Map.of(), Overrides.NONE);

        assertThat(read.config())
                .isEqualTo(new AgentConfig(
                        "prod",
                        "host-7.example.com",
                        List.of("host-7.example.com"),
                        new StoreConfig(URI.create("file:///var/backups/keepsake"), S3Config.DEFAULT),
                        Optional.empty(),
                        Path.of("/var/lib/keepsake"),
                        STANDARD,
                        List.of(new ZooKeeperSource(
                                "zk", Path.of("/var/lib/zookeeper"), Path.of("/var/lib/zookeeper"), "127.0.0.1", 2181)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(read.settings())
                .containsExactly(
                        new Setting("cluster", "prod", file + ":1"),
                        new Setting("node", "host-7.example.com", "default (host name)"),
                        new Setting("nodes", "[host-7.example.com]", "default"),
                        new Setting("store.url", "file:///var/backups/keepsake", file + ":2"),
                        new Setting("store.s3.path-style", "false", "default"),
                        new Setting("state-dir", "/var/lib/keepsake", "default"),
                        new Setting("max-duration", "12h", "default"),
                        new Setting("stop-grace", "60s", "default"),
                        new Setting("log.format", "text", "default"),
                        new Setting("log.level", "info", "default"),
                        new Setting("follow.enabled", "false", "default"),
                        new Setting("follow.max-lag", "2s", "default"),
                        new Setting("keep-tool", "true", "default"),
                        new Setting("sources[0].name", "zk", file + ":3"),
                        new Setting("sources[0].type", "zookeeper", file + ":3"),
                        new Setting("sources[0].data-dir", "/var/lib/zookeeper", file + ":3"),
                        new Setting("sources[0].data-log-dir", "/var/lib/zookeeper", "default"),
                        new Setting("sources[0].client", "127.0.0.1:2181", "default"));
    }

    @Test
    void everythingThatIsSaidIsTaken() throws IOException {
        Configured<AgentConfig> read = read(CONTRACT, Map.of(), Overrides.NONE);

        assertThat(read.config())
                .isEqualTo(new AgentConfig(
                        "prod",
                        "master-1",
                        List.of("master-1"),
                        new StoreConfig(
                                URI.create("s3://bucket/prefix"),
                                new S3Config(
                                        Optional.of(URI.create("http://127.0.0.1:9000")),
                                        Optional.of("us-east-1"),
                                        true)),
                        Optional.of(new ScheduleConfig("0 0 3 * * ?", ZoneId.of("UTC"), Duration.ofHours(1))),
                        Path.of("/var/lib/keepsake"),
                        STANDARD,
                        List.of(new ZooKeeperSource(
                                "zk", Path.of("/var/lib/zookeeper"), Path.of("/var/lib/zookeeper"), "127.0.0.1", 2181)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(read.settings())
                .containsExactly(
                        new Setting("cluster", "prod", file + ":1"),
                        new Setting("node", "master-1", file + ":2"),
                        new Setting("nodes", "[master-1]", file + ":3"),
                        new Setting("store.url", "s3://bucket/prefix", file + ":5"),
                        new Setting("store.s3.endpoint", "http://127.0.0.1:9000", file + ":6"),
                        new Setting("store.s3.region", "us-east-1", file + ":6"),
                        new Setting("store.s3.path-style", "true", file + ":6"),
                        new Setting("schedule.cron", "0 0 3 * * ?", file + ":7"),
                        new Setting("schedule.time-zone", "UTC", file + ":7"),
                        new Setting("schedule.deadline", "1h", "default"),
                        new Setting("state-dir", "/var/lib/keepsake", file + ":8"),
                        new Setting("max-duration", "12h", "default"),
                        new Setting("stop-grace", "60s", "default"),
                        new Setting("log.format", "text", "default"),
                        new Setting("log.level", "info", "default"),
                        new Setting("follow.enabled", "false", "default"),
                        new Setting("follow.max-lag", "2s", "default"),
                        new Setting("keep-tool", "true", "default"),
                        new Setting("sources[0].name", "zk", file + ":10"),
                        new Setting("sources[0].type", "zookeeper", file + ":10"),
                        new Setting("sources[0].data-dir", "/var/lib/zookeeper", file + ":10"),
                        new Setting("sources[0].data-log-dir", "/var/lib/zookeeper", file + ":10"),
                        new Setting("sources[0].client", "127.0.0.1:2181", file + ":10"));
    }

    @Test
    void valuesOtherThanTheDefaultsAreTakenToo() throws IOException {
        AgentConfig config = read("""
            cluster: prod
            node: b
            nodes: [a, b]
            store: {url: "s3://bucket/", s3: {endpoint: "https://s3.example.com", path-style: false}}
            schedule: {cron: "0 30 2 ? * MON-FRI", time-zone: Europe/Berlin, deadline: 20m}
            state-dir: /srv/keepsake/
            sources:
              - {name: zk, type: zookeeper, data-dir: /a, data-log-dir: /b, client: "[::1]:2182"}
              - {name: zk2, type: zookeeper, data-dir: /c, client: zk.example.com:65535}
            """, Map.of(), Overrides.NONE).config();

        assertThat(config.nodes()).containsExactly("a", "b");
        assertThat(config.store().url()).isEqualTo(URI.create("s3://bucket"));
        assertThat(config.store().s3().pathStyle()).isFalse();
        assertThat(config.schedule())
                .contains(new ScheduleConfig("0 30 2 ? * MON-FRI", ZoneId.of("Europe/Berlin"), Duration.ofMinutes(20)));
        assertThat(config.stateDir()).isEqualTo(Path.of("/srv/keepsake"));
        assertThat(config.sources())
                .containsExactly(
                        new ZooKeeperSource("zk", Path.of("/a"), Path.of("/b"), "::1", 2182),
                        new ZooKeeperSource("zk2", Path.of("/c"), Path.of("/c"), "zk.example.com", 65_535));
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() throws IOException {
        List<String> problems = problems("""
            clutser: prod
            node: Master
            nodes: [a, a]
            store:
              url: ftp://example.com/backups
              s3: {endpoint: "http://127.0.0.1:9000", region: , secret-key: hunter2}
            schedule:
              cron: "0 3 * * *"
              time-zone: Europe/Brelin
            state-dir: var/lib
            state-dir: /var/lib
            sources:
              - name: zk
                type: zookeeper
                data-dri: /var/lib/zookeeper
                client: 127.0.0.1
              - {name: zk, type: etcd, data-dir: [/var/lib/zookeeper], log-dir: /var/log}
            url: s3://bucket
            """, Map.of(), Overrides.NONE);

        assertThat(problems)
                .containsExactly(
                        file + ":1:1: unknown key 'clutser'; did you mean 'cluster'?",
                        file
                                + ":2:7: node: 'Master' is not a name: use 1 to 63 of a-z 0-9 . _ - and begin with a"
                                + " letter or digit",
                        file + ":3:8: nodes: a name stands here twice",
                        file + ":5:8: store.url: 'ftp://example.com/backups' is not a store's URL: use"
                                + " file:///absolute/path or s3://bucket/prefix",
                        file + ":6:43: store.s3.region has no value: give one, or remove the key",
                        file + ":6:53: key 'secret-key' in store.s3: credentials come from the environment or files,"
                                + " never from this file",
                        file + ":8:9: schedule.cron: '0 3 * * *' is not a cron expression: six or seven fields (seconds"
                                + " minutes hours day-of-month month day-of-week [year]), such as '0 0 3 * * ?'",
                        file + ":9:14: schedule.time-zone: 'Europe/Brelin' is not a time zone: did you mean"
                                + " 'Europe/Berlin'?",
                        file + ":10:12: state-dir: 'var/lib' is not an absolute path: begin with /",
                        file + ":11:1: duplicate key 'state-dir': it stands in line 10 already",
                        file + ":15:5: unknown key 'data-dri' in sources[0]; did you mean 'data-dir'?",
                        file + ":16:13: sources[0].client: '127.0.0.1' is not an address: use host:port, such as"
                                + " 127.0.0.1:2181 or [::1]:2181",
                        file + ":17:12: sources[1].name: 'zk' is taken by sources[0].name",
                        file
                                + ":17:22: sources[1].type: 'etcd' is not a type of source: use one of zookeeper,"
                                + " zookeeper-observer, zookeeper-client, mesos-log, http, marathon, mesos-master,"
                                + " chronos, metronome",
                        file + ":17:38: sources[1].data-dir: expected text, found a list",
                        file
                                + ":17:60: unknown key 'log-dir' in sources[1]; known here: name, type, data-dir,"
                                + " data-log-dir, client, tls, admin, servers, work-dir, server-id, heap,"
                                + " sync-timeout, quorum, jaas-file, chroot, auth-scheme, auth-file, auth-variable,"
                                + " client-config, skip-unreadable, path, urls, user, password-file,"
                                + " password-variable, token-file, token-variable, token-prefix, connect-timeout,"
                                + " timeout, max-answer, capture-limit, endpoints",
                        file + ":18:1: unknown key 'url'; it belongs in store");
    }

    @Test
    void whatMustBeThereIsNamedWithEveryWayToSayIt() throws IOException {
        assertThat(problems("node: a", Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":1:1: missing required key 'cluster'; set it here, or set KEEPSAKE_CLUSTER, or give"
                                + " --cluster",
                        file + ":1:1: missing required key 'url' in store; set it here, or set KEEPSAKE_STORE, or give"
                                + " --store",
                        file
                                + ":1:1: missing required key 'sources': without one there is nothing to capture; an"
                                + " agent that only proves has 'verify' instead");
        assertThat(problems(SMALLEST.replaceAll("sources: .*", "sources: [{}]"), Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":3:11: missing required key 'name' in sources[0]",
                        file + ":3:11: missing required key 'type' in sources[0]",
                        file + ":3:11: missing required key 'data-dir' in sources[0]");
        assertThat(problems(SMALLEST + "schedule: {time-zone: UTC}", Map.of(), Overrides.NONE))
                .containsExactly(file + ":4:11: missing required key 'cron' in schedule");
    }

    @Test
    void aKeyWithoutAValueIsNotCalledMissingToo() throws IOException {
        assertThat(problems(SMALLEST.replace("cluster: prod", "cluster:"), Map.of(), Overrides.NONE))
                .containsExactly(file + ":1:1: cluster has no value: give one, or remove the key");
        assertThat(problems(SMALLEST.replaceAll("store: .*", "store:") + "schedule:\n", Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":2:1: store has no value: give one, or remove the key",
                        file + ":4:1: schedule has no value: give one, or remove the key");
    }

    @Test
    void aDaemonIsToldHowLongThingsMayTakeAndHowToLog() throws IOException {
        AgentConfig config = read(
                        SMALLEST
                                + "max-duration: 1d\n"
                                + "stop-grace: 5m\n"
                                + "keep-tool: false\n"
                                + "log: {format: json, level: warn}\n",
                        Map.of("KEEPSAKE_LOG_LEVEL", "debug"),
                        Overrides.NONE)
                .config();

        assertThat(config.daemon())
                .isEqualTo(new DaemonConfig(
                        Duration.ofDays(1),
                        Duration.ofMinutes(5),
                        new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG),
                        new FollowConfig(false, Duration.ofSeconds(2)),
                        ReportingConfig.NONE,
                        false,
                        Optional.empty()));
    }

    @Test
    void whoeverWritesOfFollowingWantsItUnlessHeSaysOtherwise() throws IOException {
        assertThat(follow("follow: {max-lag: 5s}")).isEqualTo(new FollowConfig(true, Duration.ofSeconds(5)));
        assertThat(follow("follow: {enabled: true}")).isEqualTo(new FollowConfig(true, Duration.ofSeconds(2)));
        assertThat(follow("follow: {enabled: false, max-lag: 1m}"))
                .isEqualTo(new FollowConfig(false, Duration.ofMinutes(1)));
        assertThat(problems(SMALLEST + "follow: {enabled: yes, max-lag: 1h, lag: 2s}\n", Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":4:19: follow.enabled: 'yes' is neither true nor false",
                        file + ":4:33: follow.max-lag: 1h is more than 10m; backups at such a pace are what 'schedule'"
                                + " makes",
                        file + ":4:37: unknown key 'lag' in follow; known here: enabled, max-lag");
    }

    private FollowConfig follow(String text) throws IOException {
        return read(SMALLEST + text + "\n", Map.of(), Overrides.NONE)
                .config()
                .daemon()
                .follow();
    }

    @Test
    void durationsThatLeaveNoRoomAreToldWithTheOtherProblems() throws IOException {
        assertThat(problems(
                        SMALLEST + "schedule: {cron: 0 0 3 * * ?, deadline: 24h}\nmax-duration: 1h\nstop-grace: soon\n"
                                + "log: {format: xml, level: all}\n",
                        Map.of(),
                        Overrides.NONE))
                .containsExactly(
                        file
                                + ":4:41: schedule.deadline: 24h is not shorter than the time between two runs, which"
                                + " is 24h at the shortest",
                        file + ":5:15: max-duration: 1h is not longer than schedule.deadline, 24h, so no run could wait"
                                + " for the other nodes",
                        file
                                + ":6:13: stop-grace: 'soon' is not a duration: a whole number and s, m, h or d, such"
                                + " as 90s or 2h",
                        file + ":7:15: log.format: 'xml' is not a format of the log: use text or json",
                        file + ":7:27: log.level: 'all' is not a level of the log: use debug, info or warn");
    }

    @Test
    void noRunMayTakeSoLongThatItsUploadsAreSweptAway() throws IOException {
        assertThat(problems(SMALLEST + "max-duration: 25h\n", Map.of(), Overrides.NONE))
                .containsExactly(file
                        + ":4:15: max-duration: 25h is more than 24h, after which what a run has begun to upload is"
                        + " taken for left behind");
    }

    @Test
    void aScheduleIsInUtcUnlessSomethingElseIsSaid() throws IOException {
        assertThat(read(SMALLEST + "schedule: {cron: 0 0 3 * * ?}", Map.of(), Overrides.NONE)
                        .config()
                        .schedule())
                .contains(new ScheduleConfig("0 0 3 * * ?", ZoneId.of("UTC"), Duration.ofHours(1)));
    }

    @Test
    void anEndpointMeansPathStyleUnlessSomethingElseIsSaid() throws IOException {
        String text =
                SMALLEST.replaceAll("store: .*", "store: {url: s3://bucket, s3: {endpoint: http://localhost:9000}}");

        assertThat(read(text, Map.of(), Overrides.NONE).config().store().s3().pathStyle())
                .isTrue();
        assertThat(read(text, Map.of("KEEPSAKE_S3_PATH_STYLE", "false"), Overrides.NONE)
                        .config()
                        .store()
                        .s3()
                        .pathStyle())
                .isFalse();
        assertThat(read(SMALLEST, Map.of("KEEPSAKE_S3_ENDPOINT", "http://localhost:9000"), Overrides.NONE)
                        .config()
                        .store()
                        .s3()
                        .pathStyle())
                .isTrue();
    }

    @Test
    void whatIsOfTheWrongKindIsNamedOnce() throws IOException {
        assertThat(problems("""
            cluster: {a: b}
            node: [a]
            nodes: a
            store: s3://bucket/prefix
            schedule: "0 0 3 * * ?"
            state-dir: ~
            sources: zk
            """, Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":1:10: cluster: expected text, found keys and values",
                        file + ":2:7: node: expected text, found a list",
                        file + ":3:8: nodes: expected a list, found text",
                        file
                                + ":4:8: store: expected keys and values (url, upload-limit, download-limit, s3),"
                                + " found text",
                        file + ":5:11: schedule: expected keys and values (cron, time-zone, deadline), found text",
                        file + ":6:1: state-dir has no value: give one, or remove the key",
                        file + ":7:10: sources: expected a list, found text");
        assertThat(problems(
                        SMALLEST.replaceAll("sources: .*", "sources: [zk, ~]") + "nodes: [[a], ~]",
                        Map.of(),
                        Overrides.NONE))
                .containsExactly(
                        file
                                + ":3:11: sources[0]: expected keys and values (name, type, data-dir, data-log-dir,"
                                + " client, tls, admin, servers, work-dir, server-id, heap, sync-timeout, quorum,"
                                + " jaas-file, chroot, auth-scheme, auth-file, auth-variable, client-config,"
                                + " skip-unreadable, path, urls, user, password-file, password-variable, token-file,"
                                + " token-variable, token-prefix, connect-timeout, timeout, max-answer, capture-limit,"
                                + " endpoints), found text",
                        file
                                + ":3:15: sources[1]: expected keys and values (name, type, data-dir, data-log-dir,"
                                + " client, tls, admin, servers, work-dir, server-id, heap, sync-timeout, quorum,"
                                + " jaas-file, chroot, auth-scheme, auth-file, auth-variable, client-config,"
                                + " skip-unreadable, path, urls, user, password-file, password-variable, token-file,"
                                + " token-variable, token-prefix, connect-timeout, timeout, max-answer, capture-limit,"
                                + " endpoints), found nothing",
                        file + ":4:9: nodes[0]: expected text, found a list",
                        file + ":4:14: nodes[1]: expected text, found nothing");
        assertThat(problems(SMALLEST.replaceAll("sources: .*", "sources: []") + "nodes: []", Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":3:10: sources: expected at least one, found none",
                        file + ":4:8: nodes: expected at least one, found none; leave the key out for this node alone");
    }

    @Test
    void theEnvironmentLiesOverTheFileAndFlagsOverBoth() throws IOException {
        Map<String, String> environment = Map.of(
                "KEEPSAKE_STORE", "s3://environment/a",
                "KEEPSAKE_CLUSTER", "environment",
                "KEEPSAKE_NODE", "environment-node",
                "KEEPSAKE_STATE_DIR", "/environment",
                "KEEPSAKE_S3_ENDPOINT", "http://environment:9000",
                "KEEPSAKE_S3_REGION", " ",
                "KEEPSAKE_S3_PATH_STYLE", "false");
        Overrides flags = new Overrides(Map.of("store.url", "s3://flag/a", "store.s3.path-style", "true"));

        Configured<AgentConfig> read = read(CONTRACT.replaceAll("nodes: .*", ""), environment, flags);

        assertThat(read.config().store())
                .isEqualTo(new StoreConfig(
                        URI.create("s3://flag/a"),
                        new S3Config(
                                Optional.of(URI.create("http://environment:9000")), Optional.of("us-east-1"), true)));
        assertThat(read.settings().subList(0, 7))
                .containsExactly(
                        new Setting("cluster", "environment", "environment KEEPSAKE_CLUSTER"),
                        new Setting("node", "environment-node", "environment KEEPSAKE_NODE"),
                        new Setting("nodes", "[environment-node]", "default"),
                        new Setting("store.url", "s3://flag/a", "flag --store"),
                        new Setting("store.s3.endpoint", "http://environment:9000", "environment KEEPSAKE_S3_ENDPOINT"),
                        new Setting("store.s3.region", "us-east-1", file + ":6"),
                        new Setting("store.s3.path-style", "true", "flag --s3-path-style"));
        assertThat(read.config().stateDir()).isEqualTo(Path.of("/environment"));
    }

    @Test
    void whatIsWrongOutsideTheFileIsToldAfterIt() throws IOException {
        assertThat(problems(
                        SMALLEST + "x: y\n",
                        Map.of("KEEPSAKE_CLUSTER", "A", "KEEPSAKE_S3_PATH_STYLE", "yes"),
                        new Overrides(Map.of("store.url", ""))))
                .containsExactly(
                        file
                                + ":4:1: unknown key 'x'; known here: cluster, node, nodes, store, schedule, verify,"
                                + " retention, prune, state-dir, max-duration, stop-grace, log, page, follow,"
                                + " keep-tool, encryption, signing-key, trusted-signers, metrics, notify, doctor, sources",
                        "environment KEEPSAKE_CLUSTER: cluster: 'A' is not a name: use 1 to 63 of a-z 0-9 . _ - and"
                                + " begin with a letter or digit",
                        "flag --store: store.url: '' is not a store's URL: use file:///absolute/path or"
                                + " s3://bucket/prefix",
                        "environment KEEPSAKE_S3_PATH_STYLE: store.s3.path-style: 'yes' is neither true nor false");
    }

    @Test
    void aHostNameThatIsNoNameAsksForOne() throws IOException {
        Files.writeString(file, SMALLEST);

        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "_Host", Daily.ALWAYS))
                        .problems())
                .containsExactly(
                        file + ":1:1: this machine's host name '_host' is not a name (use 1 to 63 of a-z 0-9 . _ - and"
                                + " begin with a letter or digit); set 'node:', or set KEEPSAKE_NODE, or give --node");
    }

    @Test
    void thisNodeMustBeAmongTheNodes() throws IOException {
        assertThat(problems(SMALLEST + "nodes: [a, b]", Map.of(), Overrides.NONE))
                .containsExactly(
                        file + ":4:8: nodes: this node, 'host-7.example.com', is not among [a, b]: add it, or set"
                                + " 'node:'");
    }

    @Test
    void aFileOfNothingButMistakesGivesABoundedMessage() throws IOException {
        StringBuilder text = new StringBuilder(SMALLEST);
        for (int i = 0; i < 2_000; i++) {
            text.append("nonsense-").append(i).append(": 1\n");
        }

        assertThat(problems(text.toString(), Map.of(), Overrides.NONE))
                .hasSize(101)
                .last()
                .isEqualTo("and 1900 problems more");
    }

    private Configured<AgentConfig> read(String text, Map<String, String> environment, Overrides flags)
            throws IOException {
        Files.writeString(file, text);
        return ConfigReader.agent(file, environment, flags, () -> "Host-7.Example.com", Daily.ALWAYS);
    }

    private List<String> problems(String text, Map<String, String> environment, Overrides flags) throws IOException {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(text, environment, flags));
        assertThat(wrong).hasMessage(String.join("\n", wrong.problems()));
        return wrong.problems();
    }
}
