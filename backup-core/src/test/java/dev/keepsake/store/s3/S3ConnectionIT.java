package dev.keepsake.store.s3;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static dev.keepsake.testkit.StoreUnderTest.read;
import static dev.keepsake.testkit.StoreUnderTest.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.config.Assembly;
import dev.keepsake.config.S3Config;
import dev.keepsake.config.S3LineConfig;
import dev.keepsake.config.S3UploadConfig;
import dev.keepsake.config.StoreConfig;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a store that are right, and ways that are wrong and say so. */
final class S3ConnectionIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void aCertificateIsTrustedOnceItsAuthorityIsNamed() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path authority = folder.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "s3",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "s3",
                "-file",
                authority.toString(),
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit");
        URI secure = S3Server.anyEndpoint("https");
        String lines = "s3proxy.authorization=none\ns3proxy.secure-endpoint=" + secure + "\ns3proxy.keystore-path="
                + keys + "\ns3proxy.keystore-password=changeit\n";

        try (S3Server server = S3Server.s3Proxy(folder, "127.0.0.1", lines);
                S3Store wary = S3Stores.open(secure, "tls", TIMEOUT);
                ObjectStore trusting = configured(secure, authority)) {
            assertThatThrownBy(wary::now)
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("the store's certificate is not trusted")
                    .hasMessageContaining("store.s3.ca-file");
            write(trusting, "a/large", bytes(1, 9 << 20));
            assertThat(read(trusting, "a/large")).isEqualTo(bytes(1, 9 << 20));
            assertThat(server.endpoint()).isNotEqualTo(secure);
        }
    }

    @Test
    void aWrongKeyIsDenied() throws IOException {
        String lines = "s3proxy.authorization=aws-v2-or-v4\ns3proxy.identity=somebody\ns3proxy.credential=else\n";

        try (S3Server server = S3Server.s3Proxy(folder, "127.0.0.1", lines);
                S3Store store = S3Stores.open(server.endpoint(), "", TIMEOUT)) {
            assertThatThrownBy(store::now)
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("HTTP 403")
                    .hasMessageContaining("AWS_ACCESS_KEY_ID");
        }
    }

    @Test
    void aProxyIsGoneThrough() throws IOException {
        try (S3Server server = S3Server.s3Proxy(folder);
                FaultProxy proxy = FaultProxy.before(server.endpoint());
                S3Store store =
                        S3Store.open(with(server.endpoint(), Optional.of(proxy.endpoint())), S3Stores.ANYBODY)) {
            write(store, "a/object", bytes(1, 100));

            assertThat(keys(store, "", "")).containsExactly("a/object");
            assertThat(proxy.requests()).isNotEmpty();
        }
    }

    @Test
    void anAddressOfSixteenBytesAndAnEmptyPrefixWillDo() throws IOException {
        try (S3Server server = S3Server.s3Proxy(folder, "[::1]", "s3proxy.authorization=none\n");
                S3Store store = S3Stores.open(server.endpoint(), "", TIMEOUT)) {
            store.putIfAbsent(new ObjectKey("keepsake.json"), bytes(1, 100));

            assertThat(keys(store, "", "")).containsExactly("keepsake.json");
        }
    }

    @Test
    void aBucketThatIsNotThereIsNamed() throws IOException {
        try (S3Server server = S3Server.s3Proxy(folder);
                S3Store store = S3Store.open(
                        new S3Settings(
                                "nowhere",
                                "prod",
                                Optional.of(server.endpoint()),
                                Optional.of("us-east-1"),
                                true,
                                List.of(),
                                Optional.empty(),
                                UploadSettings.NONE,
                                key -> false,
                                TIMEOUT,
                                TIMEOUT),
                        S3Stores.ANYBODY)) {
            assertThatThrownBy(store::now)
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("make the bucket nowhere");
            assertThatThrownBy(() -> store.putIfAbsent(new ObjectKey("a"), new byte[1]))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("make the bucket nowhere");
        }
    }

    @Test
    void whatTheStoreIsToBeToldOfObjectsIsTold() throws IOException {
        try (S3Server server = S3Server.s3Mock(folder);
                FaultProxy proxy = FaultProxy.before(server.endpoint())) {
            String key = S3Server.KMS_KEY;
            told(proxy, "plain", "AES256", List.of("x-amz-server-side-encryption: AES256"));
            told(
                    proxy,
                    "kms",
                    "aws:kms:" + key,
                    List.of(
                            "x-amz-server-side-encryption: aws:kms",
                            "x-amz-server-side-encryption-aws-kms-key-id: " + key));
        }
    }

    private static void told(FaultProxy proxy, String prefix, String encryption, List<String> headers)
            throws IOException {
        UploadSettings uploads = new UploadSettings(
                Optional.of(encryption), Optional.of("STANDARD_IA"), Map.of("team", "infra & more", "env", "prod"));
        S3Settings settings = new S3Settings(
                S3Server.BUCKET,
                prefix,
                Optional.of(proxy.endpoint()),
                Optional.of("us-east-1"),
                true,
                List.of(),
                Optional.empty(),
                uploads,
                key -> false,
                TIMEOUT,
                TIMEOUT);
        try (S3Store store = S3Store.open(settings, S3Stores.ANYBODY)) {
            write(store, "a/small", bytes(1, 100));
            write(store, "a/large", bytes(1, 9 << 20));
            store.putIfAbsent(new ObjectKey("a/put"), bytes(1, 100));

            assertThat(keys(store, "", "")).containsExactly("a/large", "a/put", "a/small");
        }
        String folder = " /" + S3Server.BUCKET + "/" + prefix + "/";
        for (String first :
                List.of("PUT" + folder + "a/small ", "POST" + folder + "a/large?uploads", "PUT" + folder + "a/put ")) {
            String head = proxy.heads().stream()
                    .filter(one -> one.startsWith(first))
                    .findFirst()
                    .orElse("");
            assertThat(head.lines())
                    .as(first)
                    .containsAll(headers)
                    .contains("x-amz-storage-class: STANDARD_IA", "x-amz-tagging: env=prod&team=infra%20%26%20more");
        }
        assertThat(proxy.heads())
                .filteredOn(one -> one.startsWith("PUT" + folder + "a/put "))
                .singleElement()
                .asString()
                .contains("If-None-Match: *");
    }

    /** As a configuration with a ca-file makes it. */
    private static ObjectStore configured(URI endpoint, Path authority) throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "testtest");
        S3LineConfig line = new S3LineConfig(Optional.of(authority), Optional.empty(), TIMEOUT, TIMEOUT);
        S3Config s3 = new S3Config(Optional.of(endpoint), Optional.empty(), true, line, S3UploadConfig.NONE);
        return Assembly.storeToWrite(new StoreConfig(URI.create("s3://" + S3Server.BUCKET + "/tls"), s3));
    }

    @AfterEach
    void forgetTheCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static S3Settings with(URI endpoint, Optional<URI> proxy) {
        return new S3Settings(
                S3Server.BUCKET,
                "prod",
                Optional.of(endpoint),
                Optional.of("us-east-1"),
                true,
                List.of(),
                proxy,
                UploadSettings.NONE,
                key -> false,
                TIMEOUT,
                TIMEOUT);
    }

    private static void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
