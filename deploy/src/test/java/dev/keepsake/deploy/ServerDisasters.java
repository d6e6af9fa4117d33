package dev.keepsake.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableMap;

/** Machines of ZooKeeper servers are lost. */
final class ServerDisasters {
    private ServerDisasters() {}

    /** All of them, with their disks: what stands there then is exactly what was backed up. */
    static void allLost(Stage stage) throws Exception {
        stage.backUp(1);
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        stage.ensemble().kill();
        for (Member member : stage.ensemble().members()) {
            Folders.delete(member.dataDir());
        }
        stage.ensemble().enlighten();

        stage.follow("all-lost");

        requireEverywhere(stage, before);
    }

    /** One of three, with its disk, while the others go on. */
    static void oneServerLost(Stage stage) throws Exception {
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        Member lost = stage.ensemble().member(2);
        lost.kill();
        Folders.delete(lost.dataDir());
        stage.set("LOST", "zk-2").set("LOST_ID", "2").set("LEFT", "zk-1 zk-3");

        stage.follow("one-server-lost");

        assertThat(stage.ensemble().members()).allMatch(Member::isRunning);
        requireEverywhere(stage, before);
    }

    /** None at all: an agent is silent, and somebody is sent to the page for a lost server. */
    static void noServerLost(Stage stage) throws Exception {
        Member well = stage.ensemble().member(2);
        stage.set("LOST", "zk-2").set("LOST_ID", "2").set("LEFT", "zk-1 zk-3");

        assertThatThrownBy(() -> stage.follow("one-server-lost")).hasMessageContaining("zk-2 serves: ok");

        assertThat(well.isRunning()).isTrue();
        assertThat(well.dataDir().resolve("version-2")).isNotEmptyDirectory();
    }

    /** Two of three, with their disks, and after the last backup; the third one has what was written since. */
    static void quorumLost(Stage stage) throws Exception {
        stage.backUp(1, 2, 3);
        try (Connection connection = Connection.superuser(stage.ensemble().addresses())) {
            connection.client().setData("/kinds/binary", new byte[] {7}, -1);
        }
        stage.ensemble().awaitSameZxid();
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        stage.ensemble().kill();
        Folders.delete(stage.ensemble().member(1).dataDir());
        Folders.delete(stage.ensemble().member(2).dataDir());
        stage.ensemble().enlighten();
        stage.set("LEFT", "zk-3");

        stage.follow("quorum-lost");

        requireEverywhere(stage, before);
    }

    /** All of them; the new ones listen elsewhere, and some znodes name the old places. */
    static void otherAddresses(Stage stage) throws Exception {
        try (Connection connection = Connection.superuser(stage.ensemble().addresses())) {
            connection.client().setData("/kinds/binary", "http://10.0.3.17:8080".getBytes(UTF_8), -1);
        }
        stage.backUp(1);
        NavigableMap<String, Node> before = TreeDump.read(stage.ensemble().addresses());
        stage.ensemble().kill();
        stage.moveElsewhere();
        stage.set("OLD", "10.0.3.");

        assertThat(stage.follow("other-addresses").lines()).contains("/kinds/binary");

        requireEverywhere(stage, before);
    }

    private static void requireEverywhere(Stage stage, NavigableMap<String, Node> before) throws Exception {
        stage.ensemble().awaitSameZxid();
        for (Member member : stage.ensemble().members()) {
            Comparison comparison = Comparer.compare(Sessions.drop(before), TreeDump.read(member.address()));
            assertThat(comparison.isEqual()).as(comparison.report()).isTrue();
        }
    }
}
