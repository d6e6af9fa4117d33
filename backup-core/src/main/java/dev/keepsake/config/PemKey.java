package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys in PEM files, in the form that Java reads: PKCS#8, encrypted or not. */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END ([A-Z ]*)PRIVATE KEY-----");

    private PemKey() {}

    /** The key in a file; its kind is that of the certificate's. */
    static PrivateKey read(Path file, String algorithm, Optional<Secret> password) throws IOException {
        Matcher block = BLOCK.matcher(new String(Certificates.bytes(file), StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new RefusedException(file + " holds no private key between -----BEGIN PRIVATE KEY----- and"
                    + " -----END PRIVATE KEY-----");
        }
        try {
            byte[] key = Base64.getMimeDecoder().decode(block.group(2));
            if (block.group(1).equals("ENCRYPTED ")) {
                key = decrypted(key, file, password);
            } else if (!block.group(1).isEmpty()) {
                throw new RefusedException("the private key in " + file
                        + " is in an older form; convert it with: openssl pkcs8 -topk8 -in " + file + " -out NEW");
            }
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new RefusedException("the private key in " + file + " cannot be read (" + e.getMessage()
                    + "); is it that of the certificate, of kind " + algorithm
                    + password.map(secret -> ", and is the password from " + secret + " right?")
                            .orElse("?"));
        }
    }

    private static byte[] decrypted(byte[] encrypted, Path file, Optional<Secret> password)
            throws IOException, GeneralSecurityException {
        if (password.isEmpty()) {
            throw new RefusedException("the private key in " + file
                    + " is encrypted: name its password with 'key-password-file' or 'key-password-variable'");
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
        // PBES2 is only the frame; the parameters say what stands in it
        String scheme = info.getAlgParameters() == null
                ? info.getAlgName()
                : info.getAlgParameters().toString();
        String name = scheme.startsWith("PBE") ? scheme : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password.get().read());
        try {
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(name).generateSecret(spec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } finally {
            spec.clearPassword();
        }
    }
}
