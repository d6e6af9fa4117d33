package dev.keepsake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.live.Credential;
import dev.keepsake.zookeeper.live.LiveSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class LiveOptionGroupTest {

    @TempDir
    private Path work;

    @Command
    private static final class Any implements Runnable {

        @Mixin
        private final LiveOptionGroup live = new LiveOptionGroup();

        @Override
        public void run() {}
    }

    private static LiveOptionGroup parsed(String... words) {
        Any any = new Any();
        new CommandLine(any).parseArgs(words);
        return any.live;
    }

    @Test
    void everythingThatCanBeSaidIsHeard() throws Exception {
        Path password = Files.writeString(work.resolve("password"), "super:geheim\n");
        Path properties = Files.writeString(work.resolve("client.properties"), "zookeeper.client.secure=true\n");

        LiveOptionGroup live = parsed(
                "--connect=a:1,b:2/x",
                "--auth=digest:" + password,
                "--client-config=" + properties,
                "--connect-timeout=7",
                "--session-timeout=9",
                "--jute-maxbuffer=4194304");
        LiveSettings settings = live.settings("a:1,b:2/x", Map.of(LiveOptionGroup.AUTH_VARIABLE, "digest:app:a:b\n"));

        assertThat(live.isGiven()).isTrue();
        assertThat(settings.credentials())
                .containsExactly(
                        new Credential("digest", "super:geheim".getBytes(UTF_8)),
                        new Credential("digest", "app:a:b".getBytes(UTF_8)));
        assertThat(settings.properties()).containsEntry("zookeeper.client.secure", "true");
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.maxBuffer()).hasValue(4_194_304);
    }

    @ParameterizedTest
    @CsvSource({
        "--connect=/x, names no ensemble",
        "--connect=zk://a:1, names no ensemble",
        "--auth=digest, is not SCHEME:FILE",
        "--connect-timeout=0, is no number of seconds",
        "--jute-maxbuffer=1000, is no jute.maxbuffer"
    })
    void whatIsNotMeantIsToldWithWhatItLooksLike(String word, String told) {
        assertThatThrownBy(() -> parsed(word))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(told);
    }

    @Test
    void aSecretThatCannotBeReadIsRefused() {
        LiveOptionGroup live = parsed("--connect=a:1", "--auth=digest:" + work.resolve("none"));

        assertThatThrownBy(live::settings)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("none of --auth cannot be read");
        assertThatThrownBy(
                        () -> parsed("--connect=a:1").settings("a:1", Map.of(LiveOptionGroup.AUTH_VARIABLE, "geheim")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("SCHEME:SECRET")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aDirectoryAndARunningEnsembleDoNotGoTogether() throws Exception {
        SampleArchive archive = new SampleArchive(work);
        archive.server.creates(3);
        archive.backUp("20261121T030000Z", null);

        Run both = archive.run(
                "restore", "zookeeper", "--connect=127.0.0.1:1", "--data-dir=" + work.resolve("new"), "--epoch=7");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--data-dir, --epoch and --connect do not go together");
        Run resumed = archive.run("restore", "zookeeper", "--data-dir=" + work.resolve("new"), "--resume");
        assertThat(resumed.code()).isEqualTo(2);
        assertThat(resumed.err()).contains("--resume needs --connect");
        Run nowhere = archive.run(
                "restore", "zookeeper", "--connect=127.0.0.1:1", "--connect-timeout=1", "--backup=20261121T030000Z");
        assertThat(nowhere.code()).isEqualTo(4);
        assertThat(nowhere.err()).contains("no session with 127.0.0.1:1", "is not there");
    }

    @Test
    void countsAreShownWithTheirRateAndTheTimeLeft() {
        StringWriter shown = new StringWriter();
        long[] now = {0};
        ProgressBar bar = ProgressBar.ofCounts(new PrintWriter(shown), true, () -> now[0]);
        now[0] = 10_000;
        bar.at("writing", 25_000, 100_000);

        assertThat(shown.toString()).contains("writing [", "25% of 100000, 2500/s, 0:30 left");
    }
}
