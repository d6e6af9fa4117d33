package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a daemon, from outside: slots, signals, kills, a store that comes late, and three of them at work. */
final class DaemonIT {
    private static final int NODES = 300;

    @TempDir
    private Path work;

    @Test
    void eachSlotGetsABackupThroughSignalsAndKills() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard());
                Population population = Population.fill(source.addresses(), NODES, new Random(1))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            Path configuration = configure(source.member(1), "master-1", List.of("master-1"), "0/3 * * * * ?", "1s");
            try (Daemon daemon = Daemon.start(configuration, work.resolve("first.log"))) {
                daemon.awaitSlots(2);
                secondIsRefused(keepsake, configuration);
                readsItsConfigurationAgain(daemon, configuration);
                daemon.kill();
            }
            try (Daemon daemon = Daemon.start(configuration, work.resolve("second.log"))) {
                daemon.awaitSlots(2);
                daemon.signal("TERM");
                assertThat(daemon.join()).as(daemon.log()).isIn(0, 130);
                assertThat(daemon.log()).contains("signal=SIGTERM");
            }
            List<Backup> backups = keepsake.list();
            assertThat(backups).hasSizeGreaterThanOrEqualTo(4).allMatch(Backup::complete);
            assertThat(backups).allMatch(backup -> backup.id().matches("[0-9]{8}T[0-9]{6}Z"));
            source.kill();
            Restoration.onto(work.resolve("restored"), 1, false, keepsake, backups.get(0))
                    .close();
        }
    }

    private void secondIsRefused(Keepsake keepsake, Path configuration) throws IOException {
        List<String> command = keepsake.agent(configuration);
        command.set(1, "run");
        Outcome second = keepsake.run(command);
        assertThat(second.exitCode()).as(second.toString()).isEqualTo(4);
        assertThat(second.messages()).contains("daemon.lock");
    }

    private static void readsItsConfigurationAgain(Daemon daemon, Path configuration) throws IOException {
        String good = Files.readString(configuration);
        Files.writeString(configuration, good.replace("cron:", "corn:") + "stor: x\n");
        daemon.signal("HUP");
        daemon.awaitLog("alarm=config-not-reloaded");
        assertThat(daemon.log()).contains("corn", "stor");
        daemon.awaitSlots(1);
        Files.writeString(configuration, good.replace("0/3", "0/4"));
        daemon.signal("HUP");
        daemon.awaitLog("configuration read again");
        daemon.awaitSlots(1);
    }

    @Test
    void aRunThatIsInterruptedIsGoneOnFrom() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard())) {
            // the other node never comes, so that the run waits
            Path configuration =
                    configure(source.member(1), "master-1", List.of("master-1", "master-2"), "0/30 * * * * ?", "10s");
            try (Daemon daemon = Daemon.start(configuration, work.resolve("first.log"))) {
                daemon.awaitLog("phase=wait");
                daemon.signal("TERM");
                assertThat(daemon.join()).as(daemon.log()).isEqualTo(130);
            }
            assertThat(keepsake.list()).isEmpty();
            try (Daemon daemon = Daemon.start(configuration, work.resolve("second.log"))) {
                daemon.awaitSlots(1);
                assertThat(daemon.log()).contains("alarm=backup-incomplete");
            }
            assertThat(keepsake.list()).isNotEmpty().noneMatch(Backup::complete);
        }
    }

    @Test
    void aStoreThatComesLateIsWaitedFor() throws Exception {
        Path place = work.resolve("late");
        Files.createFile(place);
        Keepsake keepsake = new Keepsake(place.resolve("archive"), work.resolve("cli"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard())) {
            Path configuration = configure(
                    place.resolve("archive"), source.member(1), "master-1", List.of("master-1"), "0/3 * * * * ?", "1s");
            try (Daemon daemon = Daemon.start(configuration, work.resolve("daemon.log"))) {
                daemon.awaitLog("alarm=store-unreachable");
                Files.delete(place);
                Files.createDirectory(place);
                daemon.awaitSlots(1);
                assertThat(daemon.log()).contains("alarm is over alarm=store-unreachable");
            }
            assertThat(keepsake.list()).isNotEmpty();
        }
    }

    @Test
    void aFullStateDirectoryStopsNoBackup() throws Exception {
        Path state = Files.createDirectory(work.resolve("state-master-1"));
        assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=16k", "keepsake", state.toString()), "may not mount");
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard())) {
            Path configuration = configure(source.member(1), "master-1", List.of("master-1"), "0/3 * * * * ?", "1s");
            try (Daemon daemon = Daemon.start(configuration, work.resolve("daemon.log"))) {
                daemon.awaitSlots(1);
                Path filler = state.resolve("filler");
                Await.until("the disk is full", Duration.ofSeconds(10), () -> isFull(filler));
                daemon.awaitLog("alarm=state-dir-full");
                daemon.awaitSlots(2);
                Files.delete(filler);
                daemon.awaitLog("alarm is over alarm=state-dir-full");
            }
        } finally {
            assertThat(runs("umount", state.toString())).isTrue();
        }
    }

    /** Writes a little more. */
    private static boolean isFull(Path filler) {
        try {
            Files.write(filler, new byte[4096], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return false;
        } catch (IOException full) {
            return true;
        }
    }

    private static boolean runs(String... command) throws IOException {
        return Children.join(Children.start(new ProcessBuilder(command).redirectErrorStream(true))) == 0;
    }

    @Test
    void threeAgentsMakeOneCompleteBackupOfASlot() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("cli"));
        List<String> nodes = List.of("master-1", "master-2", "master-3");
        try (Ensemble source = Ensemble.start(work.resolve("source"), 3, ServerSettings.standard());
                Population population = Population.fill(source.addresses(), NODES, new Random(2))) {
            assertThat(population.size()).isGreaterThanOrEqualTo(NODES);
            List<Daemon> daemons = new ArrayList<>();
            try {
                for (Member member : source.members()) {
                    String node = "master-" + member.id();
                    Path configuration = configure(member, node, nodes, "0/20 * * * * ?", "15s");
                    daemons.add(Daemon.start(configuration, work.resolve(node + ".log")));
                }
                Await.until(
                        "a complete backup is listed",
                        Duration.ofMinutes(3),
                        () -> keepsake.list().stream().anyMatch(Backup::complete));
            } finally {
                daemons.forEach(Daemon::close);
            }
            source.kill();
            Backup complete = keepsake.list().stream()
                    .filter(Backup::complete)
                    .findFirst()
                    .orElseThrow();
            assertThat(keepsake.list().stream().map(Backup::id).distinct()).hasSameSizeAs(keepsake.list());
            assertThat(keepsake.run(keepsake.cli("show", complete.id()))
                            .orThrow()
                            .output())
                    .contains("master-1/zk", "master-2/zk", "master-3/zk", "; complete");
            Restoration.onto(work.resolve("restored"), 3, false, keepsake, complete)
                    .close();
        }
    }

    private Path configure(Member server, String node, List<String> nodes, String cron, String deadline)
            throws IOException {
        return configure(work.resolve("archive"), server, node, nodes, cron, deadline);
    }

    private Path configure(Path archive, Member server, String node, List<String> nodes, String cron, String deadline)
            throws IOException {
        return Files.writeString(work.resolve(node + ".yaml"), """
                cluster: lost-and-found
                node: %s
                nodes: %s
                store: {url: "%s"}
                state-dir: "%s"
                schedule: {cron: "%s", deadline: %s}
                stop-grace: 1s
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                """.formatted(
                        node,
                        nodes,
                        archive.toUri(),
                        work.resolve("state-" + node),
                        cron,
                        deadline,
                        server.dataDir(),
                        server.logDir(),
                        server.address()));
    }
}
