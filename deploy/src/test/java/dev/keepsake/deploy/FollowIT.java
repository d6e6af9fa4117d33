package dev.keepsake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that are followed while clients write, while one after the other is killed, restarted and purged, and while the
 * agents are killed, too. At the end all of them are killed at once, and moments out of all that time are restored and
 * held against the clients' own ledger. Long: {@code -Dkeepsake.long=true}, with {@code keepsake.seconds},
 * {@code keepsake.rate} and {@code keepsake.restores}.
 */
final class FollowIT {
    private static final boolean LONG = Boolean.getBoolean("keepsake.long");
    private static final int SECONDS = Integer.getInteger("keepsake.seconds", LONG ? 180 : 5);
    private static final int RATE = Integer.getInteger("keepsake.rate", LONG ? 2_000 : 300);
    private static final int RESTORES = Integer.getInteger("keepsake.restores", LONG ? 200 : 1);
    private static final int AGENTS = LONG ? 3 : 2;

    /** Where two cores serve three servers, two agents and the clients, more is allowed than the default. */
    private static final Duration MAX_LAG = Duration.ofSeconds(LONG ? 2 : 3);

    private static final Pattern CHOSEN = Pattern.compile("chosen +0x([0-9a-f]+)");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Daemon[] agents = new Daemon[AGENTS];
    private final int[] starts = new int[AGENTS];

    @TempDir
    private Path work;

    @Test
    void everyMomentOfWhatServersAndAgentsLivedThroughComesBack() throws Exception {
        System.out.printf("seed %d%n", seed);
        Keepsake keepsake = new Keepsake(Files.createDirectory(work.resolve("archive")), work.resolve("cli"));
        Ensemble ensemble = Ensemble.start(work.resolve("source"), 3, settings());
        try (ensemble;
                Ledger ledger = Ledger.start(ensemble.addresses(), RATE)) {
            for (int agent = 0; agent < AGENTS; agent++) {
                begin(agent, ensemble);
            }
            awaitTapes();
            long begin = ledger.last();
            trouble(ledger, ensemble);
            awaitTapes();
            Await.pause(MAX_LAG.multipliedBy(2));
            long killed = System.currentTimeMillis();
            ensemble.kill();
            for (Daemon agent : agents) {
                agent.kill();
            }
            ledger.stop();
            judge(ledger, keepsake, begin, killed);
        } finally {
            for (Daemon agent : agents) {
                if (agent != null) {
                    agent.close();
                }
            }
        }
    }

    private static ServerSettings settings() {
        ServerSettings settings = ServerSettings.standard()
                .withSnapshotEvery(LONG ? 20_000 : 1_000)
                .with("zookeeper.forceSync", "no")
                .with("zookeeper.preAllocSize", "1024");
        // in a short time both followed servers might be sent snapshots one right after the other, and no tape be whole
        return LONG
                ? settings
                : settings.with("zookeeper.snapshotSizeFactor", "1000").with("zookeeper.commitLogCount", "100000");
    }

