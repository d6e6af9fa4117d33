package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes what a configuration says about TLS into sockets. */
final class TlsSockets {

    /** A key store of the JDK takes no key without one; this one never leaves the memory. */
    private static final char[] IN_MEMORY = {'-'};

    /** By kind of key, how one signs. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private static final byte[] SIGNED = "a key and its certificate".getBytes(StandardCharsets.US_ASCII);

    private TlsSockets() {}

    static SSLSocketFactory factory(TlsConfig tls) throws IOException {
        return context(tls).getSocketFactory();
    }

    static SSLContext context(TlsConfig tls) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    tls.shown().isPresent() ? keys(tls.shown().get()) : null,
                    tls.trusted().isPresent() ? trust(tls.trusted().get()) : null,
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new RefusedException("TLS cannot be set up as configured: " + e.getMessage());
        }
    }

    private static TrustManager[] trust(TlsConfig.Trusted trusted) throws IOException, GeneralSecurityException {
        if (trusted.pem()) {
            return Certificates.trustManagers(trusted.file());
        }
        KeyStore store = store(trusted.file(), trusted.password());
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)) {
                return Certificates.trusting(store);
            }
        }
        throw new RefusedException("the key store " + trusted.file() + " holds no certificate to trust"
                + (trusted.password().isPresent()
                        ? "; with keytool -importcert it gets one"
                        : " that can be read without its password: set 'trust-store-password-file'"));
    }

    private static KeyManager[] keys(TlsConfig.Certified shown) throws IOException, GeneralSecurityException {
        if (shown.pemKey().isPresent()) {
            return pem(shown.file(), shown.pemKey().get(), shown.keyPassword());
        }
        KeyStore store = store(shown.file(), shown.password());
        char @Nullable [] password = read(shown.keyPassword().or(shown::password));
        try {
            requirePairs(store, password, shown.file());
            return managers(store, password);
        } catch (GeneralSecurityException e) {
            throw new RefusedException("the key in the key store " + shown.file() + " cannot be read (" + e.getMessage()
                    + "); where it has a password of its own, set 'key-password-file'");
        }
    }

    private static KeyManager[] pem(Path certificates, Path keyFile, Optional<Secret> password)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Certificates.read(certificates);
        PrivateKey key = PemKey.read(keyFile, chain.get(0).getPublicKey().getAlgorithm(), password);
        if (!isPair(key, chain.get(0))) {
            throw new RefusedException("the private key in " + keyFile + " is not that of the certificate in "
                    + certificates + "; where they are being renewed, put both in place");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("key", key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
        return managers(store, IN_MEMORY);
    }

    private static void requirePairs(KeyStore store, char @Nullable [] password, Path file)
            throws IOException, GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)
                    && store.getKey(alias, password) instanceof PrivateKey key
                    && store.getCertificate(alias) instanceof X509Certificate certificate
                    && !isPair(key, certificate)) {
                throw new RefusedException("the private key '" + alias + "' in the key store " + file
                        + " is not that of its certificate there; put the two in anew");
            }
        }
    }

    /** Nothing in the JDK asks that: whoever comes to such a pair would be the first to see it, in a handshake that fails. */
    private static boolean isPair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(certificate.getPublicKey().getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException another) {
            return false;
        }
    }

    private static KeyManager[] managers(KeyStore store, char @Nullable [] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    /** A key store, read with its password or without one. */
    static KeyStore store(Path file, Optional<Secret> password) throws IOException {
        // first, since it says best what is wrong with a file that is not there
        Certificates.bytes(file);
        try {
            return KeyStore.getInstance(file.toFile(), read(password));
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedException("the key store " + file + " cannot be read (" + e.getMessage()
                    + "); it must be JKS or PKCS12"
                    + password.map(secret -> ", and the password from " + secret + " its own")
                            .orElse(", and needs a password if it has one"));
        }
    }

    private static char @Nullable [] read(Optional<Secret> secret) throws IOException {
        return secret.isPresent() ? secret.get().read() : null;
    }
}
