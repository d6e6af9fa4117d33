package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Three machines with a ZooKeeper server and an agent each, and a desk from which somebody reaches them: folders on this one, in
 * which everything has the same names. A disaster happens to them, and a page is followed.
 */
final class Stage implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final int NODES = 300;
    private static final String CONFIGURATION = "agent.yaml";
    private static final String NIGHTLY = "schedule: {cron: \"0 0 3 * * ?\"}";
    private static final String OFTEN = "schedule: {cron: \"0/15 * * * * ?\", deadline: 12s}\nstop-grace: 1s";

    private final Path work;
    private Ensemble ensemble;
    private StoreAddress store;
    private final Map<String, Switchboard.Hands> units = new HashMap<>();
    private final Map<String, String> variables = new TreeMap<>();
    private final Map<String, IoAction> meanwhile = new HashMap<>();
    private final Switchboard switchboard;

    /** What somebody else does while a page is followed. */
    @FunctionalInterface
    interface IoAction {
        void act() throws IOException;
    }

    private Stage(Path work, Ensemble ensemble) throws IOException {
        this.work = work;
        this.ensemble = ensemble;
        this.store = StoreAddress.folder(work);
        this.switchboard = Switchboard.in(work.resolve("machines/bin"), work.resolve("machines"), this::act);
    }

    /** Sets it up around an archive in a folder, with servers that serve. */
    static Stage open(Path work) throws Exception {
        Ensemble ensemble = Ensemble.prepare(
                work.resolve("servers"), SERVERS, ServerSettings.standard().still());
        Stage stage = new Stage(work, ensemble);
        try {
            for (Member member : ensemble.members()) {
                Files.createSymbolicLink(stage.machine(member.id()), member.folder());
            }
            Files.createDirectories(stage.desk());
            stage.keepIn(StoreAddress.folder(work.resolve("archive")));
            Files.writeString(stage.desk().resolve("super"), "super:keepsake\n");
            stage.unit("zookeeper", stage::server);
            stage.set("CONFIG", CONFIGURATION)
                    .set("DATA", "data")
                    .set("LOGS", "data")
                    .set("ZK", ensemble.addresses());
            stage.set("ZOOKEEPER", "--target-version 3.9.5 --extended-types").set("AUTH", "digest:super");
            stage.set("OWNER", System.getProperty("user.name"));
            ensemble.start();
            stage.fill();
            return stage;
        } catch (Exception e) {
            stage.close();
            throw e;
        }
    }

    Path work() {
        return work;
    }

    Ensemble ensemble() {
        return ensemble;
    }

    /** New machines in the place of those that were: other folders, other ports, blank. */
    void moveElsewhere() throws IOException {
        ensemble.close();
        ensemble = Ensemble.prepare(
                work.resolve("elsewhere"), SERVERS, ServerSettings.standard().still());
        for (Member member : ensemble.members()) {
            Files.delete(machine(member.id()));
            Files.createSymbolicLink(machine(member.id()), member.folder());
        }
        keepIn(store).set("ZK", ensemble.addresses());
    }

    /** The programs as the judge runs them, beside those who follow a page. */
    Keepsake keepsake() throws IOException {
        return new Keepsake(store, work.resolve("judge"));
    }

    /** The folder that stands for a machine. */
    Path machine(int id) {
        return work.resolve("machines").resolve("zk-" + id);
    }

    /** What the agent of a machine reads. */
    Path configuration(int id) {
        return machine(id).resolve(CONFIGURATION);
    }

    /** The folder of whoever follows the pages. */
    Path desk() {
        return work.resolve("machines/desk");
    }

    /** What a page finds in its variables. */
    Stage set(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** What happens when this unit is started or stopped, on whatever machine. */
    Stage unit(String name, Switchboard.Hands hands) {
        units.put(name, hands);
        return this;
    }

    /** Has all agents, and whoever sits at the desk, use this archive from now on. */
    Stage keepIn(StoreAddress address) throws IOException {
        store = address;
        return configure(member -> "", member -> "");
    }

    /** Writes the configurations: with these lines, and with these sources beside the server. */
    Stage configure(Function<Member, String> lines, Function<Member, String> sources) throws IOException {
        for (Member member : ensemble.members()) {
            Files.writeString(configuration(member.id()), """
                    cluster: lost-and-found
                    node: zk-%d
                    nodes: [zk-1, zk-2, zk-3]
                    store: %s
                    state-dir: "%s"
                    %s
                    %ssources:
                      - {name: zk, type: zookeeper, data-dir: "%s", client: "%s"}
                    %s""".formatted(
                            member.id(),
                            storeLine(),
                            work.resolve("state-" + member.id()),
                            NIGHTLY,
                            lines.apply(member),
                            member.dataDir(),
                            member.address(),
                            sources.apply(member)));
            credentials(machine(member.id()));
        }
        credentials(desk());
        Files.copy(configuration(1), desk().resolve(CONFIGURATION), StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    private String storeLine() {
        String endpoint = store.environment().get("KEEPSAKE_S3_ENDPOINT");
        return endpoint == null
                ? "{url: \"%s\"}".formatted(store.url())
                : "{url: \"%s\", s3: {endpoint: \"%s\", region: us-east-1}}".formatted(store.url(), endpoint);
    }

    /** Where a program looks for them by itself: those of a bucket, which anybody may use here. */
    private static void credentials(Path home) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                home.resolve(".aws/credentials"), "[default]\naws_access_key_id = any\naws_secret_access_key = any\n");
    }

    /** Has the agents run until they have made their first complete backup together. */
    Stage night() throws IOException {
        List<Daemon> daemons = new ArrayList<>();
        try {
            for (Member member : ensemble.members()) {
                Path often = work.resolve("often-%d.yaml".formatted(member.id()));
                Files.writeString(
                        often, Files.readString(configuration(member.id())).replace(NIGHTLY, OFTEN));
                daemons.add(Daemon.start(often, work.resolve("night-%d.log".formatted(member.id()))));
            }
            Await.until(
                    "a complete backup is listed (logs in " + work + ")",
                    Duration.ofMinutes(4),
                    () -> keepsake().list().stream().anyMatch(Backup::complete));
            return this;
        } finally {
            daemons.forEach(Daemon::close);
        }
    }

    /** Has this done right before the block is typed that begins so. */
    Stage before(String commands, IoAction action) {
        meanwhile.put(commands, action);
        return this;
    }

    /** Has the agents of these machines make a backup each. */
    Stage backUp(int... ids) throws IOException {
        for (int id : ids) {
            keepsake().once(configuration(id));
        }
        return this;
    }

    /** Types every command of a page, holds what they print against what it promises, and returns all that was printed. */
    String follow(String page) throws IOException {
        Runbook runbook = Runbook.read(page);
        StringBuilder printed = new StringBuilder();
        long begun = System.nanoTime();
        try (Operator operator = Operator.at(desk(), environment(), work.resolve("typed-" + page))) {
            for (RunbookBlock block : runbook.blocks()) {
                interfere(block);
                Outcome outcome = operator.type(block);
                String where = page + ".md, line " + block.line() + ": " + outcome;
                assertThat(outcome.exitCode()).as(where).isEqualTo(block.exitCode());
                assertThat(block.missing(outcome.output())).as(where).isEmpty();
                printed.append(outcome.output());
                if (operator.typed() == 1) {
                    operator.set(mine(block));
                }
            }
            assertThat(operator.typed()).isEqualTo(runbook.blocks().size()).isGreaterThan(1);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        System.out.printf("%s: %d blocks in %d s%n", page, runbook.blocks().size(), seconds);
        assertThat(seconds)
                .as("what the page says that it takes")
                .isLessThan(runbook.takes().toSeconds());
        return printed.toString();
    }

    private void fill() throws Exception {
        try (Population population = Population.fill(ensemble.addresses(), NODES, new Random(7))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
        }
    }

    /** What the page's first block sets, as it is here. */
    private Map<String, String> mine(RunbookBlock settings) {
        Map<String, String> mine = new TreeMap<>();
        for (String line : settings.commands().lines().toList()) {
            String name = line.substring(0, line.indexOf('='));
            String value = variables.getOrDefault(
                    name, line.substring(name.length() + 1).replace("\"", ""));
            mine.put(name, value);
        }
        return mine;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        String path = System.getenv("PATH");
        environment.put(
                "PATH",
                work.resolve("machines/bin") + ":" + Folders.distribution().resolve("bin") + ":" + path);
        environment.put("HOME", desk().toString());
        String java = System.getenv("JAVA_HOME");
        if (java != null) {
            environment.put("JAVA_HOME", java);
        }
        return environment;
    }

    private void interfere(RunbookBlock block) throws IOException {
        for (Map.Entry<String, IoAction> action : meanwhile.entrySet()) {
            if (block.commands().startsWith(action.getKey())) {
                action.getValue().act();
            }
        }
    }

    private void act(String machine, String verb, String unit) throws Exception {
        Switchboard.Hands hands = units.get(unit);
        if (hands == null) {
            throw new IllegalArgumentException("Unit " + unit + ".service not found.");
        }
        hands.act(machine, verb, unit);
    }

    private void server(String machine, String verb, String unit) throws IOException {
        Member member = ensemble.member(Integer.parseInt(machine.substring("zk-".length())));
        if (verb.equals("stop")) {
            member.stop();
        } else {
            member.start();
        }
    }

    @Override
    public void close() throws IOException {
        ensemble.close();
        switchboard.close();
    }
}
