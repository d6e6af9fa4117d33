package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3ConfigTest {

    @TempDir
    private Path folder;

    @Test
    void everythingAboutAnS3StoreIsTaken() throws IOException {
        StoreConfig store = read("""
            cluster: prod
            store:
              url: s3://bucket/prefix
              s3:
                endpoint: "https://[::1]:9000"
                region: eu-west-1
                ca-file: /etc/ca.pem
                proxy: http://proxy:3128
                sse: aws:kms:1234-abcd
                storage-class: STANDARD_IA
                tags: {team: infra, cost: "7"}
                connect-timeout: 500ms
                request-timeout: 2m
            """, Map.of("KEEPSAKE_S3_PROXY", "http://other:3128"));

        assertThat(store.s3())
                .isEqualTo(new S3Config(
                        Optional.of(URI.create("https://[::1]:9000")),
                        Optional.of("eu-west-1"),
                        true,
                        new S3LineConfig(
                                Optional.of(Path.of("/etc/ca.pem")),
                                Optional.of(URI.create("http://other:3128")),
                                Duration.ofMillis(500),
                                Duration.ofMinutes(2)),
                        new S3UploadConfig(
                                Optional.of("aws:kms:1234-abcd"),
                                Optional.of("STANDARD_IA"),
                                Map.of("team", "infra", "cost", "7"))));
    }

    @Test
    void whatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> read("""
            cluster: prod
            store:
              url: s3://bucket
              s3: {sse: rot13, storage-class: cold, tags: {a: [1]}, request-timeout: 30, ca-file: ca.pem}
            """, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("store.s3.sse: 'rot13' is no way for a store to encrypt")
                .hasMessageContaining("store.s3.storage-class: 'cold' is not a storage class")
                .hasMessageContaining("store.s3.tags.a: expected text, found a list")
                .hasMessageContaining("store.s3.request-timeout: '30' is not a time")
                .hasMessageContaining("store.s3.ca-file: 'ca.pem' is not an absolute path");
    }

    @Test
    void objectsAreLockedForAsLongAsMomentsAreKept() throws IOException {
        String text = """
            cluster: prod
            store:
              url: s3://bucket/prefix
              s3: {object-lock: {mode: compliance, days: %s}}
            retention: {pitr: 14d}
            """;
        assertThat(read(text.formatted(14), Map.of()).s3().uploads().lock())
                .contains(new ObjectLockConfig("compliance", 14));
        assertThatThrownBy(() -> read(text.formatted(13), Map.of()))
                .hasMessageContaining("retention.pitr keeps moments for 336 hours")
                .hasMessageContaining("for 13 days only");
        assertThatThrownBy(() -> read(text.replace("compliance", "forever").formatted(0), Map.of()))
                .hasMessageContaining("'forever' is no way to lock objects")
                .hasMessageContaining("'0' is not a number of days");
    }

    @Test
    void limitsAreTakenOfEveryStoreAndAreNotTooSmall() throws IOException {
        StoreConfig store = read(
                "cluster: prod\nstore: {url: \"file:///a\", upload-limit: 10MiB, download-limit: 64KiB}", Map.of());

        assertThat(store.limits()).isEqualTo(new LimitConfig(OptionalLong.of(10 << 20), OptionalLong.of(64 << 10)));
        assertThatThrownBy(() -> read(
                        "cluster: prod\nstore: {url: \"file:///a\", upload-limit: 10Mbit, download-limit: 63KiB}",
                        Map.of()))
                .hasMessageContaining("store.upload-limit: '10Mbit' is not a number of bytes per second")
                .hasMessageContaining("store.download-limit: '63KiB' is too slow");
    }

    @Test
    void allWhoOpenAStoreShareItsLimits() throws IOException {
        String text = "cluster: prod\nstore: {url: \"file:///shared\", upload-limit: 10MiB}";

        assertThat(Limits.of(read(text, Map.of())).uploads())
                .isSameAs(Limits.of(read(text, Map.of())).uploads())
                .isNotSameAs(Limits.of(read(text.replace("10MiB", "11MiB"), Map.of()))
                        .uploads());
        assertThat(Limits.of(read(text, Map.of())).downloads().isLimited()).isFalse();
    }

    private StoreConfig read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return ConfigReader.archive(Optional.of(file), environment, Overrides.NONE)
                .config()
                .store();
    }
}
