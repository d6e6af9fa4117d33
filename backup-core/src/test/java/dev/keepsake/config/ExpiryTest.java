package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ancient} is an authority that has ended, and {@code heir} what it certified, which has not. */
final class ExpiryTest {

    private static final String END = "-----END CERTIFICATE-----\n";

    @TempDir
    private static Path keyFolder;

    @TempDir
    private Path folder;

    private static TestKeys keys;

    @BeforeAll
    static void makeKeys() throws IOException {
        keys = TestKeys.make(keyFolder);
        keys.more("ancient", "-ext", "bc:c", "-startdate", "-9d", "-validity", "1");
        keys.more("heir", "-signer", "ancient", "-validity", "30");
        keys.more("middle", "-signer", "authority", "-ext", "bc:c", "-startdate", "-9d", "-validity", "1");
        keys.more("below", "-signer", "middle", "-validity", "30");
    }

    @Test
    void aBundleIsFineAsLongAsOneOfItsAuthoritiesIs() throws IOException {
        Path bundle = bundle("bundle.pem", "ancient", "authority", "expired");

        Map<String, Instant> ends = ends("store: {url: \"s3://bucket\", s3: {ca-file: " + bundle + "}}");

        assertThat(ends).containsOnlyKeys(bundle.toString());
        assertThat(left(ends, bundle)).isBetween(Duration.ofDays(29), Duration.ofDays(30));
    }

    @Test
    void aBundleEndsWithTheLastOfItsAuthorities() throws IOException {
        Path bundle = bundle("bundle.pem", "ancient", "expired");

        Map<String, Instant> ends = ends("store: {url: \"s3://bucket\", s3: {ca-file: " + bundle + "}}");

        assertThat(left(ends, bundle)).isNegative();
    }

    @Test
    void whoCertifiedWhatIsShownIsTheOneInUse() throws IOException {
        Path bundle = bundle("bundle.pem", "ancient", "authority");
        Path alone = bundle("alone.pem", "heir");

        Map<String, Instant> ends = ends(server(alone, "heir", ", ca-file: " + bundle));

        assertThat(left(ends, bundle)).isNegative();
        assertThat(left(ends, alone)).isPositive();
    }

    @Test
    void whatIsShownEndsWithTheFirstCertificateOnItsWayUp() throws IOException {
        Path whole = bundle("whole.pem", "below", "middle", "authority");

        assertThat(left(ends(server(whole, "below", "")), whole)).isNegative();
    }

    @Test
    void whatIsNotOnTheWayNorBelowTheRootDoesNotCount() throws IOException {
        Path whole = bundle("whole.pem", "heir", "ancient", "expired");

        assertThat(left(ends(server(whole, "heir", "")), whole)).isPositive();
    }

    @Test
    void theStatusPagesOwnCertificateCounts() throws IOException {
        Path shown = bundle("page.pem", "expired");
        Path store = keys.keyStore("client", "PKCS12");
        Path password = Files.writeString(folder.resolve("password"), TestKeys.PASSWORD);
        Path token = Files.writeString(folder.resolve("token"), "01234567890123456789");

        Map<String, Instant> inPem = ends(
                page("certificate-file: " + shown + ", key-file: " + keys.key("expired") + "}, token-file: " + token));
        Map<String, Instant> inStore = ends(
                page("key-store: " + store + ", key-store-password-file: " + password + "}, token-file: " + token));

        assertThat(left(inPem, shown)).isNegative();
        assertThat(left(inStore, store)).isPositive();
    }

    @Test
    void whoeverIsToldHasAFileToo() throws IOException {
        Path one = bundle("one.pem", "authority");
        Path other = bundle("other.pem", "expired");

        Map<String, Instant> ends = ends("""
                notify:
                  webhooks: [{name: chat, url: "https://a", ca-file: %s}]
                  heartbeat: {url: "https://a", ca-file: %s}
                """.formatted(one, other));

        assertThat(ends).containsOnlyKeys(one.toString(), other.toString());
        assertThat(left(ends, other)).isNegative();
    }

    @Test
    void oneFileThatIsShownAndTrustedEndsWithWhicheverEndsFirst() throws IOException {
        Path both = bundle("both.pem", "expired", "authority");

        assertThat(left(ends(server(both, "expired", ", ca-file: " + both)), both))
                .isNegative();
    }

    @Test
    void aFileThatCannotBeReadIsLeftOut() throws IOException {
        assertThat(ends("store: {url: \"s3://bucket\", s3: {ca-file: " + folder.resolve("missing") + "}}"))
                .isEmpty();
    }

    private static Duration left(Map<String, Instant> ends, Path file) {
        return Duration.between(Instant.now(), ends.get(file.toString()));
    }

    /** The certificates of these alone, without those that certified them. */
    private Path bundle(String name, String... aliases) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String alias : aliases) {
            String chain = Files.readString(keys.certificate(alias));
            text.append(chain, 0, chain.indexOf(END) + END.length());
        }
        return Files.writeString(folder.resolve(name), text);
    }

    private static String server(Path shown, String alias, String more) throws IOException {
        return "sources: [{name: zk, type: zookeeper, data-dir: /zk, tls: {certificate-file: " + shown + ", key-file: "
                + keys.key(alias) + more + "}}]";
    }

    private static String page(String tls) {
        return "page: {listen: \"0.0.0.0:7077\", tls: {" + tls + "}";
    }

    private Map<String, Instant> ends(String block) throws IOException {
        String text = "cluster: prod\n"
                + (block.startsWith("store:") ? "" : "store: {url: \"s3://bucket\"}\n")
                + (block.startsWith("sources:") ? "" : "sources: [{name: zk, type: zookeeper, data-dir: /zk}]\n")
                + block + "\n";
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return Expiry.of(ConfigReader.agent(file, Map.of(), Overrides.NONE, () -> "host", Daily.ALWAYS)
                .config());
    }
}
