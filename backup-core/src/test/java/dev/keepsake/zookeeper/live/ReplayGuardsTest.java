package dev.keepsake.zookeeper.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.PastZnode.Kind;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a restore into a running ensemble must never do, whoever else writes and however often it is begun. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplayGuardsTest {

    private static final ReplayOptions NEW = new ReplayOptions(false, true);
    private static final ReplayOptions RESUME = new ReplayOptions(true, true);

    @TempDir
    private static Path work;

    private OneServer server;
    private int chroots;
    private List<String> locked;

    @BeforeAll
    void start() throws Exception {
        locked = List.of("digest:" + DigestAuthenticationProvider.generateDigest("app:app") + ":cdrwa");
        server = new OneServer(work);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private LiveSettings blank() {
        return LiveSettings.of(server.address() + "/guarded-" + chroots++);
    }

    private static Replayed replay(LiveEnsemble target, MadeTree tree, ReplayOptions options) throws IOException {
        return LiveReplay.prepare(target, tree, options).apply((what, done, total) -> {});
    }

    @Test
    void whatAnEarlierRunLeftOpenIsClosedByWhoeverResumesIt() throws Exception {
        MadeTree tree = new MadeTree()
                .with("/vault", null, locked, Kind.PERSISTENT, 0)
                .with("/vault/leaf", null, locked, Kind.PERSISTENT, 0);
        LiveSettings where = blank();
        try (LiveEnsemble anybody = LiveEnsemble.connect(where)) {
            anybody.client().create("/", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            anybody.client().create("/vault", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        try (LiveEnsemble owner = LiveEnsemble.connect(where.as(new Credential("digest", "app:app".getBytes(UTF_8))))) {
            assertThat(replay(owner, tree, RESUME).problems()).isEmpty();
            assertThat(owner.client().getACL("/vault", new Stat())).isEqualTo(new AccessList().of(locked));
        }
    }

    @Test
    void aTreeThatWasReadBelowAPathComesBackBelowAPath() throws Exception {
        try (LiveEnsemble target = LiveEnsemble.connect(blank())) {
            assertThat(replay(target, MadeTree.ofPart().with("/a", null).with("/a/b", null), NEW)
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void aPathThatNothingLeadsToIsRefusedBeforeAnythingIsWritten() throws Exception {
        LiveSettings deep = LiveSettings.of(server.address() + "/not/there");
        try (LiveEnsemble target = LiveEnsemble.connect(deep)) {
            assertThatThrownBy(() -> replay(target, new MadeTree().with("/a", null), NEW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("/not/there")
                    .hasMessageContaining("nothing was written");
        }
    }

    @Test
    void credentialsOfASchemeThatNobodyKnowsAreRefusedAndNotShown() {
        LiveSettings stranger =
                LiveSettings.of(server.address()).as(new Credential("kerberos", "geheim".getBytes(UTF_8)));

        assertThatThrownBy(() -> LiveEnsemble.connect(stranger))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("refuse the credentials [kerberos:<redacted>]")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void whoeverCameWhileThePlanWasThoughtOverIsLeftAlone() throws Exception {
        try (LiveEnsemble target = LiveEnsemble.connect(blank())) {
            LiveReplay replay = LiveReplay.prepare(target, new MadeTree().with("/a", null), NEW);
            target.client().create("/", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            target.client().create("/a", "theirs".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

            assertThatThrownBy(() -> replay.apply((what, done, total) -> {}))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("/a: other data")
                    .hasMessageContaining("Nothing was written");
        }
    }

    @Test
    void whatSomebodyElseCreatesMeanwhileStopsIt() throws Exception {
        MadeTree tree = new MadeTree();
        for (int i = 0; i < 3_000; i++) {
            tree.with("/n-" + i, new byte[1_000], locked, Kind.PERSISTENT, 0);
        }
        try (LiveEnsemble target = LiveEnsemble.connect(blank())) {
            ZooKeeper client = target.client();
            boolean[] made = {false};
            LiveReplay replay = LiveReplay.prepare(target, tree, NEW);
            assertThatThrownBy(() -> replay.apply((what, done, total) -> {
                        if (done > 0 && !made[0]) {
                            made[0] = true;
                            client.create(
                                    "/n-999",
                                    null,
                                    Ids.OPEN_ACL_UNSAFE,
                                    CreateMode.PERSISTENT,
                                    (code, a, b, c) -> {},
                                    null);
                        }
                    }))
                    .isInstanceOf(UnfinishedException.class)
                    .hasMessageContaining("NODEEXISTS at /n-999 (somebody else created it meanwhile")
                    .hasMessageContaining("--resume")
                    .hasMessageContaining("stands open to everybody until then");
            Stat theirs = new Stat();
            assertThat(client.getACL("/n-999", theirs)).isEqualTo(Ids.OPEN_ACL_UNSAFE);
            assertThat(theirs.getVersion() + theirs.getAversion()).isZero();
        }
    }

    /** Another server than the one that was lost may not know yet what that one's last requests did. */
    @Test
    void nothingIsRaisedByWhatAServerSaysThatMayBeBehind() throws Exception {
        try (LiveEnsemble target = LiveEnsemble.connect(blank())) {
            MadeTree tree = new MadeTree().with("/queue", null, MadeTree.OPEN, Kind.PERSISTENT, 3_000);
            server.requests().clear();
            assertThat(replay(target, tree, NEW).problems()).isEmpty();

            boolean mayBeBehind = true;
            for (int type : server.requests()) {
                mayBeBehind |= type == OpCode.multi;
                mayBeBehind &= type != OpCode.sync;
                assertThat(mayBeBehind
                                && List.of(OpCode.exists, OpCode.getData, OpCode.getChildren2)
                                        .contains(type))
                        .as("requests %s", server.requests())
                        .isFalse();
            }
        }
    }
}
