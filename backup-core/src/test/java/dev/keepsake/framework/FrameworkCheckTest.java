package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CrossCheck.Told;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrameworkCheckTest {

    private static final Told MARATHON = told("marathon", "marathon", Map.of("framework-id", "fw-1"));

    private final FrameworkCheck check = new FrameworkCheck();

    @Test
    void aFrameworkThatTheMastersKnowIsNoContradiction() {
        assertThat(check.contradictions(List.of(MARATHON, masters("fw-1, fw-3", "fw-2"))))
                .isEmpty();
    }

    @Test
    void oneThatTheyDoNotKnowIsNamedOnceHoweverManyNodesSawIt() {
        assertThat(check.contradictions(List.of(MARATHON, MARATHON, masters("fw-3", "fw-2"))))
                .singleElement()
                .asString()
                .contains("marathon", "fw-1", "is not known", "fw-3");
    }

    @Test
    void oneThatWasTornDownIsNamedWithWhatWouldHappen() {
        assertThat(check.contradictions(List.of(MARATHON, masters("", "fw-1"))))
                .singleElement()
                .asString()
                .contains("torn down", "110");
    }

    @Test
    void whatOneClusterOfMastersToreDownAnotherMayKnow() {
        assertThat(check.contradictions(List.of(masters("", "fw-1"), MARATHON, masters("fw-1", ""))))
                .isEmpty();
    }

    @Test
    void nothingIsSaidWhereThereIsNothingToCompareWith() {
        assertThat(check.contradictions(List.of(MARATHON))).isEmpty();
        assertThat(check.contradictions(List.of(MARATHON, told("masters", "mesos-master", Map.of()))))
                .isEmpty();
        assertThat(check.contradictions(
                        List.of(told("marathon", "marathon", Map.of("framework-id", "")), masters("fw-3", ""))))
                .isEmpty();
    }

    private static Told masters(String known, String completed) {
        return told("masters", "mesos-master", Map.of("frameworks", known, "frameworks-completed", completed));
    }

    private static Told told(String name, String type, Map<String, String> facts) {
        return new Told("node-1", name, type, new TreeMap<>(facts));
    }
}
