package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.kms.KmsKey;
import dev.keepsake.archive.kms.KmsSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KmsConfigTest {

    private static final String KEY =
            "aws-kms://arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    @TempDir
    private Path folder;

    @Test
    void recipientsAreFilesAndKeysOfAService() throws IOException {
        KeysConfig keys = read("""
            encryption:
              recipients: [/etc/safe.pub, "%s"]
              private-keys: ["%s", /etc/safe.key]
              kms: {endpoint: "https://vpce.example.com", connect-timeout: 500ms, request-timeout: 3s}
            """.formatted(KEY, KEY), Map.of());

        KeyPlace service = new KeyPlace.InKms(KmsKey.parse(KEY).orElseThrow());
        assertThat(keys.recipients()).containsExactly(new KeyPlace.InFile(Path.of("/etc/safe.pub")), service);
        assertThat(keys.privateKeys()).containsExactly(service, new KeyPlace.InFile(Path.of("/etc/safe.key")));
        assertThat(keys.kms())
                .isEqualTo(new KmsSettings(
                        Optional.of(URI.create("https://vpce.example.com")),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(3)));
    }

    @Test
    void theEnvironmentLiesOverTheFileAndAmazonIsTheDefault() throws IOException {
        String recipient = "encryption: {recipients: [\"" + KEY + "\"]}\n";

        assertThat(read(recipient, Map.of()).kms()).isEqualTo(KmsSettings.DEFAULT);
        assertThat(read(recipient, Map.of("KEEPSAKE_KMS_ENDPOINT", "http://127.0.0.1:4566"))
                        .kms()
                        .endpoint())
                .hasValue(URI.create("http://127.0.0.1:4566"));
    }

    @Test
    void whatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> read("""
            encryption:
              recipients: ["aws-kms://alias/safe", safe.pub, "aws-kms://arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"]
              kms: {endpoint: kms, region: eu-west-1, request-timeout: 3, secret-key: abc}
            """, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("encryption.recipients[0]: 'aws-kms://alias/safe' names no key of AWS KMS")
                .hasMessageContaining("aws-kms://arn:aws:kms:REGION:ACCOUNT:key/ID")
                .hasMessageContaining("encryption.recipients[1]: 'safe.pub' is not an absolute path")
                .hasMessageContaining("encryption.recipients[2]")
                .hasMessageContaining("encryption.kms.endpoint: 'kms' is not an endpoint")
                .hasMessageContaining("unknown key 'region' in encryption.kms")
                .hasMessageContaining("encryption.kms.request-timeout: '3' is not a time")
                .hasMessageContaining("credentials come from the environment or files")
                .hasMessageNotContaining("abc");
    }

    private KeysConfig read(String keys, Map<String, String> environment) throws IOException {
        String text = "cluster: prod\nstore: {url: \"file:///srv/archive\"}\nsigning-key: /etc/agent.key\n" + keys;
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return ConfigReader.archive(Optional.of(file), environment, Overrides.NONE)
                .config()
                .keys();
    }
}
