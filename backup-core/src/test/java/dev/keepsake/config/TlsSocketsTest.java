package dev.keepsake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.testkit.OneAnswer;
import dev.keepsake.testkit.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators have at hand, shown to a server that wants a certificate. */
final class TlsSocketsTest {

    @TempDir
    private static Path folder;

    private static TestKeys keys;

    @BeforeAll
    static void makeKeys() throws IOException {
        keys = TestKeys.make(folder.resolve("keys"));
    }

    @Test
    void pemFilesWork() throws Exception {
        assertHeard(pem(keys.key("client"), Optional.empty()));
    }

    @Test
    void oneFileWithTheKeyBesideItsCertificateWorks() throws Exception {
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(keys.key("client")) + Files.readString(keys.certificate("client")));

        assertHeard(config(trustPem(), new TlsConfig.Certified(both, Optional.of(both), none(), none())));
    }

    @Test
    void anEncryptedKeyWorksWithItsPassword() throws Exception {
        assertHeard(pem(encryptedKey(), Optional.of(password(TestKeys.PASSWORD + "\n"))));
    }

    @Test
    void anEncryptedKeyWithoutItsPasswordOrWithAnotherIsRefused() throws Exception {
        Path key = encryptedKey();

        assertRefused(pem(key, none()), "is encrypted: name its password with 'key-password-file'");
        assertRefused(pem(key, Optional.of(password("hunter2"))), "is the password from file " + folder, "right?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JKS", "PKCS12"})
    void keyStoresWork(String type) throws Exception {
        Optional<Secret> password = Optional.of(Secret.ofVariable("STORE", TestKeys.PASSWORD));

        assertHeard(config(
                new TlsConfig.Trusted(keys.trustStore(type), false, password),
                new TlsConfig.Certified(keys.keyStore("client", type), Optional.empty(), password, none())));
    }

    @Test
    void aKeyStoreWithAnotherPasswordIsRefusedWithoutShowingIt() throws Exception {
        Optional<Secret> wrong = Optional.of(Secret.ofVariable("STORE", "hunter2"));
        TlsConfig config = config(
                trustPem(),
                new TlsConfig.Certified(keys.keyStore("client", "PKCS12"), Optional.empty(), wrong, none()));

        assertThatThrownBy(() -> TlsSockets.factory(config))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("client.PKCS12 cannot be read")
                .hasMessageContaining("the password from environment STORE")
                .hasMessageNotContaining("hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void aTrustStoreThatShowsNothingWithoutItsPasswordIsRefused() throws Exception {
        assertRefused(
                config(new TlsConfig.Trusted(keys.trustStore("PKCS12"), false, none()), shown()),
                "trust.PKCS12",
                "trust-store-password-file");
    }

    @Test
    void anOlderFormOfKeyIsRefusedWithTheCommandThatConvertsIt() throws Exception {
        Path old = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

        assertRefused(pem(old, none()), "openssl pkcs8 -topk8 -in " + old);
    }

    @Test
    void filesThatHoldSomethingElseAreRefusedByName() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "hello\n");
        Path absent = folder.resolve("absent");

        assertRefused(pem(other, none()), other + " holds no private key");
        assertRefused(pem(absent, none()), absent + " cannot be read (NoSuchFileException)");
        assertRefused(config(new TlsConfig.Trusted(other, true, none()), shown()), other + " holds no certificate");
        assertRefused(
                config(new TlsConfig.Trusted(other, false, none()), shown()),
                "the key store " + other,
                "JKS or PKCS12");
        assertRefused(
                config(trustPem(), new TlsConfig.Certified(other, Optional.empty(), none(), none())),
                "the key store " + other);
    }

    @Test
    void anotherKindOfKeyThanItsCertificatesIsRefused() throws Exception {
        Path key = Files.writeString(
                folder.resolve("garbage.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertRefused(pem(key, none()), "is it that of the certificate, of kind EC?");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        KeyStore mixed = KeyStore.getInstance(keys.keyStore("client", "PKCS12").toFile(), characters());
        Key other = KeyStore.getInstance(keys.keyStore("server", "PKCS12").toFile(), characters())
                .getKey("server", characters());
        mixed.setKeyEntry("client", other, characters(), mixed.getCertificateChain("client"));
        Path store = folder.resolve("mixed.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            mixed.store(out, characters());
        }
        Optional<Secret> password = Optional.of(Secret.ofVariable("STORE", TestKeys.PASSWORD));

        assertRefused(
                pem(keys.key("server"), none()),
                "the private key in " + keys.key("server") + " is not that of the certificate in "
                        + keys.certificate("client"));
        assertRefused(
                config(trustPem(), new TlsConfig.Certified(store, Optional.empty(), password, none())),
                "the private key 'client' in the key store " + store + " is not that of its certificate");
    }

    private static char[] characters() {
        return TestKeys.PASSWORD.toCharArray();
    }

    @Test
    void aPasswordFileThatIsNotOneIsRefused() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[16 << 10]);

        assertThatThrownBy(() -> Secret.inFile(large).read()).hasMessageContaining("it must hold the password alone");
        assertThatThrownBy(() -> Secret.inFile(folder.resolve("absent")).read())
                .hasMessageContaining("the password file " + folder.resolve("absent") + " cannot be read");
    }

    private static void assertHeard(TlsConfig config) throws IOException {
        try (OneAnswer server = OneAnswer.secured(keys.context("server"), true, (in, out) -> {
                    in.read();
                    out.write('!');
                });
                Socket socket =
                        TlsSockets.factory(config).createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write('?');

            assertThat(socket.getInputStream().read()).isEqualTo('!');
        }
    }

    private static void assertRefused(TlsConfig config, String... messages) {
        assertThatThrownBy(() -> TlsSockets.factory(config))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(messages);
    }

    private static TlsConfig pem(Path key, Optional<Secret> password) throws IOException {
        return config(
                trustPem(), new TlsConfig.Certified(keys.certificate("client"), Optional.of(key), none(), password));
    }

    private static TlsConfig config(TlsConfig.Trusted trusted, TlsConfig.Certified shown) {
        return new TlsConfig(true, Optional.empty(), Optional.of(trusted), Optional.of(shown));
    }

    private static TlsConfig.Certified shown() throws IOException {
        return new TlsConfig.Certified(keys.certificate("client"), Optional.of(keys.key("client")), none(), none());
    }

    private static TlsConfig.Trusted trustPem() throws IOException {
        return new TlsConfig.Trusted(keys.certificate("authority"), true, none());
    }

    private static Optional<Secret> none() {
        return Optional.empty();
    }

    private static Secret password(String text) throws IOException {
        return Secret.inFile(Files.writeString(folder.resolve("password"), text));
    }

    private static Path encryptedKey() throws IOException, GeneralSecurityException {
        String text = Files.readString(keys.key("client")).replaceAll("-----[A-Z ]*-----", "");
        String scheme = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(TestKeys.PASSWORD.toCharArray())));
        byte[] encrypted = cipher.doFinal(Base64.getMimeDecoder().decode(text));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        String encoded =
                Base64.getMimeEncoder().encodeToString(new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
        return Files.writeString(
                folder.resolve("encrypted.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + encoded + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
    }
}
