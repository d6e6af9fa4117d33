package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;

/** Marathon, or the masters, have lost what is theirs; both are doubles that start only on what a real one would start on. */
final class FrameworkDisasters {
    private static final String FRAMEWORK = "96d7da70-b731-4cfb-96a7-0ee877af615d-0000";
    private static final String ID = "/marathon/state/framework-id/0/id";
    private static final String LOG = "replicated_log";

    private FrameworkDisasters() {}

    /** Marathon's subtree is deleted, and what it knew is gone with it. */
    static void marathonStateGone(Stage stage) throws Exception {
        try (ControlPlane plane = ControlPlane.start(FRAMEWORK);
                Connection connection = Connection.superuser(stage.ensemble().addresses())) {
            String source = "  - {name: marathon, type: marathon, urls: [\"%s\"]}%n".formatted(plane.url());
            stage.configure(member -> "", member -> source);
            plane.run("/web", 3);
            plane.run("/prod/db", 1);
            byte[] id = new Message().with(1, FRAMEWORK).bytes();
            fill(connection, id);
            stage.backUp(1).set("BACKUP", stage.keepsake().list().get(0).id());
            Stat last = connection.client().setData(ID, id, -1);
            stage.set("WHEN", Instant.ofEpochMilli(last.getMtime()).toString()).set("MARATHON", plane.url());
            NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
            String told = plane.state();
            StateDisasters.delete(connection.client(), "/marathon");
            plane.lose();
            stage.unit("marathon", (machine, verb, unit) -> marathon(plane, verb, connection, id));

            stage.follow("marathon-state-gone");

            assertThat(plane.state()).isEqualTo(told);
            Comparison comparison = Comparer.compareSettable(
                    StateDisasters.below(before, "/marathon"),
                    StateDisasters.below(TreeDump.read(stage.ensemble().addresses()), "/marathon"));
            assertThat(comparison.differences())
                    .filteredOn(line -> !line.contains(": cversion "))
                    .isEmpty();
            assertThat(comparison.nodes()).isEqualTo(5);
        }
    }

    private static void fill(Connection connection, byte[] id) throws Exception {
        List<String> above = List.of(
                "/marathon", "/marathon/state", "/marathon/state/framework-id", "/marathon/state/framework-id/0");
        for (String path : above) {
            connection.client().create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER);
        }
        connection.client().create(ID, id, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static void marathon(ControlPlane plane, String verb, Connection connection, byte[] id) throws Exception {
        plane.serve(!verb.equals("stop"));
        if (verb.equals("start")) {
            assertThat(connection.client().getData(ID, false, null)).isEqualTo(id);
        }
    }

    /** The work directories of all masters are gone. */
    static void replicatedLogLost(Stage stage) throws Exception {
        byte[] registry = WholeClusterIT.registry();
        try (ControlPlane plane = ControlPlane.start(FRAMEWORK)) {
            plane.weigh("ads", 2.5);
            stage.configure(member -> "", member -> """
                              - {name: registrar, type: mesos-log, path: "%s", work-dir: "%s"}
                              - {name: masters, type: mesos-master, urls: ["%s"]}
                            """.formatted(log(member), stage.work(), plane.url()));
            for (Member member : stage.ensemble().members()) {
                if (member.id() == 3) {
                    MasterLog.writeHoled(log(member), registry);
                } else {
                    MasterLog.write(log(member), registry);
                }
            }
            stage.night();
            String told = plane.state();
            for (Member member : stage.ensemble().members()) {
                Folders.delete(log(member));
            }
            plane.lose();
            stage.unit("mesos-master", (machine, verb, unit) -> master(stage, plane, machine, verb, registry));
            stage.set("LOG", LOG).set("MASTER", plane.url());

            stage.follow("replicated-log-lost");

            assertThat(plane.state()).isEqualTo(told);
            for (Member member : stage.ensemble().members()) {
                assertThat(MasterLog.appended(log(member))).isEqualTo(MasterLog.expected(registry));
            }
        }
    }

    /** A master knows what stands in its log, and only that. */
    private static void master(Stage stage, ControlPlane plane, String machine, String verb, byte[] registry)
            throws IOException {
        plane.serve(!verb.equals("stop"));
        if (verb.equals("start")) {
            byte[] found =
                    MasterLog.appended(stage.desk().resolveSibling(machine).resolve(LOG));
            assertThat(found).isEqualTo(MasterLog.expected(registry));
            plane.weigh("ads", 2.5);
        }
    }

    private static Path log(Member member) {
        return member.folder().resolve(LOG);
    }
}
