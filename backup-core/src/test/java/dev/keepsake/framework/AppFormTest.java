package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent is what Marathon's published rules allow, and says what was told. */
final class AppFormTest {

    private static final int ROUNDS = Integer.getInteger("keepsake.seeds", 40);

    @Test
    void whateverIsToldBecomesWhatIsAccepted() {
        long first = Long.getLong("keepsake.seed", System.nanoTime() % 1_000_000);
        for (long seed = first; seed < first + ROUNDS; seed++) {
            ToldApps told = new ToldApps(seed);
            for (int i = 0; i < 20; i++) {
                ObjectNode app = told.app("/g/app-" + i, "");
                ObjectNode sent = AppForm.sendable(app);

                assertThat(MarathonRules.ofApp(sent))
                        .as("-Dkeepsake.seed=%d: %s", seed, app)
                        .isEmpty();
                assertThat(AppForm.sendable(sent))
                        .as("-Dkeepsake.seed=%d", seed)
                        .isEqualTo(sent);
            }
        }
    }

    @Test
    void theRulesThemselvesRefuseWhatIsTold() {
        ObjectNode told = new ToldApps(1).app("/g/app", "");

        assertThat(MarathonRules.ofApp(told)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'uris':['a'],'fetch':[{'uri':'a'}]} | {'fetch':[{'uri':'a'}]}",
                "{'uris':['a'],'fetch':[]} | {'uris':['a']}",
                "{'uris':[],'fetch':[]} | {}",
                "{'ports':[1],'portDefinitions':[{'port':1}]} | {'portDefinitions':[{'port':1}]}",
                "{'ports':[1]} | {'ports':[1]}",
                "{'ports':[],'portDefinitions':[]} | {'portDefinitions':[]}",
                "{'ports':[1],'networks':[{'mode':'container','name':'x'}]} |"
                        + " {'networks':[{'mode':'container','name':'x'}]}",
                "{'portDefinitions':[{'port':1}],'networks':[{'name':'x'}]} | {'networks':[{'name':'x'}]}",
                "{'ipAddress':{},'networks':[{'mode':'host'}]} | {'networks':[{'mode':'host'}]}",
                "{'ipAddress':{'networkName':'x'},'ports':[0]} | {'ipAddress':{'networkName':'x'}}",
                "{'acceptedResourceRoles':[],'secrets':{},'cmd':null,'args':[]} | {}",
                "{'container':{'docker':{'network':'BRIDGE'}},'ports':[1]} |"
                        + " {'container':{'docker':{'network':'BRIDGE'}}}",
                "{'container':{'docker':{'network':'HOST'}},'ports':[1]} |"
                        + " {'container':{'docker':{'network':'HOST'}},'ports':[1]}",
                "{'container':{'volumes':[{'persistent':{}}]},'residency':{'a':1}} |"
                        + " {'container':{'volumes':[{'persistent':{}}]},'residency':{'a':1}}",
                "{'container':{'volumes':[{'hostPath':'/a'}]},'residency':{'a':1}} |"
                        + " {'container':{'volumes':[{'hostPath':'/a'}]}}",
                "{'version':'v','versionInfo':{},'tasks':[],'cpus':0.10} | {'cpus':0.10}"
            })
    void whatIsToldTwiceIsSentOnce(String told, String sent) throws IOException {
        assertThat(AppForm.sendable(node(told)).toString()).isEqualTo(node(sent).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'mem':128} | {'mem':128.0}",
                "{'uris':['http://a/b.tgz','http://a/c']} |"
                        + " {'fetch':[{'uri':'http://a/b.tgz','extract':true,'cache':false},{'uri':'http://a/c','extract':false}]}",
                "{'ports':[1]} | {'portDefinitions':[{'port':1,'protocol':'tcp','labels':{}}]}",
                "{'constraints':[['b','UNIQUE'],['a','LIKE','x']]} | {'constraints':[['a','LIKE','x'],['b','UNIQUE']]}",
                "{'labels':{}} | {}"
            })
    void whatMeansTheSameIsNoDifference(String one, String other) throws IOException {
        assertThat(Canonical.app(node(one))).isEqualTo(Canonical.app(node(other)));
    }

    @Test
    void theOrderOfWordsInAConstraintCounts() throws IOException {
        assertThat(Canonical.app(node("{'constraints':[['a','LIKE','b']]}")))
                .isNotEqualTo(Canonical.app(node("{'constraints':[['b','LIKE','a']]}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group.json", "groups-155_100.json", "groups-volumes.json", "groups-pod.json"})
    void groupsOfRealClustersBecomeWhatIsAccepted(String name) throws IOException {
        MarathonState state = MarathonState.of(fixture(name), Optional.empty());

        assertThat(state.apps().size() + state.pods().size()).isPositive();
        state.apps()
                .values()
                .forEach(app ->
                        assertThat(MarathonRules.ofApp(app)).as(app.toString()).isEmpty());
        state.pods()
                .values()
                .forEach(pod ->
                        assertThat(MarathonRules.ofPod(pod)).as(pod.toString()).isEmpty());
        state.groups().remove(PathId.ROOT);
        state.groups()
                .values()
                .forEach(group -> assertThat(MarathonRules.ofGroup(group)).isEmpty());
    }

    /** A file that is not part of the project: without the folder, the test is skipped and counted as such. */
    static JsonNode fixture(String name) throws IOException {
        String folder = System.getenv("KEEPSAKE_FIXTURES");
        assumeTrue(folder != null, "KEEPSAKE_FIXTURES names no folder with real groups: skipped");
        return Json.read(Files.readAllBytes(Path.of(folder, "marathon", name)), name);
    }

    private static ObjectNode node(String quoted) throws IOException {
        return (ObjectNode) Json.read(quoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "it");
    }
}
