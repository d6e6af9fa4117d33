package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class ReportWritersTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void theTextSaysTheVerdictFirstThenALineEachThenWhatToDo() throws IOException {
        List<String> lines =
                Reports.written(new TextReport(), Reports.mixed()).lines().toList();

        assertThat(lines.get(0))
                .isEqualTo("cluster prod: 1 critical, 0 warnings, 1 notes"
                        + " (1 passed, 1 could not be looked at, 1 silenced)");
        assertThat(lines.get(1)).startsWith("  critical  zk.open-acl").endsWith("zk /: all of 12 znodes");
        assertThat(lines.get(2)).startsWith("  note      marathon.image-tag");
        assertThat(lines).contains("    do:       set access lists");
        assertThat(lines).anyMatch(line -> line.contains("(silenced: the old shop, gone by May)"));
        assertThat(lines).anyMatch(line -> line.startsWith("the silence of zk.odd covers nothing"));
    }

    @Test
    void nothingThatMovesACursorReachesATerminal() throws IOException {
        String text = Reports.written(new TextReport(), Reports.mixed());

        assertThat(text.chars().filter(letter -> letter != '\n').anyMatch(Character::isISOControl))
                .isFalse();
    }

    @Test
    void jsonHoldsEveryFindingAsItIs() throws IOException {
        JsonNode report = MAPPER.readTree(Reports.written(new JsonReport(), Reports.mixed()));

        assertThat(report.path("counts").path("critical").asInt()).isEqualTo(1);
        assertThat(report.path("counts").path("silenced").asInt()).isEqualTo(1);
        assertThat(report.path("findings")).hasSize(5);
        assertThat(report.path("findings").path(0).path("rule").asText()).isEqualTo("zk.open-acl");
        assertThat(report.path("findings").findValuesAsText("standing"))
                .containsExactly("found", "found", "found", "unknown", "passed");
        assertThat(report.path("unusedSilences").path(0).path("rule").asText()).isEqualTo("zk.odd");
    }

    @Test
    void sarifHasTheShapeThatItsSchemaAsksFor() throws IOException {
        JsonNode sarif =
                MAPPER.readTree(Reports.written(new SarifReport("Keepsake", "0.1.0-SNAPSHOT"), Reports.mixed()));

        assertThat(sarif.path("version").asText()).isEqualTo("2.1.0");
        assertThat(sarif.path("$schema").asText()).endsWith("sarif-2.1.0.json");
        JsonNode run = sarif.path("runs").path(0);
        JsonNode driver = run.path("tool").path("driver");
        assertThat(driver.path("name").asText()).isEqualTo("Keepsake");
        assertThat(run.path("invocations").path(0).path("executionSuccessful").isBoolean())
                .isTrue();
        List<String> complaints = new ArrayList<>();
        for (JsonNode result : run.path("results")) {
            complaints.addAll(complaints(result, driver.path("rules")));
        }
        assertThat(complaints).isEmpty();
        assertThat(run.path("results").findValuesAsText("kind"))
                .as("pages take whatever stands there for something to mend")
                .doesNotContain("pass")
                .contains("open");
        assertThat(run.path("results").findValuesAsText("justification")).containsExactly("the old shop, gone by May");
    }

    /** The rules of the schema, and those of the standard's text that the schema cannot say. */
    private static List<String> complaints(JsonNode result, JsonNode rules) {
        List<String> complaints = new ArrayList<>();
        JsonNode location = result.path("locations").path(0);
        if (!location.path("physicalLocation")
                        .path("artifactLocation")
                        .path("uri")
                        .asText()
                        .matches("[a-z][a-z.]+")
                || location.path("logicalLocations")
                        .path(0)
                        .path("fullyQualifiedName")
                        .asText()
                        .isEmpty()) {
            complaints.add("location " + location);
        }
        String kind = result.path("kind").asText();
        String level = result.path("level").asText();
        if (!Set.of("notApplicable", "pass", "fail", "review", "open", "informational")
                .contains(kind)) {
            complaints.add("kind " + kind);
        }
        if (!Set.of("none", "note", "warning", "error").contains(level)
                || !kind.equals("fail") != level.equals("none")) {
            complaints.add("level " + level + " of kind " + kind);
        }
        int index = result.path("ruleIndex").asInt(-1);
        if (!rules.path(index).path("id").asText().equals(result.path("ruleId").asText())) {
            complaints.add("ruleIndex " + index);
        }
        if (result.path("message").path("text").asText().isEmpty()) {
            complaints.add("no message");
        }
        for (JsonNode suppression : result.path("suppressions")) {
            if (!Set.of("inSource", "external")
                    .contains(suppression.path("kind").asText())) {
                complaints.add("suppression " + suppression);
            }
        }
        return complaints;
    }

    @Test
    void junitIsWellFormedWhateverStandsInAndCountsWhatItHolds() throws Exception {
        Document xml = parsed(Reports.written(new JunitReport(Severity.WARNING), Reports.mixed()));

        Element root = xml.getDocumentElement();
        assertThat(root.getAttribute("tests")).isEqualTo("5");
        assertThat(root.getAttribute("failures")).isEqualTo("1");
        assertThat(root.getAttribute("skipped")).isEqualTo("2");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(1);
        NodeList skipped = xml.getElementsByTagName("skipped");
        assertThat(((Element) skipped.item(0)).getAttribute("message"))
                .isEqualTo("silenced: the old shop, gone by May");
    }

    @Test
    void junitFailsFromTheSeverityOnThatItIsToldOf() throws Exception {
        Document xml = parsed(Reports.written(new JunitReport(Severity.NOTE), Reports.mixed()));

        assertThat(xml.getDocumentElement().getAttribute("failures"))
                .as("two that are found, and one that nobody could say")
                .isEqualTo("3");
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(3);
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
