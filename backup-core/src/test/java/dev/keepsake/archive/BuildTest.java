package dev.keepsake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a program was built from. */
final class BuildTest {

    private static Build of(String commit, String time) {
        Properties facts = new Properties();
        facts.setProperty("commit", commit);
        facts.setProperty("time", time);
        return Build.of("1.2.3", facts);
    }

    @Test
    void aCommitAndItsTimeAreTold() {
        Build build = of("0123456789abcdef0123456789abcdef01234567-dirty", "2026-11-23T01:02:03Z");

        assertThat(build.commit()).contains("0123456789abcdef0123456789abcdef01234567-dirty");
        assertThat(build.time()).contains("2026-11-23T01:02:03Z");
    }

    @Test
    void whatGitDidNotSayIsUnknown() {
        Build build = of("fatal: not a git repository", "${build.time}");

        assertThat(build.commit()).isEmpty();
        assertThat(build.time()).isEmpty();
        assertThat(Build.of("1.2.3", new Properties()).commit()).isEmpty();
    }
}
