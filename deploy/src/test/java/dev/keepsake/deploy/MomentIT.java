package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments that no backup was made of: one between two backups, and the one just before a znode was deleted. */
final class MomentIT {
    @TempDir
    private Path work;

    @Test
    void momentsBetweenBackupsComeBackExactly() throws Exception {
        Keepsake keepsake = new Keepsake(work.resolve("archive"), work.resolve("agent"));
        try (Ensemble source = Ensemble.start(work.resolve("source"), 1, ServerSettings.standard())) {
            Path agent = keepsake.configure(source.member(1));
            long between;
            long beforeDeletion;
            try (Connection connection = Connection.anybody(source.addresses())) {
                ZooKeeper client = connection.client();
                create(client, "/app");
                create(client, "/app/config");
                keepsake.once(agent);
                client.setData("/app/config", "second".getBytes(UTF_8), 0);
                between = create(client, "/app/between");
                client.setData("/app/config", "third".getBytes(UTF_8), 1);
                client.setACL("/app/config", ZooDefs.Ids.READ_ACL_UNSAFE, 0);
                beforeDeletion = create(client, "/last");
                client.delete("/app/between", -1);
                create(client, "/afterwards");
                keepsake.once(agent);
            }
            source.kill();

            comesBack(keepsake, source, between, "--zxid", "0x" + Long.toHexString(between));
            isSeen(keepsake, between);
            comesBack(keepsake, source, beforeDeletion, "--before", "/app/between");
            assertThat(keepsake.run(keepsake.cli("list", "--ranges")).orThrow().output())
                    .contains("range  ")
                    .doesNotContain("GAP");
        }
    }

    /** Without a restore, too, through the launcher, byte for byte. */
    private static void isSeen(Keepsake keepsake, long between) throws Exception {
        String moment = "0x" + Long.toHexString(between);
        assertThat(keepsake.run(keepsake.cli("ls", "/app", "--at", moment))
                        .orThrow()
                        .output()
                        .lines())
                .containsExactly("between", "config");
        assertThat(keepsake.run(keepsake.cli("cat", "/app/config", "--raw", "--at", moment))
                        .orThrow()
                        .output())
                .isEqualTo("second");
        assertThat(keepsake.run(keepsake.cli("diff", moment, "latest"))
                        .orThrow()
                        .output())
                .contains("-   /app/between", "+   /afterwards", "~a  /app/config  'second' -> 'third'")
                .contains("world:anyone:cdrwa -> world:anyone:r");
    }

    private void comesBack(Keepsake keepsake, Ensemble source, long zxid, String... moment) throws Exception {
        NavigableMap<String, Node> truth = Truth.at(zxid, source.member(1), work.resolve("truth-" + zxid));
        try (Ensemble restored = Ensemble.prepare(
                work.resolve("restored-" + zxid), 1, ServerSettings.standard().still())) {
            String said = keepsake.run(keepsake.restore(List.of(moment), restored.member(1)))
                    .orThrow()
                    .output();
            assertThat(said).contains("chosen    0x" + Long.toHexString(zxid));
            restored.start();
            Comparison comparison = Comparer.compare(
                    Sessions.drop(truth), TreeDump.read(restored.member(1).address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
            assertThat(truth).containsKey("/app/between");
        }
    }

    private static long create(ZooKeeper client, String path) throws KeeperException, InterruptedException {
        Stat stat = new Stat();
        client.create(path, path.getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
        return stat.getCzxid();
    }
}
