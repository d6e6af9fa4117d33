package dev.keepsake.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority and what it certified, made with the JDK's {@code keytool}: a server, a client, and a server whose
 * certificate has expired. The server's certificates are for {@code zk.example.org}, not for an address.
 */
public final class TestKeys {

    /** Of every key store here. */
    public static final String PASSWORD = "correct-horse";

    private static final String DN = "CN=";

    private final Path folder;
    private final Path all;

    private TestKeys(Path folder) {
        this.folder = folder;
        this.all = folder.resolve("all.p12");
    }

    /** Makes an authority of its own; takes a second or two. */
    public static TestKeys make(Path folder) throws IOException {
        TestKeys keys = new TestKeys(Files.createDirectories(folder));
        keys.pair("authority", "-ext", "bc:c", "-validity", "30");
        keys.pair("server", "-signer", "authority", "-ext", "san=dns:zk.example.org", "-validity", "30");
        keys.pair("client", "-signer", "authority", "-validity", "30");
        keys.pair("expired", "-signer", "authority", "-startdate", "-9d", "-validity", "1");
        return keys;
    }

    /** Makes one more; the options are those of {@code keytool -genkeypair}, such as {@code -signer}. */
    public void more(String alias, String... options) throws IOException {
        pair(alias, options);
    }

    private void pair(String alias, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                DN + alias,
                "-keyalg",
                "EC",
                "-keystore",
                all.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The certificate of one of them, in PEM. */
    public Path certificate(String alias) throws IOException {
        StringBuilder text = new StringBuilder("a certificate for " + alias + "\n");
        try {
            for (Certificate certificate : store().getCertificateChain(alias)) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(folder.resolve(alias + ".pem"), text);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The key of one of them, in PEM. */
    public Path key(String alias) throws IOException {
        return Files.writeString(
                folder.resolve(alias + ".key"),
                pem("PRIVATE KEY", privateKey(alias).getEncoded()));
    }

    /** One of them and its key in a key store. */
    public Path keyStore(String alias, String type) throws IOException {
        try {
            KeyStore one = KeyStore.getInstance(type);
            one.load(null, null);
            one.setKeyEntry(alias, privateKey(alias), PASSWORD.toCharArray(), store().getCertificateChain(alias));
            return save(one, folder.resolve(alias + "." + type));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The authority in a key store, to be trusted. */
    public Path trustStore(String type) throws IOException {
        try {
            KeyStore one = KeyStore.getInstance(type);
            one.load(null, null);
            one.setCertificateEntry("authority", store().getCertificate("authority"));
            return save(one, folder.resolve("trust." + type));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** What a server or a client of the test's own uses. */
    public SSLContext context(String alias) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance(keyStore(alias, "PKCS12").toFile(), PASSWORD.toCharArray());
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, PASSWORD.toCharArray());
            KeyStore authority = KeyStore.getInstance(trustStore("PKCS12").toFile(), PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(authority);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static Path save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private Key privateKey(String alias) throws IOException {
        try {
            return store().getKey(alias, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(all.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}