    /** Kills a leader at least, purges a server, and kills agents, until the time is over. */
    private void trouble(Ledger ledger, Ensemble ensemble) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (int event = 0; event < 3 || System.nanoTime() < end; event++) {
            int before = ledger.size();
            switch (event % 4) {
                case 0 -> restart(ensemble, ensemble.leader());
                case 1 -> restart(random.nextInt(AGENTS), ensemble);
                case 2 -> ensemble.member(1 + random.nextInt(3)).purge(3);
                default -> restart(ensemble, ensemble.member(1 + random.nextInt(3)));
            }
            Await.until(
                    "clients write on",
                    Duration.ofSeconds(60),
                    () -> ledger.size() > before + (LONG ? 4 * RATE : RATE / 2));
        }
    }

    private void restart(Ensemble ensemble, Member member) throws IOException {
        member.kill();
        Await.pause(Duration.ofMillis(random.nextInt(LONG ? 5_000 : 500)));
        member.start();
        ensemble.awaitServing();
    }

    private void restart(int agent, Ensemble ensemble) throws IOException {
        agents[agent].kill();
        Await.pause(Duration.ofMillis(random.nextInt(LONG ? 10_000 : 500)));
        begin(agent, ensemble);
    }

    private void begin(int agent, Ensemble ensemble) throws IOException {
        agents[agent] = Daemon.start(
                configure(ensemble.member(agent + 1)),
                work.resolve("agent-%d-%d.log".formatted(agent, starts[agent]++)));
    }

    /** Every agent says of its source that it is on a tape. */
    private void awaitTapes() {
        for (int agent = 0; agent < AGENTS; agent++) {
            Path state = work.resolve("state-master-" + (agent + 1))
                    .resolve("lost-and-found.master-" + (agent + 1) + ".zk.follow");
            long since = System.currentTimeMillis();
            Await.until("agent " + agent + " follows", Duration.ofSeconds(60), () -> {
                String[] fields = Files.readString(state).split("\t", -1);
                return !fields[4].equals("-") && Instant.parse(fields[3]).toEpochMilli() > since;
            });
        }
    }

    private void judge(Ledger ledger, Keepsake keepsake, long begin, long killed) throws Exception {
        long acknowledged = ledger.entries().stream()
                .filter(entry -> entry.confirmed() < killed - MAX_LAG.toMillis())
                .mapToLong(Ledger.Entry::zxid)
                .max()
                .orElseThrow();
        long latest = restored(ledger, keepsake, chosen(keepsake, "--latest"));
        System.out.printf(
                "%d changes; tapes go through 0x%x, nothing may be missing through 0x%x%n",
                ledger.size(), latest, acknowledged);
        assertThat(latest).isGreaterThanOrEqualTo(acknowledged);
        for (TapeStart start : TapeStart.all(work.resolve("archive"))) {
            System.out.println("  " + start);
        }
        for (int i = 0; i < RESTORES; i++) {
            Ledger.Entry entry = ledger.any(random, begin, latest);
            if (i % 2 == 1) {
                restored(ledger, keepsake, entry.zxid());
            } else {
                long time = entry.confirmed();
                long chosen = restored(
                        ledger,
                        keepsake,
                        chosen(keepsake, "--time", Instant.ofEpochMilli(time).toString()));
                assertThat(ledger.entries()).allSatisfy(one -> {
                    assertThat(one.confirmed() <= time && one.zxid() > chosen && one.zxid() <= latest)
                            .isFalse();
                    assertThat(one.asked() > time && one.zxid() <= chosen).isFalse();
                });
            }
        }
    }

    /** The transaction that a moment means. */
    private long chosen(Keepsake keepsake, String... moment) throws IOException {
        List<String> command = keepsake.cli(
                "restore",
                "zookeeper",
                "--plan",
                "--data-dir",
                work.resolve("blank").toString());
        command.addAll(List.of(moment));
        String said = keepsake.run(command).orThrow().output();
        Matcher chosen = CHOSEN.matcher(said);
        assertThat(chosen.find()).as(said).isTrue();
        return Long.parseUnsignedLong(chosen.group(1), 16);
    }

    /** Restores a moment and compares it with the ledger; returns the transaction that it was. */
    private long restored(Ledger ledger, Keepsake keepsake, long zxid) throws Exception {
        Path place = work.resolve("restored");
        try (Ensemble target =
                Ensemble.prepare(place, 1, ServerSettings.standard().still())) {
            List<String> moment = List.of("--zxid", "0x" + Long.toHexString(zxid));
            keepsake.run(keepsake.restore(moment, target.member(1))).orThrow();
            assertThat(ledger.differences(target.member(1).dataDir(), zxid))
                    .as("at 0x%x", zxid)
                    .isEmpty();
            return zxid;
        } finally {
            Folders.delete(place);
        }
    }

    /** A schedule whose last slot is long over, so that only following stores anything. */
    private Path configure(Member server) throws IOException {
        LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(3);
        String node = "master-" + server.id();
        return Files.writeString(work.resolve(node + ".yaml"), """
                cluster: lost-and-found
                node: %s
                store: {url: "%s"}
                state-dir: "%s"
                schedule: {cron: "0 0 3 %d %d ?", deadline: 1s}
                follow: {enabled: true, max-lag: %ds}
                sources:
                  - {name: zk, type: zookeeper, data-dir: "%s", data-log-dir: "%s", client: "%s"}
                """.formatted(
                        node,
                        work.resolve("archive").toUri(),
                        work.resolve("state-" + node),
                        soon.getDayOfMonth(),
                        soon.getMonthValue(),
                        MAX_LAG.toSeconds(),
                        server.dataDir(),
                        server.logDir(),
                        server.address()));
    }
}
