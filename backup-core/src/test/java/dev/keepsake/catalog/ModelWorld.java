package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Source;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.job.Following;
import dev.keepsake.job.PruneJob;
import dev.keepsake.job.SlotJob;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.StoreTime;
import dev.keepsake.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Agents, people and whoever prunes, all at work on one archive in virtual time; the same seed gives the same course. */
final class ModelWorld {

    static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");

    /** A tomb gets old, and is gone, in a week: most courses need no longer. */
    private static final int SHORT_DAYS = 7;

    private static final int LONG_DAYS = 24;
    private static final Duration QUIET = Duration.ofDays(30);
    private static final List<String> NODES = List.of("n1", "n2");

    final ModelOracle oracle;
    final MemoryStore truth = new MemoryStore();

    /** What watches the copy, of which less is kept. */
    final ModelOracle copyOracle;

    final Map<String, Integer> seen = new TreeMap<>();

    private final Random random;
    private final VirtualTime time = new VirtualTime(BEGIN);
    private final ModelHistory history;
    private final RetentionRules rules;
    private final ModelStore.Trouble trouble;
    private final Duration length;
    private final boolean settles;

    /** Little is kept, one node is away for long, and there is always somebody who removes things. */
    private final boolean tight;

    private final MemoryStore copied = new MemoryStore();
    private final RetentionRules copyRules;
    private Duration storeAhead = Duration.ZERO;

    ModelWorld(long seed) {
        random = new Random(seed);
        boolean isLong = random.nextInt(8) == 0;
        length = Duration.ofDays(isLong ? LONG_DAYS : SHORT_DAYS + random.nextInt(4));
        settles = isLong || random.nextInt(8) == 0;
        history = new ModelHistory(random, BEGIN, length.plus(QUIET).plusDays(2));
        tight = random.nextBoolean();
        int most = tight ? 1 : 5;
        rules = new RetentionRules(
                Duration.ofDays(tight ? 0 : random.nextInt(3) * 3L),
                random.nextInt(most),
                random.nextInt(most),
                random.nextInt(Math.min(2, most)),
                random.nextInt(Math.min(2, most)),
                3,
                100);
        boolean calm = random.nextInt(4) == 0;
        trouble =
                calm ? ModelStore.Trouble.NONE : new ModelStore.Trouble(true, 1500, true, random.nextBoolean() ? 6 : 0);
        oracle = new ModelOracle(truth, new Layout("prod"), history, rules);
        copyRules = new RetentionRules(Duration.ofDays(random.nextInt(2) * 3L), random.nextInt(2), 0, 0, 0, 3, 100);
        copyOracle = new ModelOracle(copied, new Layout("prod"), history, copyRules);
        truth.follow(() -> time.now().plus(storeAhead));
        copied.follow(() -> time.now().plus(storeAhead));
    }

    /** Something that somebody does with the archive, as one process. */
    private interface Deed {
        void run(VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException;
    }

    /** Lets everybody work, then only what must work, and looks whether all is as it must be. */
    void run() throws IOException {
        try {
            List<VirtualTime.Actor> actors = new ArrayList<>();
            for (String node : NODES) {
                begin(actors, node, tight ? 7 : 14, (self, catalog, store) -> agent(node, self, catalog, store));
            }
            begin(actors, "pruner", tight ? 5 : 12, this::prune);
            begin(actors, "another-pruner", tight ? 9 : 30, this::prune);
            begin(actors, "person", tight ? 10 : 40, this::person);
            if (random.nextInt(3) == 0) {
                begin(actors, "copier", tight ? 10 : 30, this::copy);
                begin(actors, "copy-pruner", tight ? 5 : 12, this::pruneCopy);
            }
            if (random.nextBoolean()) {
                at(BEGIN.plus(Duration.ofHours(random.nextLong(length.toHours()))), this::clockJumps);
            }
            time.runUntil(BEGIN.plus(length));
            actors.forEach(VirtualTime.Actor::kill);
            time.runUntil(time.now().plusSeconds(1));
            oracle.requireAllRestorable();
            copyOracle.requireAllRestorable();
            if (settles) {
                settle();
                count("settled");
            }
        } finally {
            time.end();
        }
    }

    private void at(Instant moment, Runnable action) {
        time.at(moment, action);
    }

    private void clockJumps() {
        storeAhead = Duration.ofHours(random.nextInt(24 * 40));
        count("clock jumped");
    }

    private Instant now() {
        return time.now();
    }

