package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The agents do not do what they should, though nothing is lost yet. */
final class AgentDisasters {
    private AgentDisasters() {}

    /** All agents are dead, and nobody has noticed. */
    static void backupStale(Stage stage) throws Exception {
        stage.backUp(1, 2, 3);
        Map<String, Daemon> agents = new TreeMap<>();
        stage.unit("keepsake-agent", (machine, verb, unit) -> {
            Daemon before = agents.remove(machine);
            if (before != null) {
                before.close();
            }
            if (!verb.equals("stop")) {
                agents.put(machine, started(stage, machine));
            }
        });
        int before = stage.keepsake().list().size();

        try {
            stage.follow("backup-stale");
        } finally {
            agents.values().forEach(Daemon::close);
        }

        assertThat(agents).hasSize(3);
        assertThat(stage.keepsake().list()).hasSize(before + 3);
    }

    private static Daemon started(Stage stage, String machine) throws IOException {
        int id = Integer.parseInt(machine.substring("zk-".length()));
        Daemon daemon = Daemon.start(stage.configuration(id), stage.work().resolve("agent-" + id + ".log"));
        daemon.awaitLog("phase=start");
        return daemon;
    }

    /** The machine's clock runs behind the store's. */
    static void clockOff(Stage stage) throws Exception {
        try (S3Server server = S3Server.start(stage.work().resolve("s3"), 256);
                StoreFront front = StoreFront.before(server.endpoint())) {
            stage.keepIn(ArchiveDisasters.behind(front, server)).backUp(1);
            front.runAhead(Duration.ofMinutes(5));
            stage.unit("chrony", (machine, verb, unit) -> front.runAhead(Duration.ZERO));

            stage.follow("clock-off");

            assertThat(stage.keepsake().list()).hasSize(2);
        }
    }
}
