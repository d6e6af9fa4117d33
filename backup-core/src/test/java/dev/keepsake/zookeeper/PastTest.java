package dev.keepsake.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Turn;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.HistoryEntry;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.HistoryRequest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is looked at of an archived past is what ZooKeeper's own tree was, transaction by transaction. */
final class PastTest {

    private static final String EXTENDED = "zookeeper.extendedTypesEnabled";
    private static final Zxid ALL = new Zxid(-1);
    private static final int QUESTIONS = 40;

    @TempDir
    private Path directory;

    @BeforeAll
    static void letServersKnowTtl() {
        System.setProperty(EXTENDED, "true");
    }

    @AfterAll
    static void forgetTtl() {
        System.clearProperty(EXTENDED);
    }

    @Test
    void theHistoryOfAnyZnodeIsThatOfTheLedger() throws IOException {
        long seed = Seeds.seed("history");
        PastLedger ledger = new PastLedger(directory, seed, 0).writes(400);
        Random random = new Random(seed);
        Moments moments = ledger.archive.moments();

        for (int i = 0; i < QUESTIONS; i++) {
            Scope scope = new Scope(ledger.anyPath(), random.nextInt(3));
            Zxid after = random.nextBoolean() ? new Zxid(0) : ledger.anyZxid();
            Zxid through = random.nextBoolean() ? ALL : ledger.anyZxid();
            boolean oldestFirst = random.nextBoolean();
            int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 1000);
            HistoryPage page = moments.history(new HistoryRequest(scope, after, through, limit, oldestFirst));

            List<PastLedger.Line> expected = new ArrayList<>(ledger.lines(scope, after, through));
            if (oldestFirst) {
                Collections.reverse(expected);
            }
            List<PastLedger.Line> told = told(page);
            assertThat(happenings(page)).allMatch(Happening::exact).hasSizeLessThanOrEqualTo(limit);
            if (happenings(page).size() < limit) {
                assertThat(page.more()).isFalse();
                assertThat(told).isEqualTo(expected);
            } else {
                assertThat(told).isEqualTo(expected.subList(0, told.size()));
            }
        }
    }

    @Test
    void whatIsToldFromABaseThatWasAheadIsTrueOrSaidToBeUnknown() throws IOException {
        long seed = Seeds.seed("ahead");
        Random random = new Random(seed);
        PastLedger ledger = new PastLedger(directory, seed, 20 + random.nextInt(100)).writes(150);
        Moments moments = ledger.archive.moments();

        int inexact = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Scope scope = new Scope(ledger.anyPath(), random.nextInt(2));
            HistoryPage page = moments.history(new HistoryRequest(scope, new Zxid(0), ALL, 1000, random.nextBoolean()));

            Map<Zxid, PastLedger.Line> expected = new TreeMap<>();
            ledger.lines(scope, new Zxid(0), ALL).forEach(line -> expected.put(line.zxid(), line));
            assertThat(happenings(page)).extracting(one -> one.moment().zxid()).containsAll(expected.keySet());
            for (Happening happening : happenings(page)) {
                inexact += happening.exact() ? 0 : 1;
                if (happening.exact()) {
                    assertTrue(happening, expected);
                }
            }
        }
        assertThat(inexact).isPositive();
    }

    /** Counters of children may be ahead while a base was written. */
    private static void assertTrue(Happening happening, Map<Zxid, PastLedger.Line> expected) {
        for (Turn turn : happening.turns()) {
            if (turn.before() == null && turn.after() == null) {
                continue;
            }
            PastLedger.Line line =
                    Objects.requireNonNull(expected.get(happening.moment().zxid()));
            PastLedger.Sides sides = Objects.requireNonNull(line.changes().get(turn.path()));
            assertThat(PastLedger.own(PastLedger.node(turn.before())))
                    .as(happening.moment() + " " + turn.path())
                    .isEqualTo(PastLedger.own(sides.before()));
            assertThat(PastLedger.own(PastLedger.node(turn.after())))
                    .as(happening.moment() + " " + turn.path())
                    .isEqualTo(PastLedger.own(sides.after()));
        }
    }

    @Test
    void everyPartOfEveryMomentIsAsItWas() throws IOException {
        long seed = Seeds.seed("parts");
        PastLedger ledger = new PastLedger(directory, seed, 0).writes(300);
        Random random = new Random(seed);

        for (int i = 0; i < QUESTIONS; i++) {
            Zxid zxid = ledger.anyZxid();
            int levels = random.nextInt(4);
            Scope scope = new Scope(ledger.anyPath(), levels == 3 ? Scope.ALL : levels);
            ReplayedTree part = new ReplayedTree(zxid, scope);
            send(ledger, zxid, part);

            Map<String, ServerTree.Node> shown = new TreeMap<>();
            part.walk(scope.path(), znode -> shown.put(znode.path(), PastLedger.node(znode)));
            shown.keySet().removeIf(path -> !scope.holds(path));
            assertThat(shown).isEqualTo(ledger.state(zxid, scope));
            for (String path : shown.keySet()) {
                assertThat(part.znode(path).map(PastZnode::children))
                        .contains(ledger.state(zxid, new Scope(path, 1)).size() - 1);
            }
        }
    }

    @Test
    void theDifferenceOfAnyTwoMomentsIsThatOfTheirTrees() throws IOException {
        long seed = Seeds.seed("difference");
        PastLedger ledger = new PastLedger(directory, seed, 0).writes(300);
        Random random = new Random(seed);

        for (int i = 0; i < QUESTIONS; i++) {
            Zxid one = ledger.anyZxid();
            Zxid other = ledger.anyZxid();
            Zxid from = one.compareTo(other) < 0 ? one : other;
            Zxid to = one.compareTo(other) < 0 ? other : one;
            Scope scope = random.nextBoolean() ? Scope.EVERYTHING : Scope.below(ledger.anyPath());
            ReplayedChanges changes = new ReplayedChanges(from, to, scope);
            send(ledger, from, to, changes);

            Map<String, ServerTree.Node> before = ledger.state(from, scope);
            Map<String, ServerTree.Node> after = ledger.state(to, scope);
            for (String path : changes.paths()) {
                assertThat(PastLedger.node(changes.before(path).orElse(null))).isEqualTo(before.remove(path));
                assertThat(PastLedger.node(changes.after(path).orElse(null))).isEqualTo(after.remove(path));
            }
            // the others differ in nothing but what their children change
            assertThat(before.keySet()).isEqualTo(after.keySet());
            before.forEach(
                    (path, node) -> assertThat(PastLedger.own(after.get(path))).isEqualTo(PastLedger.own(node)));
        }
    }

    private static void send(PastLedger ledger, Zxid zxid, ReplayedTree tree) throws IOException {
        Chosen chosen = ledger.archive.moments().at(zxid);
        ledger.archive
                .catalog
                .source(chosen, chosen.shares().get(0), Progress.NONE)
                .sendTo(tree);
    }

    /** From a base that serves both. */
    private static void send(PastLedger ledger, Zxid from, Zxid to, ReplayedChanges changes) throws IOException {
        Moments moments = ledger.archive.moments();
        var bases = moments.at(from).shares().stream()
                .map(share -> share.share().base())
                .toList();
        Chosen chosen = moments.at(to);
        var share = chosen.shares().stream()
                .filter(one -> bases.contains(one.share().base()))
                .findFirst()
                .orElseThrow();
        ledger.archive.catalog.source(chosen, share, Progress.NONE).sendTo(changes);
    }

    private static List<Happening> happenings(HistoryPage page) {
        List<Happening> found = new ArrayList<>();
        for (HistoryEntry entry : page.entries()) {
            Optional.of(entry)
                    .filter(Happening.class::isInstance)
                    .map(Happening.class::cast)
                    .ifPresent(found::add);
        }
        return found;
    }

    /** What was told, as the ledger would write it: without what came and went within one transaction. */
    private static List<PastLedger.Line> told(HistoryPage page) {
        List<PastLedger.Line> lines = new ArrayList<>();
        for (Happening happening : happenings(page)) {
            Map<String, PastLedger.Sides> changes = new TreeMap<>();
            for (Turn turn : happening.turns()) {
                if (turn.before() != null || turn.after() != null) {
                    changes.put(
                            turn.path(),
                            new PastLedger.Sides(PastLedger.node(turn.before()), PastLedger.node(turn.after())));
                }
            }
            if (!changes.isEmpty()) {
                lines.add(new PastLedger.Line(happening.moment().zxid(), changes));
            }
        }
        return lines;
    }
}