    /** A process that does something again and again, and is started anew whenever it died. */
    private void begin(List<VirtualTime.Actor> actors, String name, int hours, Deed deed) {
        VirtualTime.Actor[] self = new VirtualTime.Actor[1];
        long seed = random.nextLong();
        self[0] = time.start(name, () -> {
            Random own = new Random(seed);
            while (true) {
                self[0].of(Duration.ofMinutes(1 + own.nextInt(hours * 60)));
                live(self[0], own, deed);
                if (own.nextInt(tight && name.equals("n1") ? 2 : 5) == 0) {
                    // out of order, or switched off
                    self[0].of(Duration.ofMinutes((tight ? 1440 * 6 : 0) + own.nextInt(1440 * (tight ? 3 : 11))));
                }
            }
        });
        actors.add(self[0]);
    }

    private void live(VirtualTime.Actor self, Random own, Deed deed) {
        ModelStore store = new ModelStore(truth, oracle, self, own, trouble);
        if (trouble.crashes() && own.nextInt(6) == 0) {
            store.diesAmongOthers(own.nextBoolean() ? "prod/zk/n1/zk/~" : "prod/zk/n2/zk/0");
        }
        Catalog catalog = new Catalog(store, "prod", own);
        try {
            for (int deeds = 1 + own.nextInt(6); deeds > 0; deeds--) {
                attempt(self, catalog, store, deed);
                self.of(Duration.ofMinutes(1 + own.nextInt(600)));
            }
        } catch (ModelStore.Crash crash) {
            count("crash");
            self.of(Duration.ofMinutes(1 + own.nextInt(3000)));
        }
    }

