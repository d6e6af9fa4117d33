package dev.keepsake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import org.junit.jupiter.api.Test;

class CheckCommandTest {

    @Test
    void whatNobodyForesawOfOneSourceIsAFindingAndEndsNoCheck() {
        DocumentSource broken = new DocumentSource() {
            @Override
            public String name() {
                return "masters";
            }

            @Override
            public String type() {
                return "mesos-master";
            }

            @Override
            public void sendTo(DocumentSink sink) {
                throw new IllegalStateException("a check sends nothing");
            }

            @Override
            public CheckReport check() {
                throw new IllegalArgumentException("no URL, or one without a host");
            }
        };

        assertThat(CheckCommand.findings(broken)).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.subject()).isEqualTo("masters");
            assertThat(finding.seen()).contains("unforeseen", "no URL, or one without a host");
        });
    }
}
