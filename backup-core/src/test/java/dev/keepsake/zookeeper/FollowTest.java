package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Burial;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is followed all the time, while it does what servers do. */
final class FollowTest {

    private final MemoryStore store = new MemoryStore();
    private final CountingStore counting = new CountingStore(store);
    private final Archive archive = new Archive(store);

    @TempDir
    private Path directory;

    private DiskServer server;
    private Followed followed;

    @BeforeEach
    void aServerThatIsFollowed() throws IOException {
        server = new DiskServer(directory.resolve("server"));
        server.elects(1).snapshots();
        server.commits(5);
        followed = new Followed(server, counting);
        followed.turn();
    }

    @Test
    void everyTurnBringsTheTapeToWhereTheServerIs() throws Exception {
        Random random = new Random(Seeds.seed("everyTurnBringsTheTapeToWhereTheServerIs"));
        for (int turn = 0; turn < 60; turn++) {
            live(random);

            followed.turn();

            assertThat(followed.through()).as("turn %d", turn).isEqualTo(server.last());
        }
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        assertThat(followed.breaks).isEmpty();
        archive.backUp(server);
        archive.assertRestores(server);
        assertThat(archive.coverage().tapes().get(0).ranges()).hasSize(1);
    }

    /** What becomes of a server between two turns: writes, and at times a roll, a restart, an election or a purge. */
    private void live(Random random) throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> server.rolls();
            case 1 -> {
                server.snapshots();
                server.rolls();
            }
            case 2 -> {
                server.snapshots();
                purge();
            }
            case 3 -> server.elects(server.last().epoch() + 1).rolls();
            default -> {}
        }
        server.commits(1 + random.nextInt(4));
    }

    /** As {@code PurgeTxnLog} with the newest snapshot kept. */
    private void purge() throws IOException {
        ServerDirectories directories = new ServerDirectories(server.dataDir, server.logDir);
        List<ServerFile> snapshots = directories.list(ServerFile.Kind.SNAPSHOT);
        Zxid kept = snapshots.get(snapshots.size() - 1).zxid();
        for (ServerFile snapshot : snapshots.subList(0, snapshots.size() - 1)) {
            Files.delete(snapshot.path());
        }
        List<ServerFile> logs = directories.list(ServerFile.Kind.LOG);
        for (int i = 0; i + 1 < logs.size(); i++) {
            if (logs.get(i + 1).zxid().compareTo(kept) <= 0) {
                Files.delete(logs.get(i).path());
            }
        }
    }

    @Test
    void whileNothingHappensNeitherServerNorStoreAreAsked() throws Exception {
        followed.turn();
        int[] questions = {0};
        server.beforeAnswer = () -> questions[0]++;
        int before = counting.requests();
        int sendings = followed.sendings;

        for (int i = 0; i < 50; i++) {
            followed.turn();
        }

        assertThat(questions[0]).isZero();
        assertThat(counting.requests()).isEqualTo(before);
        followed.passes(Duration.ofSeconds(30)).turn();
        assertThat(followed.sendings).as("a whole turn a minute").isEqualTo(sendings + 1);
        assertThat(questions[0]).isEqualTo(2);
        assertThat(counting.reads("/link/")).as("looked at once").isEqualTo(1);
    }

    @Test
    void aServerThatDiesIsNoticedThoughItsLogStaysAsItIs() throws Exception {
        server.beforeAnswer = () -> {
            throw new RefusedException("connection refused, as planned");
        };

        followed.turn();

        followed.passes(Duration.ofMinutes(1));
        assertThatThrownBy(followed::turn).hasMessageContaining("connection refused");
        server.beforeAnswer = () -> {};
        assertThat(followed.turn().through()).isEqualTo(server.last());
    }

    @Test
    void aLinkCostsOnePutAndOneLook() throws Exception {
        followed.turn();
        int puts = counting.puts();
        long reads = counting.reads("");
        int lists = counting.lists();
        server.commits(3);

        followed.turn();

        assertThat(counting.puts() - puts).isEqualTo(1);
        assertThat(counting.reads("") - reads).as("header and trailer at once").isEqualTo(1);
        assertThat(counting.lists() - lists).isZero();
    }

    @Test
    void whatWasLookedAtOnceIsNotLookedAtAgain() throws Exception {
        for (int i = 0; i < 10; i++) {
            server.commits(1);
            followed.turn();
        }
        long reads = counting.reads("/link/");
        followed.looksAgain();

        followed.turn();

        assertThat(counting.reads("/link/")).isEqualTo(reads);
        followed.looksAgain();
        server.commits(1);
        assertThat(followed.turn().through()).isEqualTo(server.last());
        assertThat(counting.reads("/link/")).isEqualTo(reads + 1);
    }

    @Test
    void aSyncWithoutLoggingEndsTheTapeAndIsToldOnce() throws Exception {
        server.elects(2).misses(7).elects(3).snapshots();
        server.commits(2);

        followed.turn();
        followed.turn();

        assertThat(followed.breaks).hasSize(1);
        assertThat(followed.breaks.get(0).why()).contains("RESYNC", "0x300000001 follows 0x100000005");
        assertThat(archive.count("/tape.json")).isEqualTo(2);
        assertThat(followed.through()).isEqualTo(server.last());
    }

    @Test
    void aSnapshotOfALeaderThatIsInNoLogEndsTheTapeOnceThereIsABase() throws Exception {
        server.elects(2).syncsBySnapTo(Zxid.of(2, 7));
        server.elects(3).commits(2);
        assertThatThrownBy(followed::turn).hasMessageContaining("no snapshot of this server can be the base");
        server.snapshots();
        server.commits(1);

        followed.turn();

        assertThat(followed.breaks).hasSize(1);
        assertThat(followed.through()).isEqualTo(server.last());
    }

    @Test
    void whatALeaderTakesBackWasNeverOnTheTape() throws Exception {
        Path log = server.logs().get(0);
        long committed = Files.size(log);
        server.logsUncommitted();
        followed.turn();
        assertThat(followed.through()).isEqualTo(Zxid.of(1, 5));
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(committed);
        }
        server.elects(2).commits(2);

        followed.turn();

        assertThat(followed.through()).isEqualTo(Zxid.of(2, 2));
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.backUp(server);
        archive.assertRestores(server);
    }

    @Test
    void whatWasPurgedWhileTheAgentWasAwayIsABreak() throws Exception {
        server.commits(2).snapshots();
        server.rolls().commits(2);
        Files.delete(server.logs().get(0));
        Files.delete(server.snapshotFile(Zxid.of(1, 0)));

        followed.turn();

        assertThat(followed.breaks).hasSize(1);
        assertThat(followed.breaks.get(0).why()).contains("GAP", "logs begin at 0x100000008");
        assertThat(followed.through()).isEqualTo(server.last());
    }

    @Test
    void aBackupBetweenTwoTurnsIsGoneOnFrom() throws Exception {
        archive.backUp(server.commits(2));
        server.commits(2);

        assertThatThrownBy(followed::turn)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("somebody else wrote")
                .hasMessageContaining("link/0000000100000005");
        assertThat(followed.turn().through()).isEqualTo(server.last());
        archive.backUp(server.commits(2));
        followed.looksAgain();
        server.commits(2);
        assertThat(followed.turn().through()).isEqualTo(server.last());
        assertThat(archive.count("/tape.json")).isEqualTo(1);
        archive.assertRestores(backedUp());
    }

    private DiskServer backedUp() throws IOException {
        archive.backUp(server);
        return server;
    }

    @Test
    void aTapeThatSomebodyElseBeganIsGoneOnFrom() throws Exception {
        followed.turn();
        server.elects(2).misses(7).elects(3).snapshots();
        archive.backUp(server.commits(2));
        followed.looksAgain();
        server.commits(1);

        followed.turn();

        assertThat(archive.count("/tape.json")).isEqualTo(2);
        assertThat(followed.breaks).isEmpty();
        assertThat(followed.through()).isEqualTo(server.last());
    }

    @Test
    void aTapeThatIsToBeRemovedIsNotGoneOnWith() throws Exception {
        followed.turn();
        ObjectKey base = archive.objects("/base/").get(0).key();
        Burial.of(store, new ObjectKey("prod/backup/20261122T030000Z/node-1.part.json"));
        followed.looksAgain();
        server.commits(1);
        followed.turn();
        assertThat(archive.count("/tape.json"))
                .as("that tomb is for something else")
                .isEqualTo(1);
        store.advance(Duration.ofSeconds(1));
        Burial.of(store, base);
        followed.looksAgain();
        server.commits(1);

        followed.turn();

        assertThat(archive.count("/tape.json")).isEqualTo(2);
        assertThat(followed.through()).isEqualTo(server.last());
        assertThat(archive.newestTape()).contains("is to be removed");
        archive.assertRestores(backedUp());
    }

    @Test
    void aNewBaseIsAskedForNoMoreThanOnceAnHour() throws Exception {
        store.advance(Duration.ofDays(8));
        server.snapshots();
        server.rolls().commits(20);
        followed.turn();
        assertThat(archive.count("/base/")).isEqualTo(2);
        store.advance(Duration.ofMinutes(50));
        server.snapshots();
        server.rolls().commits(60);

        followed.turn();

        assertThat(archive.count("/base/")).isEqualTo(2);
        store.advance(Duration.ofMinutes(11));
        server.commits(1);
        followed.turn();
        assertThat(archive.count("/base/")).isEqualTo(3);
        archive.assertRestores(backedUp());
    }

    @Test
    void anHoursBacklogGoesOutLinkByLink() throws Exception {
        for (int i = 0; i < 40; i++) {
            server.commitsNoise(1 << 19);
        }

        followed.turn();

        assertThat(followed.through()).isEqualTo(server.last());
        assertThat(archive.objects("/link/")).hasSizeGreaterThan(3).allMatch(link -> link.size() <= 8 << 20);
    }

    @Test
    void aServerThatIsFollowedFromItsFirstTransactionOnNeedsNoBackupToBeRestored() throws Exception {
        server.commits(4);
        followed.turn();
        Zxid then = server.last();
        String hash = Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                .hash();
        server.commits(3);
        followed.turn();

        assertThat(archive.hashAt(archive.moments().at(then))).isEqualTo(hash);
    }
}