    private void attempt(VirtualTime.Actor self, Catalog catalog, ModelStore store, Deed deed) {
        try {
            deed.run(self, catalog, store);
        } catch (RefusedException e) {
            String words = String.valueOf(e.getMessage()).replaceAll("\\S*[0-9]\\S*", "#");
            count("refused: " + words.substring(0, Math.min(90, words.length())));
        } catch (IOException e) {
            count(e.getClass().getSimpleName());
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
        oracle.note(what);
    }

    private void agent(String node, VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException {
        Random own = new Random(now().toEpochMilli());
        List<Source> sources = List.of(
                new ModelServer(history, this::now),
                new ModelWalk(now().getEpochSecond() / (86_400 * 6)),
                new ModelSystem(self, own));
        Capture capture = new Capture(catalog, sources, "test", Watchers.NONE, CrossCheck.NONE);
        switch (own.nextInt(5)) {
            case 0 ->
                new BackupJob(catalog, sources, "test", Watchers.NONE)
                        .run(new BackupJob.Request(
                                BackupId.byHand(catalog.now(), Long.toString(own.nextLong(1L << 30), 36)),
                                null,
                                node,
                                List.of(node)));
            case 1, 2 -> {
                Following following = new Following(
                        catalog,
                        FollowedTape.in(store, "prod", node, "zk", own),
                        new ModelServer(history, this::now),
                        "test",
                        this::now);
                for (int turns = 0; turns < 4; turns++) {
                    following.turn();
                    self.of(Duration.ofMinutes(61 + own.nextInt(400)));
                }
            }
            default -> {
                SlotJob.Result result = new SlotJob(catalog, capture, self, own, Watchers.OF_SLOTS)
                        .run(new SlotJob.Request(
                                catalog.now().truncatedTo(ChronoUnit.DAYS),
                                node,
                                NODES,
                                Duration.ofHours(2),
                                Duration.ofHours(6),
                                Duration.ofHours(12)));
                count("slot " + result.ending()
                        + (result.manifest().filter(Manifest::complete).isPresent() ? " complete" : ""));
            }
        }
        count("agent done");
    }

    private void copy(VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException {
        Random own = new Random(now().toEpochMilli());
        Set<BackupId> some = Set.of();
        List<Manifest> listed = List.copyOf(oracle.manifests().values());
        if (!listed.isEmpty() && own.nextInt(3) == 0) {
            some = Set.of(listed.get(own.nextInt(listed.size())).id());
        }
        ModelStore target = new ModelStore(copied, copyOracle, self, own, trouble);
        CopyReport report = catalog.copier(target).copy(new Copier.Request(some, false), Progress.NONE);
        report.backups().forEach(one -> count("copy " + one.fate()));
    }

    private void pruneCopy(VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException {
        Random own = new Random(now().toEpochMilli());
        ModelStore target = new ModelStore(copied, copyOracle, self, own, trouble);
        Catalog of = new Catalog(target, "prod", own);
        if (!of.exists()) {
            return;
        }
        PruneJob job = new PruneJob(of, copyRules, () -> now().plus(storeAhead), "test");
        PrunePlan plan = job.plan(own.nextInt(8) == 0);
        job.execute(new PruneJob.Request(plan.id(), own.nextInt(8) == 0));
        count("copy pruned");
    }

    private void prune(VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException {
        Random own = new Random(now().toEpochMilli());
        Duration skew = own.nextInt(8) == 0 ? Duration.ofSeconds(own.nextInt(80) - 40) : Duration.ZERO;
        InstantSource clock = () -> now().plus(storeAhead).plus(skew);
        PruneJob job = new PruneJob(catalog, rules, clock, "test");
        if (own.nextBoolean()) {
            job.slot(catalog.now().truncatedTo(ChronoUnit.HOURS), "n1");
        } else {
            PrunePlan plan = job.plan(false);
            self.of(Duration.ofMinutes(own.nextInt(100)));
            job.execute(new PruneJob.Request(plan.id(), false));
        }
        count("pruned");
    }

    private void person(VirtualTime.Actor self, Catalog catalog, ModelStore store) throws IOException {
        Random own = new Random(now().toEpochMilli());
        List<Manifest> listed = List.copyOf(oracle.manifests().values());
        if (listed.isEmpty()) {
            return;
        }
        // the oldest are most likely to be on their way out
        BackupId id =
                listed.get(own.nextBoolean() ? 0 : own.nextInt(listed.size())).id();
        switch (own.nextInt(4)) {
            case 0 -> {
                oracle.held.remove(id);
                catalog.holds().release(id, "test");
            }
            case 1 -> prove(catalog, id);
            default -> {
                Instant until = tight || own.nextBoolean()
                        ? catalog.now().plus(Duration.ofHours(1 + own.nextInt(tight ? 72 : 480)))
                        : null;
                catalog.holds().put(id, "because", until, "test");
                oracle.held.merge(
                        id, until == null ? Instant.MAX : until, (one, other) -> one.isAfter(other) ? one : other);
                oracle.note("held " + id + " until " + until);
                count("held");
            }
        }
    }

    private void prove(Catalog catalog, BackupId id) throws IOException {
        catalog.proofs()
                .put(new Proof(
                        id,
                        "prod",
                        Proof.Level.PROOF,
                        true,
                        Zxid.of(1, 1),
                        catalog.now(),
                        1,
                        "test",
                        List.of(),
                        List.of(),
                        List.of()));
        oracle.proven.putIfAbsent(id, truth.now()); // it was proven since then, whoever proves it again
        oracle.note("proved " + id);
    }

    /** With nobody in the way, all that is not needed goes. */
    private void settle() throws IOException {
        Catalog catalog = new Catalog(ModelStore.plain(truth, oracle), "prod", random);
        List<Source> sources = List.of(new ModelServer(history, this::now));
        for (Duration passed = Duration.ZERO; passed.compareTo(QUIET) < 0; passed = passed.plusHours(36)) {
            time.runUntil(time.now().plus(Duration.ofHours(36)));
            Instant slot = truth.now();
            if (passed.toDays() % 3 == 0) {
                new BackupJob(catalog, sources, "test", Watchers.NONE)
                        .run(new BackupJob.Request(BackupId.ofSlot(slot), null, "n1", List.of("n1")));
            }
            PruneJob job = new PruneJob(catalog, rules, () -> now().plus(storeAhead), "test");
            PrunePlan plan = job.plan(true);
            job.execute(new PruneJob.Request(plan.id(), true));
        }
        oracle.requireAllRestorable();
        PrunePlan last = catalog.pruner(StoreTime.of(truth)).plan(rules, false);
        assertThat(last.stops()).isEmpty();
        for (PrunePlan.OfBackup backup : last.backups()) {
            assertThat(backup.reasons()).as("%s", backup).isNotEmpty();
        }
        requireNoLeftovers(last);
    }

    private void requireNoLeftovers(PrunePlan last) throws IOException {
        assertThat(last.backups().stream().filter(one -> one.fate() != PrunePlan.Fate.KEPT))
                .as("backups that should be gone")
                .hasSizeLessThanOrEqualTo(3);
        Set<BackupId> listed =
                oracle.manifests().values().stream().map(Manifest::id).collect(Collectors.toSet());
        Set<ObjectKey> named = oracle.manifests().values().stream()
                .flatMap(manifest -> manifest.parts().stream())
                .flatMap(part -> Needs.namedBy(part).stream())
                .collect(Collectors.toSet());
        Set<ObjectKey> tombed = new HashSet<>(Tombs.keys(last.tombs));
        last.buried.forEach(one -> tombed.add(one.object().key()));
        for (StoredObject object : truth.list("prod/backup/", "").all()) {
            BackupId id = new BackupId(object.key().value().split("/", -1)[2]);
            assertThat(listed.contains(id) || named.contains(object.key()) || tombed.contains(object.key()))
                    .as("%s is left over", object.key())
                    .isTrue();
        }
        assertThat(truth.list("prod/tomb/", "").all()).as("tombs").hasSizeLessThan(16);
        assertThat(truth.list("prod/index/seen/", "").all()).as("records").hasSizeLessThanOrEqualTo(2);
    }
}
