package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Progress;
import dev.keepsake.catalog.Pruner;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.catalog.Rolling;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.testkit.Fault;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.SealKeys;
import dev.keepsake.testkit.StoreTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weeks of an archive that is backed up, rolled up, pruned and copied, with stores that fail and programs that die at any
 * step: whatever is listed in the copy restores, and in the end it has what the archive has. In the clear and encrypted.
 * {@code -Dkeepsake.seed=N} runs one course, {@code -Dkeepsake.rounds=N} so many.
 */
final class CopyCourseTest {

    private static final RetentionRules RULES = new RetentionRules(Duration.ofDays(2), 0, 0, 0, 0, 4, 100);

    @TempDir
    private Path directory;

    @Test
    void whateverHappensWhatIsListedInACopyRestores() throws IOException {
        Long only = Long.getLong("keepsake.seed");
        int rounds =
                only == null ? Integer.getInteger("keepsake.rounds", Boolean.getBoolean("keepsake.long") ? 40 : 1) : 1;
        long first = only == null ? System.nanoTime() : only;
        for (int round = 0; round < rounds; round++) {
            long seed = first + round;
            try {
                new Course(Files.createDirectories(directory.resolve("round-" + round)), seed).run();
            } catch (IOException | RuntimeException | AssertionError failure) {
                throw new AssertionError("replay with -Dkeepsake.seed=" + seed, failure);
            }
        }
        System.out.println("copied in " + rounds + " courses, from seed " + first + " on");
    }

    private static final class Course {

        private final MemoryStore source = new MemoryStore();
        private final MemoryStore target = new MemoryStore();
        private final Map<Zxid, String> truth = new HashMap<>();
        private final Set<ObjectKey> rolledUp = new HashSet<>();
        private final Random random;
        private final Archive archive;
        private final Archive copied;
        private final Keys copier;
        private final Path blank;
        private final DiskServer server;

        Course(Path directory, long seed) throws IOException {
            random = new Random(seed);
            boolean sealed = SealKeys.ENCRYPTED || seed % 2 == 0;
            Keys agent = sealed ? SealKeys.agent() : Keys.NONE;
            Keys restorer = sealed ? SealKeys.restorer() : Keys.NONE;
            archive = new Archive(source, agent, restorer);
            copied = new Archive(target, agent, restorer);
            copier = Keys.reading(List.of(), restorer.trust());
            blank = directory.resolve("blank");
            server = new DiskServer(directory.resolve("server"));
            server.elects(1).snapshots();
            source.advance(Duration.ZERO);
            target.advance(Duration.ZERO);
        }

        void run() throws IOException {
            for (int night = 0; night < 12; night++) {
                happens();
                server.commits(1 + random.nextInt(4));
                Manifest manifest = archive.manifestOf(server);
                truth.put(manifest.zxid(), hash());
                for (int tries = random.nextInt(3); tries > 0; tries--) {
                    attempt();
                    requireRestorable();
                }
            }
            CopyReport last = copy(source, target);
            assertThat(last.findings()).isEmpty();
            requireRestorable();
            Set<BackupId> left = ids(archive);
            left.removeAll(ids(copied));
            assertThat(last.backups().stream()
                            .filter(one -> one.fate() == CopyReport.Fate.CONDEMNED)
                            .map(CopyReport.OfBackup::id)
                            .collect(Collectors.toSet()))
                    .isEqualTo(left);
            assertThat(copied.hashAt(copied.moments().latest())).isEqualTo(hash());
            assertThat(copy(source, target).objects()).isZero();
        }

        private void happens() throws IOException {
            passes(Duration.ofHours(random.nextInt(60)));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    server.snapshots();
                    server.rolls();
                }
                case 2 -> server.elects(server.last().epoch() + 1);
                case 3 -> rollUp();
                case 4, 5 -> prune();
                default -> passes(Duration.ofDays(1));
            }
        }

        private void passes(Duration time) {
            source.advance(time);
            target.advance(time);
        }

        private void prune() throws IOException {
            if (truth.isEmpty()) {
                return;
            }
            Pruner pruner = archive.written.pruner(StoreTime.of(source));
            pruner.execute(pruner.plan(RULES, false), "here");
        }

        /** Some links become a run, and go, or are left. */
        private void rollUp() throws IOException {
            if (archive.count("/tape.json") == 0
                    || SealKeys.ENCRYPTED
                    || copier.trust().isGiven()) {
                return; // who rolls up sealed links is tested elsewhere
            }
            Rolling rolling = new Rolling(source);
            List<StoredObject> links = rolling.links();
            if (links.size() >= 3) {
                int from = random.nextInt(links.size() - 2);
                if (!rolledUp.add(links.get(from).key())) {
                    return; // a run is put once
                }
                try {
                    rolling.rollUp(from, from + 2);
                } catch (IllegalArgumentException notJoined) {
                    return;
                }
                for (StoredObject link :
                        random.nextBoolean() ? links.subList(from, from + 2) : List.<StoredObject>of()) {
                    archive.lose(link);
                }
            }
        }

        private void attempt() {
            Fault fault = random.nextBoolean() ? Fault.NOT_DONE : Fault.DONE_BUT_ANSWER_LOST;
            int at = random.nextInt(80);
            boolean atSource = random.nextInt(4) == 0;
            ObjectStore of = atSource ? source : target;
            ObjectStore faulty =
                    random.nextBoolean() ? new FaultyStore(of, at, fault) : FaultyStore.once(of, at, fault);
            try {
                copy(atSource ? faulty : source, atSource ? target : faulty);
            } catch (IOException planned) {
                assertThat(planned).isInstanceOf(StoreException.class);
            }
        }

        private CopyReport copy(ObjectStore from, ObjectStore to) throws IOException {
            return new Catalog(from, copier, "prod", new Random(1))
                    .copier(to)
                    .copy(new Copier.Request(Set.of(), false), Progress.NONE);
        }

        private void requireRestorable() throws IOException {
            for (Catalog.Listed listed : copied.catalog.list()) {
                Manifest manifest = listed.manifest().orElseThrow(() -> new AssertionError(listed.problem()));
                assertThat(copied.target(manifest, blank).plan().hash())
                        .as(manifest.id().value())
                        .isEqualTo(truth.get(manifest.zxid()));
            }
        }

        private static Set<BackupId> ids(Archive of) throws IOException {
            return of.catalog.list().stream().map(Catalog.Listed::id).collect(Collectors.toSet());
        }

        private String hash() throws IOException {
            return Seed.of(ServerTree.copyOf(server.tree, server.sessions), SessionPolicy.DROP)
                    .hash();
        }
    }
}
