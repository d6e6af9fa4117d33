package dev.keepsake.zookeeper.live.subtree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Clients that write between the looks and the writes of a restore, and remember what they wrote. */
final class Others implements ModelEnsemble.Meanwhile {

    private final ModelEnsemble ensemble;
    private final Worlds worlds;
    private final Random random;
    private final Map<String, String> writtenData = new TreeMap<>();
    private final Map<String, String> writtenLists = new TreeMap<>();
    private final Map<String, List<@Nullable String>> earlier = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private boolean resting;

    Others(ModelEnsemble ensemble, Worlds worlds, Random random) {
        this.ensemble = ensemble;
        this.worlds = worlds;
        this.random = random;
    }

    void rest() {
        resting = true;
    }

    @Override
    public ModelEnsemble.Fate happens() {
        for (int i = resting ? 0 : random.nextInt(3); i > 0; i--) {
            SortedMap<String, PastZnode> before = ensemble.all();
            worlds.change(ensemble);
            note(before, ensemble.all());
        }
        return ModelEnsemble.Fate.ANSWERED;
    }

    private void note(SortedMap<String, PastZnode> before, SortedMap<String, PastZnode> after) {
        Set<String> paths = new HashSet<>(before.keySet());
        paths.addAll(after.keySet());
        for (String path : paths) {
            PastZnode then = before.get(path);
            PastZnode now = after.get(path);
            if (then != null && now == null) {
                deleted.add(path);
            }
            if (then == null && now != null) {
                earlier.put(path, Arrays.asList(writtenData.get(path), writtenLists.get(path)));
            }
            if (then != null && now == null && earlier.containsKey(path)) {
                forget(path);
                continue;
            }
            boolean other = then == null || now == null || !then.created().equals(now.created());
            if (other
                    || !Objects.requireNonNull(then)
                            .modified()
                            .equals(Objects.requireNonNull(now).modified())) {
                writtenData.put(path, data(now));
            }
            if (other
                    || Objects.requireNonNull(then).aclVersion()
                            != Objects.requireNonNull(now).aclVersion()) {
                writtenLists.put(path, list(now));
            }
        }
    }

    /** What came and went is as it was before it came. */
    private void forget(String path) {
        List<@Nullable String> records = Objects.requireNonNull(earlier.remove(path));
        put(writtenData, path, records.get(0));
        put(writtenLists, path, records.get(1));
    }

    private static void put(Map<String, String> written, String path, @Nullable String record) {
        if (record == null) {
            written.remove(path);
        } else {
            written.put(path, record);
        }
    }

    private static String state(@Nullable PastZnode znode) {
        return data(znode) + " " + list(znode);
    }

    private static String data(@Nullable PastZnode znode) {
        return znode == null ? "gone" : Arrays.toString(znode.data());
    }

    private static String list(@Nullable PastZnode znode) {
        return znode == null ? "gone" : znode.acl().toString();
    }

    /** Where somebody wrote, it is still as they left it, or it is said that it is not. */
    void requireUnharmed(ChangeOutcome outcome, ChangePlan plan, long seed) {
        Set<String> said = paths(outcome);
        Set<String> planned = SubtreeChangeTest.paths(plan);
        for (String path : touched()) {
            PastZnode now = ensemble.all().get(path);
            boolean kept = data(now).equals(writtenData.getOrDefault(path, data(now)))
                    && list(now).equals(writtenLists.getOrDefault(path, list(now)));
            boolean cameAndWent = "gone".equals(writtenData.get(path)) && isCreation(plan, path);
            if (!kept && !cameAndWent) {
                assertThat(said)
                        .as("seed %d: %s is %s, written were %s %s", seed, path, state(now), writtenData, writtenLists)
                        .contains(path);
            } else if (kept
                    && planned.contains(path)
                    && isUnwanted(plan, path, state(now))
                    && !said.contains(path)
                    && !deleted.contains(path)) {
                // then ours was there before theirs came, or they did first what was wanted
                assertThat(ensemble.ours())
                        .as("seed %d: %s is not as planned", seed, path)
                        .contains(path);
            }
        }
    }

    boolean hasWritten(String path) {
        return touched().contains(path);
    }

    private Set<String> touched() {
        Set<String> paths = new HashSet<>(writtenData.keySet());
        paths.addAll(writtenLists.keySet());
        return paths;
    }

    private static boolean isCreation(ChangePlan plan, String path) {
        return plan.changes().stream().anyMatch(change -> change.path().equals(path) && change.creates());
    }

    private static boolean isUnwanted(ChangePlan plan, String path, String now) {
        return plan.changes().stream()
                .filter(change -> change.path().equals(path))
                .anyMatch(change -> !state(change.to()).equals(now));
    }

    private static Set<String> paths(ChangeOutcome outcome) {
        Set<String> paths =
                outcome.conflicts().stream().map(ChangePlan.Conflict::path).collect(Collectors.toSet());
        outcome.overwritten().forEach(conflict -> paths.add(conflict.path()));
        return paths;
    }

    /** Where nobody wrote, it is as it was; where somebody did, what they wrote is there, or it is said. */
    void requireTakenBack(SortedMap<String, PastZnode> before, ChangeOutcome undone, ChangeOutcome outcome, long seed) {
        Set<String> said = paths(undone);
        said.addAll(paths(outcome));
        Set<String> all = new HashSet<>(before.keySet());
        all.addAll(ensemble.all().keySet());
        for (String path : all) {
            if (said.contains(path)) {
                continue;
            }
            PastZnode now = ensemble.all().get(path);
            assertThat(data(now))
                    .as("seed %d: %s after undo", seed, path)
                    .isEqualTo(writtenData.getOrDefault(path, data(before.get(path))));
            assertThat(list(now))
                    .as("seed %d: %s after undo", seed, path)
                    .isEqualTo(writtenLists.getOrDefault(path, list(before.get(path))));
        }
    }
}
