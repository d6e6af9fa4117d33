package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole control plane is backed up by its agents, lost, and brought back by the commands of the printed plan. */
final class WholeClusterIT {
    private static final int NODES = 300;
    private static final int SERVERS = 3;
    private static final String FRAMEWORK = "96d7da70-b731-4cfb-96a7-0ee877af615d-0000";

    private final byte[] registry = registry();

    @TempDir
    private Path work;

    @Test
    void everythingComesBackByThePrintedPlan() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (ControlPlane plane = ControlPlane.start(FRAMEWORK);
                Ensemble ensemble = Ensemble.start(
                        work.resolve("servers"),
                        SERVERS,
                        ServerSettings.standard().withSplitLogs().still());
                Population population = Population.fill(ensemble.addresses(), NODES, new Random(6))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            fill(plane, ensemble);
            String told = plane.state();
            String id = backUp(keepsake, plane, ensemble);
            assertThat(keepsake.run(keepsake.cli("show", id, "--cross-check"))
                            .orThrow()
                            .output())
                    .contains(
                            "ok    marathon in ZooKeeper", "ok    marathon at the masters", "ok    agents: 2, the same")
                    .doesNotContain("FAIL");
            NavigableMap<String, Node> tree = TreeDump.read(ensemble.member(1).address());
            destroy(plane, ensemble);

            follow(plan(keepsake, id, ensemble), keepsake, ensemble);

            for (Member member : ensemble.members()) {
                Comparison comparison = Comparer.compare(Sessions.drop(tree), TreeDump.read(member.address()));
                assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
                assertThat(comparison.nodes()).isGreaterThan(NODES / 2);
                assertThat(MasterLog.appended(log(member))).isEqualTo(MasterLog.expected(registry));
            }
            assertThat(plane.state()).isEqualTo(told);
        }
    }

    private void fill(ControlPlane plane, Ensemble ensemble) throws IOException, InterruptedException, KeeperException {
        plane.weigh("ads", 2.5);
        plane.run("/web", 3);
        plane.run("/prod/db", 1);
        try (Connection connection = Connection.anybody(ensemble.addresses())) {
            for (String path : List.of("/marathon", "/marathon/state", "/marathon/state/framework-id")) {
                create(connection, path, new byte[0], CreateMode.CONTAINER);
            }
            create(connection, "/marathon/state/framework-id/0", new byte[0], CreateMode.CONTAINER);
            create(
                    connection,
                    "/marathon/state/framework-id/0/id",
                    new Message().with(1, FRAMEWORK).bytes(),
                    CreateMode.PERSISTENT);
        }
        for (Member member : ensemble.members()) {
            if (member.id() == SERVERS) {
                MasterLog.writeHoled(log(member), registry);
            } else {
                MasterLog.write(log(member), registry);
            }
        }
    }

    private static void create(Connection connection, String path, byte[] data, CreateMode mode)
            throws InterruptedException, KeeperException {
        connection.client().create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
    }

    /** One backup by three agents, each with what is on its machine; the first also asks the masters and Marathon. */
    private String backUp(Keepsake keepsake, ControlPlane plane, Ensemble ensemble) throws IOException {
        List<Daemon> daemons = new ArrayList<>();
        try {
            for (Member member : ensemble.members()) {
                Path configuration = configure(member, plane);
                daemons.add(Daemon.start(configuration, work.resolve("agent-" + member.id() + ".log")));
            }
            Await.until(
                    "a complete backup is listed (logs in " + work + ")",
                    Duration.ofMinutes(2),
                    () -> madeComplete(daemons));
        } finally {
            daemons.forEach(Daemon::close);
        }
        return keepsake.list().stream()
                .filter(Backup::complete)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static boolean madeComplete(List<Daemon> daemons) throws IOException {
        for (Daemon daemon : daemons) {
            if (daemon.log()
                    .lines()
                    .anyMatch(line -> line.contains("kind=BACKED_UP") && !line.contains("not complete"))) {
                return true;
            }
        }
        return false;
    }

    private Path configure(Member member, ControlPlane plane) throws IOException {
        String everywhere = """
                cluster: lost-and-found
                node: master-%d
                nodes: [master-1, master-2, master-3]
                store: {url: "%s"}
                state-dir: "%s"
                schedule: {cron: "0/15 * * * * ?", deadline: 12s}
                stop-grace: 1s
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                  - {name: registrar, type: mesos-log, path: "%s", work-dir: "%s"}
                """.formatted(
                        member.id(),
                        work.resolve("archive").toUri(),
                        work.resolve("state-" + member.id()),
                        member.dataDir(),
                        member.logDir(),
                        member.address(),
                        log(member),
                        work);
        String once = """
                  - {name: masters, type: mesos-master, urls: ["%1$s"]}
                  - {name: marathon, type: marathon, urls: ["%1$s"]}
                """.formatted(plane.url());
        return Files.writeString(
                work.resolve("agent-" + member.id() + ".yaml"), everywhere + (member.id() == 1 ? once : ""));
    }

    private static void destroy(ControlPlane plane, Ensemble ensemble) throws IOException {
        ensemble.kill();
        for (Member member : ensemble.members()) {
            Folders.delete(member.dataDir());
            Folders.delete(member.logDir());
            Folders.delete(log(member));
        }
        plane.lose();
        // new machines: blank folders, and each server's own number
        ensemble.enlighten();
    }

    private static String plan(Keepsake keepsake, String id, Ensemble ensemble) throws IOException {
        String version = ensemble.member(1).settings().version().number();
        String plan = keepsake.run(keepsake.cli(
                        "restore", "plan", "--backup", id, "--target-version", version, "--extended-types", "--yes"))
                .orThrow()
                .output();
        assertThat(plan).doesNotContain("WARNING");
        return plan;
    }

    /** Types each command into a shell, on one machine that stands for all of them; starts what a step has made ready. */
    private static void follow(String plan, Keepsake keepsake, Ensemble ensemble) throws IOException {
        int typed = 0;
        for (String step : plan.split("\n(?=[0-9]+\\. )", -1)) {
            for (String line : step.lines().map(String::strip).toList()) {
                if (line.startsWith("keepsake ")) {
                    String path = "PATH='" + Folders.distribution().resolve("bin") + "':\"$PATH\" ";
                    keepsake.run(List.of("sh", "-c", path + line)).orThrow();
                    typed++;
                }
            }
            if (step.contains(". ZooKeeper ")) {
                ensemble.start();
            }
        }
        // a seed and a check of each server, a log for each master, then the masters and Marathon
        assertThat(typed).as(plan).isEqualTo(3 * SERVERS + 2);
    }

    private static Path log(Member member) {
        return member.folder().resolve("replicated_log");
    }

    /** A registry with two agents and a weight. */
    static byte[] registry() {
        Message agents = new Message();
        for (String host : List.of("a", "b")) {
            Message info = new Message().with(1, host).with(6, new Message().with(1, "S-" + host));
            agents.with(1, new Message().with(1, info));
        }
        return new Message()
                .with(2, agents)
                .with(6, new Message().with(1, new Message().with(1, 2.5).with(2, "ads")))
                .bytes();
    }
}
