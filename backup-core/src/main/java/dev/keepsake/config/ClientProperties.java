package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What ZooKeeper's own client is told by properties. */
public final class ClientProperties {

    private static final String SSL = "zookeeper.ssl.";

    private ClientProperties() {}

    /** Those in a file, as ZooKeeper's manual names them; {@code option} is where the file was named. */
    public static SortedMap<String, String> in(Path file, String option) throws RefusedException {
        Properties properties = new Properties();
        try (InputStreamReader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("the file " + file + " of " + option + " cannot be read ("
                    + e.getClass().getSimpleName() + "); it must hold lines such as zookeeper.client.secure=true");
        }
        SortedMap<String, String> found = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> found.put(name, properties.getProperty(name)));
        return found;
    }

    /** Those that say the same as a configuration of TLS; passwords are read now. */
    static SortedMap<String, String> of(TlsConfig tls) throws IOException {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.put("zookeeper.client.secure", "true");
        properties.put("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
        if (tls.trusted().isPresent()) {
            TlsConfig.Trusted trusted = tls.trusted().get();
            put(properties, "trustStore", trusted.file(), trusted.pem(), trusted.password());
        }
        if (tls.shown().isPresent()) {
            TlsConfig.Certified shown = tls.shown().get();
            boolean pem = shown.pemKey().isPresent();
            put(properties, "keyStore", shown.file(), pem, pem ? shown.keyPassword() : shown.password());
        }
        return properties;
    }

    private static void put(
            SortedMap<String, String> properties, String store, Path file, boolean pem, Optional<Secret> secret)
            throws IOException {
        char @Nullable [] password = secret.isPresent() ? secret.get().read() : null;
        properties.put(SSL + store + ".location", file.toString());
        properties.put(SSL + store + ".type", pem ? "PEM" : kind(file, password));
        if (password != null) {
            properties.put(SSL + store + ".password", new String(password));
        }
    }

    /** JKS or PKCS12; the name of a file need not say it. */
    private static String kind(Path file, char @Nullable [] password) throws IOException {
        Certificates.bytes(file);
        try {
            return KeyStore.getInstance(file.toFile(), password).getType().toUpperCase(Locale.ROOT);
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedException("the key store " + file + " cannot be read (" + e.getMessage()
                    + "); it must be JKS or PKCS12, and its password right");
        }
    }
}
