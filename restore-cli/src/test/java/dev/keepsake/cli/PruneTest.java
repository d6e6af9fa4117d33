package dev.keepsake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PruneTest {

    @TempDir
    Path directory;

    private SampleArchive archive;
    private Path config;

    @BeforeEach
    void backups() throws IOException {
        archive = new SampleArchive(directory);
        for (int hour = 1; hour <= 6; hour++) {
            archive.backUp("20260611T0" + hour + "3000Z", null);
        }
        config = directory.resolve("agent.yaml");
        Files.writeString(
                config,
                "cluster: prod\nstore: {url: \"" + archive.place().toUri() + "\"}\n"
                        + "retention: {keep-last: 3, max-delete-percent: 80}\n");
    }

    private Run keepsake(String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "-c";
        all[1] = config.toString();
        System.arraycopy(words, 0, all, 2, words.length);
        return Run.of(all);
    }

    private static String plan(Run shown) {
        String line = Run.lineWith(shown.out(), "plan ");
        return line.substring("plan ".length(), line.indexOf(';'));
    }

    @Test
    void aPlanSaysWhatBecomesOfEachBackupAndWhy() {
        Run shown = keepsake("prune");

        assertThat(shown.code()).isZero();
        assertThat(Run.lineWith(shown.out(), "20260611T063000Z")).contains("kept", "one of the last 3");
        assertThat(Run.lineWith(shown.out(), "20260611T013000Z")).contains("condemned", "no rule keeps it");
        assertThat(shown.out()).contains("keepsake prune --confirm " + plan(shown));
        assertThat(directory.resolve("store/prod/tomb")).doesNotExist();
    }

    @Test
    void whatWasShownIsDoneAndNothingElse() throws IOException {
        String plan = plan(keepsake("prune"));

        assertThat(keepsake("prune", "--confirm", "0123456789ab").code()).isEqualTo(4);
        Run done = keepsake("prune", "--confirm", plan);

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("condemned");
        assertThat(keepsake("audit").out())
                .contains("plan " + plan + ": 0 objects removed, ", " condemned, 0 spared, 0 kept by the store");
        Run after = keepsake("prune");
        assertThat(Run.lineWith(after.out(), "20260611T013000Z")).contains("waiting", "goes after");
        assertThat(after.out()).contains("nothing is to be done");
    }

    @Test
    void aHoldIsSeenInThePlanUntilItEnds() throws IOException {
        assertThat(keepsake("hold", "20260611T013000Z", "--reason", "audit", "--for", "90d")
                        .out())
                .contains("20260611T013000Z is on hold until ");
        assertThat(Run.lineWith(keepsake("prune").out(), "20260611T013000Z"))
                .contains("kept", "on hold until", "audit");

        Run json = keepsake("unhold", "20260611T013000Z", "-o", "json");
        JsonNode ended = JsonOutput.MAPPER.readTree(json.out());
        assertThat(ended.get(0).get("reason").asText()).isEqualTo("audit");
        assertThat(Run.lineWith(keepsake("prune").out(), "20260611T013000Z")).contains("condemned");
        assertThat(keepsake("unhold", "20260611T013000Z").err()).contains("was not on hold");
    }

    @Test
    void scriptsCanReadThePlan() throws IOException {
        JsonNode plan =
                JsonOutput.MAPPER.readTree(keepsake("prune", "-o", "json").out());

        assertThat(plan.get("plan").asText()).hasSize(12);
        assertThat(plan.get("backups")).hasSize(6);
        assertThat(plan.get("backups").get(5).get("fate").asText()).isEqualTo("condemned");
        assertThat(plan.get("stops")).isEmpty();
    }

    @Test
    void tooMuchAtOnceIsSaidWithTheWayOut() {
        Run stopped = keepsake("prune", "--max-delete-percent", "10");

        assertThat(stopped.code()).isEqualTo(4);
        assertThat(stopped.out()).contains("STOPPED: the rules would do without ", "--max-delete-percent 100");
    }

    @Test
    void withoutRulesEverythingIsKept() {
        Run refused = archive.run("prune");

        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("nothing says what is to be kept");
    }

    @Test
    void whatNobodyCanMeanIsRefused() {
        assertThat(keepsake("hold", "20260611T013000Z", "--reason", "x", "--for", "soon")
                        .code())
                .isEqualTo(2);
        assertThat(keepsake("hold", "20260611T013000Z", "--reason", "x", "--until", "2020-01-01")
                        .code())
                .isEqualTo(4);
        assertThat(keepsake("hold", "20260612T013000Z", "--reason", "x").code()).isEqualTo(3);
        assertThat(keepsake("hold", "20260611T013000Z").code()).isEqualTo(2);
    }
}
