package dev.keepsake.zookeeper.live.subtree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random pasts in random presents, with others writing, answers lost and processes killed: what is left, and taken back. */
final class SubtreeChangeTest {

    private static final int RUNS = Integer.getInteger("keepsake.runs", Boolean.getBoolean("keepsake.long") ? 400 : 20);
    private static final Scope APP = new Scope("/app", "/app", true, false);

    @TempDir
    private Path work;

    private int files;

    @Test
    void aPlanThatIsAppliedGivesThePastAndItsUndoGivesThePresent() throws IOException {
        Random seeds = Worlds.seeds("plan");
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            SortedMap<String, PastZnode> past = past(random);
            ModelEnsemble ensemble = new Worlds(random).ensemble();
            SortedMap<String, PastZnode> before = ensemble.all();
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past), APP);
            Path file = next();

            ChangeOutcome outcome = apply(ensemble, plan, file);

            assertThat(outcome.isWhole()).as("seed %d: %s", seed, outcome).isTrue();
            requireRestored(past, before, ensemble, seed);
            assertThat(SubtreeChange.restored(ensemble, new MapTree(past), APP).changes())
                    .as("seed %d: a second plan", seed)
                    .isEmpty();

            ChangeOutcome undone = apply(ensemble, undo(ensemble, file), next());

            assertThat(undone.isWhole()).as("seed %d: %s", seed, undone).isTrue();
            assertThat(Worlds.contents(ensemble.all())).as("seed %d", seed).isEqualTo(Worlds.contents(before));
        }
    }

    /** All of the past but what was ephemeral, what stands below an ephemeral of now, and nothing else but those. */
    private static void requireRestored(
            SortedMap<String, PastZnode> past, SortedMap<String, PastZnode> before, ModelEnsemble ensemble, long seed) {
        SortedMap<String, PastZnode> wanted = Worlds.below(Worlds.lasting(past), "/app");
        Set<String> ephemeral = new HashSet<>(before.keySet());
        ephemeral.removeAll(Worlds.lasting(before).keySet());
        wanted.keySet().removeIf(path -> ephemeral.stream().anyMatch(barring -> PathOrder.isWithin(path, barring)));
        SortedMap<String, PastZnode> after = Worlds.below(ensemble.all(), "/app");
        SortedMap<String, String> held = Worlds.held(Worlds.lasting(after));
        Set<String> aboveEphemeral = held.keySet().stream()
                .filter(path -> !wanted.containsKey(path))
                .filter(path -> ephemeral.stream().anyMatch(below -> PathOrder.isWithin(below, path)))
                .collect(Collectors.toSet());
        held.keySet().removeAll(aboveEphemeral);
        assertThat(held).as("seed %d", seed).isEqualTo(Worlds.held(wanted));
        assertThat(after.keySet())
                .as("seed %d: ephemerals of now", seed)
                .containsAll(Worlds.below(before, "/app").keySet().stream()
                        .filter(ephemeral::contains)
                        .toList());
        assertThat(ensemble.at("/beside")).isEqualTo(before.get("/beside"));
    }

    @Test
    void whatOthersWriteMeanwhileIsLeftAndReported() throws IOException {
        Random seeds = Worlds.seeds("others");
        int conflicts = 0;
        int overwritten = 0;
        // few runs alone need not meet one that is deleted and created again just before it is written to
        for (int run = 0; run < RUNS || (overwritten == 0 && run < 1_000); run++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            SortedMap<String, PastZnode> past = past(random);
            Worlds worlds = new Worlds(random);
            ModelEnsemble ensemble = worlds.ensemble();
            SortedMap<String, PastZnode> before = ensemble.all();
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past), APP);
            Others others = new Others(ensemble, worlds, random);
            ensemble.meanwhile(others);
            Path file = next();

            ChangeOutcome outcome = apply(ensemble, plan, file);

            others.requireUnharmed(outcome, plan, seed);
            conflicts += outcome.conflicts().size();
            overwritten += outcome.overwritten().size();
            others.rest();
            ChangePlan undo = undo(ensemble, file);
            ChangeOutcome undone = apply(ensemble, undo, next());
            others.requireTakenBack(before, undone, outcome, seed);
        }
        assertThat(conflicts).isPositive();
        assertThat(overwritten).isPositive();
    }

    @Test
    void whereverTheProcessIsKilledItsUndoFileTakesBackWhatWasDone() throws IOException {
        Random seeds = Worlds.seeds("killed");
        for (int run = 0; run < RUNS / 4; run++) {
            long seed = seeds.nextLong();
            for (int at = 1; isKilledAt(at, seed); at++) {
                assertThat(at).isLessThan(10_000);
            }
        }
    }

    private boolean isKilledAt(int at, long seed) throws IOException {
        Random random = new Random(seed);
        SortedMap<String, PastZnode> past = past(random);
        ModelEnsemble ensemble = new Worlds(random).ensemble();
        SortedMap<String, PastZnode> before = ensemble.all();
        ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past), APP);
        Path file = next();
        boolean killed = killedAt(ensemble, at, plan, file);

        ChangeOutcome undone = apply(ensemble, undo(ensemble, file), next());

        assertThat(undone.isWhole())
                .as("seed %d, killed at %d: %s", seed, at, undone)
                .isTrue();
        assertThat(Worlds.contents(ensemble.all()))
                .as("seed %d, killed at %d", seed, at)
                .isEqualTo(Worlds.contents(before));
        return killed;
    }

    @Test
    void anUndoThatIsKilledAnywhereGoesOnWithTheSameFile() throws IOException {
        Random seeds = Worlds.seeds("killed undo");
        for (int run = 0; run < RUNS / 4; run++) {
            long seed = seeds.nextLong();
            for (int at = 1; isUndoKilledAt(at, seed); at++) {
                assertThat(at).isLessThan(10_000);
            }
        }
    }

    private boolean isUndoKilledAt(int at, long seed) throws IOException {
        Random random = new Random(seed);
        SortedMap<String, PastZnode> past = past(random);
        ModelEnsemble ensemble = new Worlds(random).ensemble();
        SortedMap<String, PastZnode> before = ensemble.all();
        Path file = next();
        killedAt(ensemble, 1 + random.nextInt(30), SubtreeChange.restored(ensemble, new MapTree(past), APP), file);
        boolean killed = killedAt(ensemble, ensemble.commits() + at, undo(ensemble, file), next());

        ChangeOutcome undone = apply(ensemble, undo(ensemble, file), next());

        assertThat(undone.isWhole())
                .as("seed %d, killed at %d: %s", seed, at, undone)
                .isTrue();
        assertThat(Worlds.contents(ensemble.all()))
                .as("seed %d, killed at %d", seed, at)
                .isEqualTo(Worlds.contents(before));
        return killed;
    }

    /** Applies a plan, and is killed before or after a write, if it comes that far. */
    private static boolean killedAt(ModelEnsemble ensemble, int commit, ChangePlan plan, Path file) throws IOException {
        ModelEnsemble.Fate fate = commit % 2 == 0 ? ModelEnsemble.Fate.CRASH_AFTER : ModelEnsemble.Fate.CRASH_BEFORE;
        ensemble.meanwhile(() -> ensemble.commits() == commit ? fate : ModelEnsemble.Fate.ANSWERED);
        try {
            apply(ensemble, plan, file);
            return false;
        } catch (ModelEnsemble.Killed expected) {
            return true;
        } finally {
            ensemble.meanwhile(() -> ModelEnsemble.Fate.ANSWERED);
        }
    }

    @Test
    void whatWasOpenedForItsChildrenIsClosedAlsoWhenSomebodySetsItsDataMeanwhile() throws IOException {
        for (boolean somebody : List.of(true, false)) {
            ModelEnsemble then = new ModelEnsemble(true);
            then.create("/app", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
            then.create("/app/locked", null, List.of("ip:::1:r"), PastZnode.Kind.PERSISTENT, 0);
            then.create("/app/locked/child", null, List.of("ip:::1:r"), PastZnode.Kind.PERSISTENT, 0);
            ModelEnsemble ensemble = new ModelEnsemble(somebody);
            ensemble.create("/app", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(then.all()), APP);
            ensemble.afterwards(() -> ensemble.set("/app/locked", Worlds.bytes("theirs")));
            Path file = next();

            ChangeOutcome outcome = apply(ensemble, plan, file);

            assertThat(outcome.isWhole()).as("%s", outcome).isTrue();
            assertThat(ensemble.at("/app/locked").acl()).containsExactly("ip:::1:r");
            assertThat(ensemble.at("/app/locked").data()).isEqualTo(Worlds.bytes("theirs"));
            assertThat(undo(ensemble, file).conflicts())
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.why()).contains("somebody changed its data"));
        }
    }

    @Test
    void aListThatAClientWasShownWithoutPasswordsReplacesNone() throws IOException {
        ModelEnsemble then = new ModelEnsemble(true);
        then.create("/app", Worlds.bytes("then"), List.of("digest:a:x:cdrwa"), PastZnode.Kind.PERSISTENT, 0);
        then.create("/app/new", null, List.of("digest:a:x:r"), PastZnode.Kind.PERSISTENT, 0);
        ModelEnsemble ensemble = new ModelEnsemble(true);
        ensemble.create("/app", null, List.of("digest:a:b=:cdrwa"), PastZnode.Kind.PERSISTENT, 0);

        ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(then.all()), APP);
        apply(ensemble, plan, next());

        assertThat(ensemble.at("/app").acl()).containsExactly("digest:a:b=:cdrwa");
        assertThat(ensemble.at("/app").data()).isEqualTo(Worlds.bytes("then"));
        assertThat(plan.notes())
                .anySatisfy(note -> assertThat(note).contains("keep the access list", "the first /app"))
                .anySatisfy(note -> assertThat(note).contains("nobody gets in", "the first /app/new"));
    }

    @Test
    void answersThatGetLostChangeNothingAboutTheResult() throws IOException {
        Random seeds = Worlds.seeds("lost");
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            SortedMap<String, PastZnode> past = past(random);
            ModelEnsemble ensemble = new Worlds(random).ensemble();
            SortedMap<String, PastZnode> before = ensemble.all();
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past), APP);
            ensemble.meanwhile(() -> switch (ensemble.commits() % 3 == 0 ? 2 : random.nextInt(3)) {
                case 0 -> ModelEnsemble.Fate.LOST_AND_DONE;
                case 1 -> ModelEnsemble.Fate.LOST_AND_NOT_DONE;
                default -> ModelEnsemble.Fate.ANSWERED;
            });
            Path file = next();

            ChangeOutcome outcome = apply(ensemble, plan, file);

            assertThat(outcome.isWhole()).as("seed %d: %s", seed, outcome).isTrue();
            requireRestored(past, before, ensemble, seed);
            ChangeOutcome undone = apply(ensemble, undo(ensemble, file), next());
            assertThat(undone.isWhole()).as("seed %d: %s", seed, undone).isTrue();
            assertThat(Worlds.contents(ensemble.all())).as("seed %d", seed).isEqualTo(Worlds.contents(before));
        }
    }

    @Test
    void whatOthersWriteWhileAnswersGetLostIsNotTakenForOurs() throws IOException {
        Random seeds = Worlds.seeds("others and lost");
        for (int run = 0; run < RUNS; run++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            SortedMap<String, PastZnode> past = past(random);
            Worlds worlds = new Worlds(random);
            ModelEnsemble ensemble = worlds.ensemble();
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past), APP);
            Others others = new Others(ensemble, worlds, random);
            ensemble.meanwhile(() -> {
                ModelEnsemble.Fate fate = ensemble.commits() % 3 == 0
                        ? random.nextBoolean() ? ModelEnsemble.Fate.LOST_AND_NOT_DONE : ModelEnsemble.Fate.LOST_AND_DONE
                        : ModelEnsemble.Fate.ANSWERED;
                Runnable write = others::happens;
                if (fate == ModelEnsemble.Fate.ANSWERED) {
                    write.run();
                } else {
                    ensemble.afterwards(write);
                }
                return fate;
            });

            ChangeOutcome outcome = apply(ensemble, plan, next());

            others.requireUnharmed(outcome, plan, seed);
            Set<String> said =
                    outcome.conflicts().stream().map(ChangePlan.Conflict::path).collect(Collectors.toSet());
            for (ZnodeChange change : plan.changes()) {
                boolean silent = !said.contains(change.path()) && !others.hasWritten(change.path());
                boolean there = ensemble.has(change.path());
                assertThat(!silent || there == !change.deletes())
                        .as("seed %d: %s is said to be done: %s", seed, change.path(), outcome)
                        .isTrue();
            }
        }
    }

    @Test
    void oneZnodeThatSomebodyElseCreatedAlikeDoesNotAnswerForAll() throws IOException {
        ModelEnsemble then = new ModelEnsemble(true);
        ModelEnsemble ensemble = new ModelEnsemble(true);
        for (ModelEnsemble one : List.of(then, ensemble)) {
            one.create("/app", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        }
        then.create("/app/a", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        then.create("/app/b", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(then.all()), APP);
        ensemble.meanwhile(() -> ModelEnsemble.Fate.LOST_AND_NOT_DONE);
        ensemble.afterwards(() -> ensemble.create("/app/a", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0));

        ChangeOutcome outcome = apply(ensemble, plan, next());

        assertThat(ensemble.has("/app/b")).isFalse();
        assertThat(outcome.conflicts())
                .extracting(ChangePlan.Conflict::path)
                .containsExactlyInAnyOrder("/app/a", "/app/b");
    }

    @Test
    void anUndoCanBeUndone() throws IOException {
        Random seeds = Worlds.seeds("undo of undo");
        for (int run = 0; run < RUNS / 4; run++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            ModelEnsemble ensemble = new Worlds(random).ensemble();
            ChangePlan plan = SubtreeChange.restored(ensemble, new MapTree(past(random)), APP);
            Path first = next();
            apply(ensemble, plan, first);
            Map<String, String> restored = Worlds.contents(ensemble.all());
            Path second = next();
            apply(ensemble, undo(ensemble, first), second);

            ChangeOutcome again = apply(ensemble, undo(ensemble, second), next());

            assertThat(again.isWhole()).as("seed %d: %s", seed, again).isTrue();
            assertThat(Worlds.contents(ensemble.all())).as("seed %d", seed).isEqualTo(restored);
        }
    }

    private static SortedMap<String, PastZnode> past(Random random) {
        ModelEnsemble then = new Worlds(random).ensemble();
        if (!then.has("/app")) {
            then.create("/app", null, List.of(Worlds.OPEN), PastZnode.Kind.PERSISTENT, 0);
        }
        return then.all();
    }

    private Path next() {
        return work.resolve("undo-" + ++files);
    }

    static ChangeOutcome apply(ModelEnsemble ensemble, ChangePlan plan, Path file) throws IOException {
        try (UndoWriter undo = UndoWriter.begin(file, "a test", "/", plan, Instant.EPOCH)) {
            return new Applier(ensemble, undo, (tried, all) -> {}, plan).apply();
        }
    }

    static ChangePlan undo(ModelEnsemble ensemble, Path file) throws IOException {
        UndoFile undo = UndoFile.read(file);
        assertThat(Files.size(file)).isPositive();
        return UndoPlanner.plan(undo, ensemble.read(UndoPlanner.paths(undo)));
    }

    static Set<String> paths(ChangePlan plan) {
        return plan.changes().stream().map(ZnodeChange::path).collect(Collectors.toSet());
    }
}
