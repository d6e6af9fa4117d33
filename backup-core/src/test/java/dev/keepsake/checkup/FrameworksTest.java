package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What agents hold for nobody, and what to do about it. */
final class FrameworksTest {

    private static final String LABELLED =
            ",\"reservation\":{\"labels\":{\"labels\":[{\"key\":\"framework_id\",\"value\":\"%s\"}]}}";

    @Test
    void onlyWhatIsOfAFrameworkThatEndedIsSaidToBeOfNobody() throws IOException {
        assertThat(left(LABELLED.formatted("F-ended")).remedy())
                .startsWith("its framework has ended")
                .contains("/unreserve");
        assertThat(left(LABELLED.formatted("F-other")).remedy()).contains("may only be away", "gone for good");
        assertThat(left(LABELLED.formatted("F-other")).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aRoleWithoutAFrameworkNowMayHaveOneByTheHour() throws IOException {
        Finding dynamic = left(",\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ads\"}]");

        assertThat(dynamic.severity()).isEqualTo(Severity.NOTE);
        assertThat(dynamic.remedy()).contains("registered now").doesNotContain("destroy");
    }

    @Test
    void whatAnAgentReservesByItsFlagsIsChangedThereAlone() throws IOException {
        assertThat(left("").remedy()).contains("--resources");
        assertThat(left(",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"ads\"}]")
                        .remedy())
                .contains("--resources");
    }

    private static Finding left(String reservation) throws IOException {
        String agent = "{\"id\":\"S1\",\"hostname\":\"a1\",\"reserved_resources_full\":{\"ads\":[{\"name\":\"cpus\","
                + "\"scalar\":{\"value\":8}" + reservation + "}]}}";
        String state = "{\"frameworks\":[],\"completed_frameworks\":[{\"id\":\"F-ended\"}],\"slaves\":[" + agent + "]}";
        return new MasterCheck(Tales.of("mesos-master", Map.of("state", state)), Optional.empty(), Profile.PRODUCTION)
                .findings().stream()
                        .filter(finding -> finding.rule().equals(MasterRules.LEFT))
                        .findFirst()
                        .orElseThrow();
    }
}
