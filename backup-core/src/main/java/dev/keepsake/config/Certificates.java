package dev.keepsake.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of authorities, out of files. */
public final class Certificates {

    private Certificates() {}

    /** Trust in those alone whose certificates stand in a PEM file, one or several. */
    public static TrustManager[] trustManagers(Path pemFile) throws IOException {
        try (InputStream in = Files.newInputStream(pemFile)) {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (authorities.isEmpty()) {
                throw new IOException(pemFile + " holds no certificate: name a file in PEM form");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (NoSuchFileException e) {
            throw new IOException(pemFile + " does not exist: name the file of an authority's certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(pemFile + " cannot be read as certificates in PEM form: " + e.getMessage(), e);
        }
    }
}
