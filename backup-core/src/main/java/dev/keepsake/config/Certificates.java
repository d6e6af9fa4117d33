package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in PEM files. */
final class Certificates {

    /** The certificates of all authorities that a system trusts are a quarter of a megabyte. */
    private static final int MAX_BYTES = 4 << 20;

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private Certificates() {}

    /** What trusts the certificates in a file, and no others. */
    static TrustManager[] trustManagers(Path pemFile) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate : read(pemFile)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            return trusting(store);
        } catch (GeneralSecurityException e) {
            throw new RefusedException("the certificates in " + pemFile + " cannot be used: " + e.getMessage());
        }
    }

    static TrustManager[] trusting(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** The certificates in a file, in its order; at least one. */
    static List<X509Certificate> read(Path pemFile) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        // keys and remarks may stand beside them, which the factory itself does not pass over
        Matcher blocks = BLOCK.matcher(new String(bytes(pemFile), StandardCharsets.ISO_8859_1));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                byte[] block = blocks.group().getBytes(StandardCharsets.ISO_8859_1);
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
            }
        } catch (CertificateException e) {
            throw new RefusedException(pemFile + " holds a certificate that cannot be read: " + e.getMessage());
        }
        if (certificates.isEmpty()) {
            throw new RefusedException(pemFile + " holds no certificate; PEM files have them between"
                    + " -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----");
        }
        return certificates;
    }

    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new RefusedException(
                        file + " is larger than 4 MiB, too large for a file of certificates or keys");
            }
            return bytes;
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be read (" + e.getClass().getSimpleName()
                    + "); see that it is there, and that user '" + System.getProperty("user.name") + "' may read it");
        }
    }
}
