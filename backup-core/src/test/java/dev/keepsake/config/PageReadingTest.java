package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageReadingTest {

    @TempDir
    Path folder;

    private Optional<PageConfig> read(String lines) throws IOException {
        return read(lines, Map.of());
    }

    private Optional<PageConfig> read(String lines, Map<String, String> environment) throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(
                file,
                "cluster: prod\nnode: n1\nstore: {url: \"file:///var/backups\"}\n"
                        + "sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper}]\n" + lines);
        return ConfigReader.agent(file, environment, Overrides.NONE, () -> "n1", Daily.ALWAYS)
                .config()
                .daemon()
                .page();
    }

    @Test
    void withoutTheBlockThereIsNoPage() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void anEmptyBlockServesThisMachineAlone() throws IOException {
        PageConfig page = read("page: {}\n").orElseThrow();

        assertThat(page.host()).isEqualTo("127.0.0.1");
        assertThat(page.port()).isEqualTo(7077);
        assertThat(page.names()).isEmpty();
        assertThat(page.certificate()).isEmpty();
        assertThat(page.token()).isEmpty();
    }

    @Test
    void everythingIsTakenAsItIsSaid() throws IOException {
        PageConfig page = read("""
            page:
              listen: 0.0.0.0:8443
              names: [backups.example.test]
              tls: {certificate-file: /etc/keepsake/page.pem, key-file: /etc/keepsake/page.key}
              token-file: /etc/keepsake/page.token
            """).orElseThrow();

        assertThat(page.host()).isEqualTo("0.0.0.0");
        assertThat(page.port()).isEqualTo(8443);
        assertThat(page.names()).isEqualTo(List.of("backups.example.test"));
        assertThat(page.certificate().orElseThrow().file()).isEqualTo(Path.of("/etc/keepsake/page.pem"));
        assertThat(page.token().orElseThrow()).hasToString("file /etc/keepsake/page.token");
    }

    @Test
    void whoOpensItToOthersNeedsTlsAndAToken() {
        String tls = ", tls: {key-store: /etc/keepsake/page.p12}";

        for (String address : List.of("0.0.0.0:7077", "\"[::]:7077\"", "10.0.0.1:7077", "zk1.example.test:7077")) {
            assertThatThrownBy(() -> read("page: {listen: " + address + "}\n"))
                    .hasMessageContaining("can be reached from other machines")
                    .hasMessageContaining("'tls' with a 'certificate-file' and a 'token-file'");
            assertThatThrownBy(() -> read("page: {listen: " + address + tls + "}\n"))
                    .hasMessageContaining("needs a 'token-file'");
            assertThatThrownBy(() -> read("page: {listen: " + address + ", token-file: /t}\n"))
                    .hasMessageContaining("needs 'tls' with a 'certificate-file':");
        }
    }

    @Test
    void loopbackAddressesNeedNothing() throws IOException {
        for (String address : List.of("127.0.0.1:1", "127.8.9.10:1", "localhost:1", "\"[::1]:1\"")) {
            assertThat(read("page: {listen: " + address + "}\n")).as(address).isPresent();
        }
        assertThat(PageConfig.isLoopback("127.0.0.1.example.test")).isFalse();
    }

    @Test
    void whatIsWrongIsReportedTogether() {
        assertThatThrownBy(() -> read("""
            page: {listen: 7077, tls: {key-file: /k}, token-variable: NOT_SET, colour: blue}
            """))
                .hasMessageContaining("is not an address")
                .hasMessageContaining("a server shows a certificate")
                .hasMessageContaining("the environment has no NOT_SET")
                .hasMessageContaining("unknown key 'colour' in page");
        assertThatThrownBy(() -> read("page: {token: abc}\n")).hasMessageContaining("credentials come from");
    }

    @Test
    void aTokenIsComparedAndNeverPrinted() throws IOException {
        PageConfig page = read("page: {token-variable: TOKEN}\n", Map.of("TOKEN", "0123456789abcdefghij"))
                .orElseThrow();
        PageKeys keys = PageKeys.read(page);

        assertThat(keys.isToken("0123456789abcdefghij")).isTrue();
        assertThat(keys.isToken("0123456789abcdefghiJ")).isFalse();
        assertThat(keys.isToken("")).isFalse();
        assertThat(keys + " " + page).doesNotContain("0123456789");
    }

    @Test
    void aTokenThatCouldBeGuessedIsRefused() throws IOException {
        PageConfig page = read("page: {token-variable: TOKEN}\n", Map.of("TOKEN", "0123456789abcdefghi"))
                .orElseThrow();

        assertThatThrownBy(() -> PageKeys.read(page)).hasMessageContaining("fewer than 20 characters");
    }
}
