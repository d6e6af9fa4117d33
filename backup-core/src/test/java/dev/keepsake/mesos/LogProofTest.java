package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CrossCheck.Told;
import dev.keepsake.artefact.DocumentProver.Held;
import dev.keepsake.artefact.DocumentProver.Silent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a backup's replicas tell of each other: by what they hold when it is proven, by their facts when it is made. */
class LogProofTest {

    private static final byte[] REGISTRY = registry("a", "b");

    private final Histories one = Histories.voting("one", 1).append(4, REGISTRY).truncate(5, 4);
    private final Histories two = Histories.voting("two", 1).append(4, REGISTRY).truncate(5, 4);

    LogProofTest() throws IOException {}

    @Test
    void replicasThatUniteAndMastersThatSayTheSameAreGood() throws IOException {
        List<Finding> findings = look(List.of(), one, two);

        assertThat(findings).allMatch(Finding::good);
        assertThat(findings.get(0).seen()).isEqualTo("the replicas of one, two unite to positions 4 to 5");
        assertThat(look(List.of(master("a", "b")), one, two))
                .anyMatch(finding -> finding.seen().equals("2, the same in the log and at the master"))
                .allMatch(Finding::good);
    }

    @Test
    void replicasThatContradictEachOtherSpeakAgainstTheBackup() throws IOException {
        Histories other = Histories.voting("two", 1).append(4, registry("c")).append(3, "shared");
        one.append(3, "shared");

        assertThat(look(List.of(), other, one)).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.seen()).contains("position 4, but with different values");
        });
    }

    @Test
    void holesAndTooFewReplicasSpeakAgainstTheBackup() throws IOException {
        Histories holed = Histories.voting("one", 1).append(0, "a").append(9, REGISTRY);

        assertThat(look(List.of(), holed)).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.seen()).contains("has holes");
        });
        List<Silent> silent =
                List.of(new Silent("two", Optional.empty()), new Silent("three", Optional.of("registrar")));
        assertThat(new LogProof().look(held(one), silent))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("no 2 of 3 masters", "--masters"));
        assertThat(new LogProof().look(held(one), List.of(new Silent("x", Optional.of("marathon")))))
                .allMatch(Finding::good);
    }

    @Test
    void anEmptyLogIsNoFault() throws IOException {
        assertThat(look(List.of(), Histories.voting("one", 1)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("it is empty"))
                .satisfies(finding -> assertThat(finding.good()).isTrue());
    }

    @Test
    void anAgentThatCameMeanwhileIsNoFaultAndAnotherClusterIs() throws IOException {
        assertThat(look(List.of(master("a", "b", "c")), one))
                .anyMatch(finding -> finding.seen().contains("only at the master: c"))
                .allMatch(Finding::good);
        assertThat(look(List.of(master("x", "y")), one))
                .anyMatch(finding -> !finding.good() && finding.seen().contains("only in the log: a, b"));
        String weights = json("a", "b").replaceFirst("\\{", "{\"weights\":[{\"info\":{\"role\":\"r\",\"weight\":2}}],");
        assertThat(look(List.of(held("masters", "mesos-master", "registry", weights)), one))
                .anyMatch(finding -> !finding.good() && finding.subject().endsWith("weights"));
    }

    @Test
    void factsAloneShowThatReplicasContradictEachOther() throws IOException {
        Histories wiped = Histories.voting("two", 1);
        for (int i = 0; i < 20; i++) {
            one.append(10 + i, "ours " + i);
            wiped.append(10 + i, i < 15 ? "ours " + i : "theirs " + i);
        }
        Told first = told("one", "registrar", one);
        Told second = told("two", "registrar", wiped);

        assertThat(new ReplicaCheck().contradictions(List.of(first, second)))
                .singleElement()
                .asString()
                .contains("the replicas of one and two have both learned position 25, with different values");
        assertThat(new ReplicaCheck().contradictions(List.of(first, told("two", "registrar", one))))
                .isEmpty();
        assertThat(new ReplicaCheck().contradictions(List.of(first, told("two", "overlay", wiped))))
                .isEmpty();
        assertThat(new ReplicaCheck()
                        .contradictions(List.of(
                                first,
                                new Told("x", "registrar", "mesos-log", new TreeMap<>(Map.of("status", "voting"))))))
                .isEmpty();
    }

    private static Told told(String node, String source, Histories history) throws IOException {
        SortedMap<String, String> facts = ReplicaFacts.of(history.replica()).words();
        return new Told(node, source, "mesos-log", facts);
    }

    private static List<Finding> look(List<Held> others, Histories... replicas) throws IOException {
        List<Held> all = held(replicas);
        all.addAll(others);
        return new LogProof().look(all, List.of());
    }

    private static List<Held> held(Histories... replicas) throws IOException {
        List<Held> all = new ArrayList<>();
        for (Histories history : replicas) {
            Replica replica = history.replica();
            all.add(new Held(
                    replica.name(), "registrar", "mesos-log", new TreeMap<>(Map.of("replica", replica.content()))));
        }
        return all;
    }

    private static Held master(String... agents) {
        return held("masters", "mesos-master", "registry", json(agents));
    }

    private static Held held(String source, String type, String document, String text) {
        Content content = () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return new Held("one", source, type, new TreeMap<>(Map.of(document, content)));
    }

    private static String json(String... agents) {
        List<String> all = new ArrayList<>();
        for (String agent : agents) {
            all.add("{\"info\":{\"id\":{\"value\":\"" + agent + "\"}}}");
        }
        return "{\"slaves\":{\"slaves\":[" + String.join(",", all) + "]}}";
    }

    /** What a master appends: the whole registry under its name. */
    private static byte[] registry(String... agents) {
        Message.Builder slaves = new Message.Builder();
        for (String agent : agents) {
            byte[] id = new Message.Builder().bytes(1, text(agent)).build();
            byte[] info = new Message.Builder()
                    .bytes(1, text(agent + ".example"))
                    .bytes(6, id)
                    .build();
            slaves.bytes(1, new Message.Builder().bytes(1, info).build());
        }
        byte[] registry = new Message.Builder().bytes(2, slaves.build()).build();
        byte[] entry = new Message.Builder()
                .bytes(1, text("registry"))
                .bytes(2, new byte[16])
                .bytes(3, registry)
                .build();
        byte[] snapshot = new Message.Builder().bytes(1, entry).build();
        return new Message.Builder().number(1, 1).bytes(2, snapshot).build();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
