package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final String SECRET = "hunter2";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access-key",
                "accessKeyId",
                "secret",
                "AWS_SECRET_ACCESS_KEY",
                "password",
                "session-token",
                "credentials",
                "private-key"
            })
    void aKeyForCredentialsIsSentAwayAndItsValueNeverShown(String key) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), """
                cluster: prod
                store:
                  url: file:///backups
                  s3:
                    KEY: hunter2
                """.replace("KEY", key));

        assertThat(problem(Optional.of(file), Map.of()))
                .isEqualTo(file + ":5:5: key '" + key
                        + "' in store.s3: credentials come from the environment or files, never from this file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://key:hunter2@bucket/prefix",
                "s3://key:pass/word?#@hunter2@bucket/prefix",
                "https://key:hunter2@host/prefix?a=b",
                "s3://bucket/prefix?signature=hunter2",
                "key:hunter2@host",
            })
    void aUrlWithCredentialsIsAProblemAndTheyAreNotShown(String url) {
        assertThat(problem(Optional.empty(), Map.of("KEEPSAKE_STORE", url, "KEEPSAKE_CLUSTER", "prod")))
                .startsWith("environment KEEPSAKE_STORE: store.url: '")
                .contains("***")
                .doesNotContain(SECRET);
        assertThat(problem(
                        Optional.empty(),
                        Map.of(
                                "KEEPSAKE_S3_ENDPOINT",
                                url,
                                "KEEPSAKE_STORE",
                                "s3://bucket/a",
                                "KEEPSAKE_CLUSTER",
                                "prod")))
                .startsWith("environment KEEPSAKE_S3_ENDPOINT: store.s3.endpoint: '")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:xxx@host/a, https://***@host/a",
        "https://user:x@y@host, https://***@host",
        "user:xxx@host, ***@host",
        "s3://bucket/a?b=c, s3://bucket/a?***",
        "0 0 3 * * ?, 0 0 3 * * ?",
        "plain, plain",
        "/srv/a@b?c, /srv/a@b?c",
        "//user:xxx@host, ***@host",
    })
    void whatCanHoldASecretIsTakenOut(String text, String shown) {
        assertThat(Shown.redacted(text)).isEqualTo(shown);
    }

    @Test
    void valuesInEffectAreListedWithoutWhatCanHoldASecret() {
        Layers layers = new Layers(Map.of(), Overrides.NONE);

        layers.inEffect("store.url", "https://user:hunter2@host/a", Origin.DEFAULT);

        assertThat(layers.settings()).containsExactly(new Setting("store.url", "https://***@host/a", "default"));
    }

    @Test
    void whatIsShownStaysOnOneLineOfBoundedLength() {
        assertThat(Shown.quoted("a\nb\u001b[31m\u202ec\ud83d\ude00d\u00fc"))
                .isEqualTo("'a\\u{a}b\\u{1b}[31m\\u{202e}c\\u{1f600}d\u00fc'");
        assertThat(Shown.redacted("x".repeat(100))).isEqualTo("x".repeat(100));
        assertThat(Shown.redacted("x".repeat(100_000))).isEqualTo("x".repeat(100) + "...");
    }

    private static String problem(Optional<Path> file, Map<String, String> environment) {
        return String.valueOf(catchThrowableOfType(
                        ConfigException.class, () -> ConfigReader.archive(file, environment, Overrides.NONE))
                .getMessage());
    }
}
