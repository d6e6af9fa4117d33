package dev.keepsake.archive.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keepsake.archive.Binding;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.KmsServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which KMS fails: a sentence that names the key and says what to do, in time, and without a secret. */
final class KmsFailuresTest {

    private static final Binding BINDING = Binding.ofArchiveKey("01JDB8ZJQ2M8W7P5X4V3T2R1N0", 1);
    private static final byte[] SECRET = "0123-the-secret-that-is-wrapped".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

    private KmsServer kms;
    private KmsKey key;

    @BeforeEach
    void start() throws IOException {
        kms = KmsServer.start();
        kms.actAs("agent");
        key = KmsKey.parse(kms.key(ID)).orElseThrow();
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | UnrecognizedClientException | 1 | AWS does not know this access key
            400 | ExpiredTokenException       | 1 | renew them
            400 | InvalidSignatureException   | 1 | the secret key or this machine's clock is wrong
            400 | RequestExpired              | 3 | set this machine's clock
            400 | SomethingNewException       | 1 | encryption.kms.endpoint
            400 | ThrottlingException         | 3 | try later
            500 | KMSInternalException        | 3 | try later
            500 | KeyUnavailableException     | 3 | try later
            503 | DependencyTimeoutException  | 3 | try later
            """)
    void whatKmsRefusesIsSortedAndExplained(int status, String type, int tries, String words) {
        for (int attempt = 0; attempt < 3; attempt++) {
            kms.refuseNext(status, type, "it says x-amz-security-token:t0ken-of-agent");
        }

        requireTold(settings())
                .isInstanceOf(
                        words.equals("try later") ? StoreException.Unavailable.class : StoreException.Denied.class)
                .hasMessageContaining(type)
                .hasMessageContaining(words);
        assertThat(kms.asked()).as("tries").hasSize(tries);
    }

    @Test
    void whatPassesIsTriedAgain() throws IOException {
        kms.refuseNext(400, "ThrottlingException", "Rate exceeded");
        kms.refuseNext(503, "ServiceUnavailable", "");

        assertThat(new KmsRecipient(key, settings()).wrap(SECRET, BINDING)).isNotEmpty();

        assertThat(kms.asked()).hasSize(3);
    }

    @Test
    void whoMayNotIsNamedWithTheRightThatLacks() {
        kms.allow("agent", "kms:Decrypt");

        requireTold(settings())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("user/agent is not authorized")
                .hasMessageContaining("must allow kms:Encrypt on it");
    }

    @Test
    void aKeyForSomethingElseIsSaidToBe() {
        kms.refuseNext(400, "InvalidKeyUsageException", "its KeyUsage is SIGN_VERIFY.");

        requireTold(settings())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("its KeyUsage is SIGN_VERIFY.; it must be a symmetric key for ENCRYPT_DECRYPT");
    }

    @Test
    void aKeyThatIsDisabledOrToBeDeletedIsSaidToBe() {
        kms.put(ID, KmsServer.State.DISABLED);
        requireTold(settings()).isInstanceOf(StoreException.Denied.class).hasMessageContaining("enable the key");

        kms.put(ID, KmsServer.State.PENDING_DELETION);
        requireTold(settings())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("is pending deletion")
                .hasMessageContaining("kms:CancelKeyDeletion");
    }

    @Test
    void anEndpointOfAnotherRegionIsNamed() {
        key = KmsKey.parse("aws-kms://arn:aws:kms:eu-central-1:999999999999:key/" + ID)
                .orElseThrow();

        requireTold(settings())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("NotFoundException")
                .hasMessageContaining("region, account and name are right")
                .hasMessageContaining(
                        "encryption.kms.endpoint (" + kms.endpoint() + ") serves the region eu-central-1");
    }

    @Test
    void withoutCredentialsTheWaysToThemAreNamed() {
        assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "this environment has keys of its own");
        assumeTrue(Files.notExists(Path.of(System.getProperty("user.home"), ".aws")), "and so has this user");
        System.clearProperty("aws.accessKeyId");

        requireTold(settings())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("no credentials; credentials come from AWS_ACCESS_KEY_ID");
    }

    @Test
    void nobodyListensThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        requireTold(at("http://127.0.0.1:" + port))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("no connection to http://127.0.0.1:" + port)
                .hasMessageContaining("encryption.kms.endpoint");
    }

    @Test
    void aNameThatNobodyKnowsIsNamed() {
        requireTold(at("http://kms.nowhere.invalid:9"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the address of http://kms.nowhere.invalid:9 is not known")
                .hasMessageContaining("region is right");
    }

    @Test
    void whoDoesNotAnswerIsWaitedForNoLongerThanSaid() {
        kms.fallSilent();
        KmsSettings hasty =
                new KmsSettings(Optional.of(kms.endpoint()), Duration.ofMillis(300), Duration.ofMillis(300));
        long begin = System.nanoTime();

        requireTold(hasty)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("no answer in time from " + kms.endpoint())
                .hasMessageContaining("encryption.kms.request-timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void whoIsStoppedStops() {
        Thread.currentThread().interrupt();

        Throwable stopped = catchThrowable(() -> new KmsRecipient(key, settings()).wrap(SECRET, BINDING));

        assertThat(Thread.interrupted()).as("for others to see").isTrue();
        assertThat(stopped).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void anAliasIsSaidNotToBeWhatPoliciesKnow() {
        KmsKey alias = KmsKey.parse(kms.alias("keepsake", ID)).orElseThrow();
        kms.allow("restorer", "kms:Decrypt");

        assertThatThrownBy(() -> new KmsRecipient(alias, settings()).wrap(SECRET, BINDING))
                .hasMessageContaining("policies know the key behind an alias by its own ARN");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> requireTold(KmsSettings settings) {
        Throwable failure = catchThrowable(() -> new KmsRecipient(key, settings).wrap(SECRET, BINDING));
        assertThat(failure).isNotNull();
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("s3cr3t", "t0ken", "0123-the", "MDEyMy10aGU");
        assertThat(failure.getMessage()).contains(key.toString()).doesNotContain("\n");
        return assertThat(failure);
    }

    private KmsSettings settings() {
        return at(kms.endpoint().toString());
    }

    private static KmsSettings at(String url) {
        return new KmsSettings(Optional.of(URI.create(url)), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }
}
