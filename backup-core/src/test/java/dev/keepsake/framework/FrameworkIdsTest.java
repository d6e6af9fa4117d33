package dev.keepsake.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.framework.FrameworkIds.Masters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameworkIdsTest {

    private static final Masters MASTERS = new Masters(Set.of("fw-1", "fw-3"), Set.of("fw-2"));

    @ParameterizedTest
    @CsvSource({
        "fw-1, fw-1, true, as it says itself",
        "fw-3, fw-1, false, would come as another framework",
        ", fw-1, false, exit code 108",
        "fw-2, fw-2, false, exit code 110",
        "fw-9, fw-9, false, is not known",
        "fw-1, , true, is registered"
    })
    void whatDoesNotAgreeIsNamedWithWhatWouldHappen(String inZooKeeper, String itself, boolean good, String words) {
        CheckReport report = FrameworkIds.compare(
                "marathon", Optional.ofNullable(inZooKeeper), Optional.ofNullable(itself), Optional.of(MASTERS));

        assertThat(report.good()).isEqualTo(good);
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.good()).isEqualTo(good);
            assertThat(finding.seen()).contains(words);
        });
    }

    @Test
    void withNothingToCompareNothingIsSaid() {
        assertThat(FrameworkIds.compare("marathon", Optional.of("fw-1"), Optional.empty(), Optional.empty())
                        .findings())
                .isEmpty();
    }

    @Test
    void aMastersStateNamesWhatItKnows() throws IOException {
        byte[] state =
                ("{\"slaves\":[{\"id\":\"s\"}],\"frameworks\":[{\"tasks\":[{\"id\":\"t\"}],\"id\":\"fw-1\"},{\"id\":\"fw-3\"}],"
                                + "\"completed_frameworks\":[{\"id\":\"fw-2\",\"executors\":[]},{\"id\":\"fw-3\"}],\"hostname\":\"m1\"}")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(FrameworkIds.masters(() -> new ByteArrayInputStream(state))).isEqualTo(MASTERS);
        for (int cut = 0; cut < state.length; cut++) {
            byte[] part = Arrays.copyOf(state, cut);
            assertThatThrownBy(() -> FrameworkIds.masters(() -> new ByteArrayInputStream(part)))
                    .as("cut at %s", cut)
                    .isInstanceOf(CorruptException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 41, 127, 128, 255})
    void anIdIsReadFromItsZnode(int length) throws IOException {
        String id = "f".repeat(length);
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        byte[] head = length < 128
                ? new byte[] {0x0a, (byte) length}
                : new byte[] {0x0a, (byte) ((length & 0x7f) | 0x80), (byte) (length >> 7)};
        byte[] data = new byte[head.length + length];
        System.arraycopy(head, 0, data, 0, head.length);
        System.arraycopy(text, 0, data, head.length, length);

        assertThat(FrameworkIds.inZnode(data)).isEqualTo(id);
        for (int cut = 0; cut < data.length; cut++) {
            byte[] part = Arrays.copyOf(data, cut);
            assertThatThrownBy(() -> FrameworkIds.inZnode(part)).isInstanceOf(CorruptException.class);
        }
    }
}
