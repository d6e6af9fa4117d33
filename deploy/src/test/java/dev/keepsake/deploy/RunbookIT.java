package dev.keepsake.deploy;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Disasters happen to real servers, and whoever follows the page word for word comes out of each. */
final class RunbookIT {
    @TempDir
    private Path work;

    static Set<String> others() {
        Set<String> others = new TreeSet<>(Disasters.all().keySet());
        others.removeAll(Disasters.EVERYDAY);
        return others;
    }

    /** One after the other, as a cluster lives through them. */
    @Test
    @Tag("long")
    void theWorstDaysOfOneCluster() throws Exception {
        try (Stage stage = Stage.open(work)) {
            for (String page : Disasters.EVERYDAY) {
                strike(page, stage);
            }
        }
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void anyOtherDisasterIsOverAtTheEndOfItsPage(String page) throws Exception {
        try (Stage stage = Stage.open(work)) {
            strike(page, stage);
        }
    }

    @Test
    @Tag("long")
    void aServerThatServesIsLeftAloneByThePageForALostOne() throws Exception {
        try (Stage stage = Stage.open(work)) {
            ServerDisasters.noServerLost(stage);
        }
    }

    private static void strike(String page, Stage stage) throws Exception {
        Objects.requireNonNull(Disasters.all().get(page), page).strike(stage);
    }
}
