package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Zxid;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TreeCheckTest {

    private static final List<String> OWN = List.of("digest:keeper:abc=:cdrwa", "world:anyone:r");
    private static final List<String> OPEN = List.of("world:anyone:cdrwa");

    @Test
    void nothingIsFoundInATreeThatIsAsItShouldBe() {
        TreeCensus census = census(znode("/", 0, OWN, 2), znode("/marathon", 10, OWN, 1));

        assertThat(Tales.broken(findings(census))).isEmpty();
    }

    @Test
    void whatAnybodyMayChangeIsCountedForEachTopSubtree() {
        TreeCensus census = census(
                znode("/", 0, OWN, 2),
                znode("/a", 0, OPEN, 1),
                znode("/a/x", 0, OWN, 0),
                znode("/b", 0, List.of("world:anyone:r"), 1),
                znode("/b/y", 0, List.of("world:anyone:d"), 0),
                znode("/zookeeper", 0, OPEN, 0),
                znode("/zookeeper/quota", 0, OPEN, 0));

        assertThat(Tales.found(findings(census), TreeRules.OPEN))
                .containsExactly("zk /a: 1 of 2 znodes (50%)", "zk /b: 1 of 2 znodes (50%)");
    }

    @Test
    void aListThatNobodyCouldReadIsNotTakenForAGoodOne() {
        TreeCensus census = census(znode("/", 0, OWN, 1), znode("/a", 0, List.of(), 0));

        assertThat(Tales.broken(findings(census))).containsExactly("zk.acl-unknown");
    }

    @Test
    void largeZnodesManyChildrenAndOtherProgramsAreFound() {
        TreeCensus census = census(
                znode("/", 0, OWN, 10_001),
                znode("/brokers", 600_000, OWN, 0),
                znode("/marathon/state/framework-id", 0, OWN, 0),
                znode("/old/state/framework:id", 0, OWN, 0));

        assertThat(Tales.broken(findings(census))).containsExactly("zk.large-znode", "zk.many-children", "zk.tenants");
        assertThat(Tales.found(findings(census), TreeRules.TENANTS))
                .containsExactly(
                        "zk /brokers: Kafka keeps its state here",
                        "zk: several frameworks keep their state here: /marathon, /old");
        assertThat(Tales.broken(new TreeCheck("zk", census, OptionalInt.of(4 << 20)).findings()))
                .doesNotContain("zk.large-znode");
    }

    @Test
    void programsAreKnownBelowFoldersOfTheirOwnToo() {
        TreeCensus census = census(
                znode("/ha", 0, OWN, 1),
                znode("/ha/hbase", 0, OWN, 1),
                znode("/kafka", 0, OWN, 1),
                znode("/kafka/brokers", 0, OWN, 0),
                znode("/a/b/solr", 0, OWN, 0));

        assertThat(Tales.found(findings(census), TreeRules.TENANTS))
                .containsExactly("zk /ha/hbase: HBase keeps its state here", "zk /kafka: Kafka keeps its state here");
    }

    @Test
    void theFrameworksOfAUsualClusterAreNoTenants() {
        TreeCensus census = census(
                znode("/marathon/state/framework:id", 0, OWN, 0), znode("/metronome/state/framework:id", 0, OWN, 0));

        assertThat(findings(census).stream().filter(finding -> finding.rule().equals(TreeRules.TENANTS)))
                .singleElement()
                .matches(finding -> finding.standing() == Standing.PASSED);
    }

    @Test
    void theRootAsZooKeeperMakesItIsWorthANoteAndAnyAddressIsAnybody() {
        List<Finding> findings =
                findings(census(znode("/", 0, OPEN, 1), znode("/a", 0, List.of("ip:0.0.0.0/0:cdrwa"), 0)));

        assertThat(findings.stream().filter(finding -> finding.isFound()))
                .extracting(finding -> finding.severity() + " " + finding.subject())
                .containsExactly("NOTE zk /", "WARNING zk /a");
    }

    @Test
    void percentilesAreAtMostASixteenthTooHigh() {
        Random random = new Random(20261123);
        int[] lengths = random.ints(20_000, 0, 20_000).toArray();
        TreeCensus census = new TreeCensus();
        for (int i = 0; i < lengths.length; i++) {
            census.at(znode("/x/" + i, lengths[i], OWN, 0));
        }
        Arrays.sort(lengths);

        for (int percent : new int[] {1, 50, 99, 100}) {
            int exact = lengths[(lengths.length * percent + 99) / 100 - 1];
            assertThat(census.percentile(percent)).isBetween(exact, exact + exact / 16 + 1);
        }
        assertThat(census.least()).isEqualTo(lengths[0]);
        assertThat(census.most()).isEqualTo(lengths[lengths.length - 1]);
    }

    @Test
    void whatIsRememberedDoesNotGrowWithTheTree() {
        TreeCensus census = new TreeCensus();
        for (int i = 0; i < 5_000; i++) {
            census.at(znode("/top-" + i, 0, List.of("digest:user-" + i + ":x:cdrwa"), 0));
        }

        assertThat(census.subtrees()).hasSize(1_001);
        assertThat(Objects.requireNonNull(census.subtrees().get("/(others)")).znodes())
                .isEqualTo(4_000);
    }

    @Test
    void aLongNameIsCut() {
        TreeCensus census = census(znode("/" + "x".repeat(100_000), 0, OWN, 0));

        assertThat(census.subtrees().firstKey()).hasSizeLessThan(300);
    }

    private static List<Finding> findings(TreeCensus census) {
        return new TreeCheck("zk", census, OptionalInt.empty()).findings();
    }

    private static TreeCensus census(PastZnode... znodes) {
        TreeCensus census = new TreeCensus();
        for (PastZnode znode : znodes) {
            census.at(znode);
        }
        return census;
    }

    private static PastZnode znode(String path, int length, List<String> acl, int children) {
        Zxid zxid = new Zxid(1);
        return new PastZnode(
                path, new byte[length], acl, PastZnode.Kind.PERSISTENT, zxid, zxid, zxid, 0, 0, 0, 0, 0, 0, children);
    }
}
