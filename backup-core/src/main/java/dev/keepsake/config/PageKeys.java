package dev.keepsake.config;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a status page needs of the files that its configuration names: its certificate, and by what to know its token. */
public final class PageKeys {

    /** Anybody may guess, as often as the page answers. */
    static final int SHORTEST_TOKEN = 20;

    private final Optional<SSLContext> tls;
    private final Optional<byte[]> token;

    private PageKeys(Optional<SSLContext> tls, Optional<byte[]> token) {
        this.tls = tls;
        this.token = token;
    }

    /** Reads them now, or says which cannot be used. */
    public static PageKeys read(PageConfig config) throws IOException {
        Optional<SSLContext> tls = certificate(config);
        Optional<byte[]> token =
                config.token().isPresent() ? Optional.of(token(config.token().get())) : Optional.empty();
        return new PageKeys(tls, token);
    }

    /** The page's certificate alone, read now; empty where it has none. */
    public static Optional<SSLContext> certificate(PageConfig config) throws IOException {
        return config.certificate().isPresent()
                ? Optional.of(TlsSockets.context(
                        TlsConfig.showing(config.certificate().get())))
                : Optional.empty();
    }

    private static byte[] token(Secret secret) throws IOException {
        char[] characters = secret.read();
        if (characters.length < SHORTEST_TOKEN) {
            throw new RefusedException("the token of the status page, from " + secret + ", has fewer than "
                    + SHORTEST_TOKEN + " characters, so that it could be guessed; make one with"
                    + "  openssl rand -hex 24");
        }
        byte[] hash = hash(characters);
        Arrays.fill(characters, '\0');
        return hash;
    }

    /** How the page speaks TLS; empty where it does not. */
    public Optional<SSLContext> tls() {
        return tls;
    }

    /** Whether there is a token. */
    public boolean hasToken() {
        return token.isPresent();
    }

    /** Whether this is the token; takes as long for a wrong one, however much of it is right. */
    public boolean isToken(String given) {
        return token.isPresent() && MessageDigest.isEqual(token.get(), hash(given.toCharArray()));
    }

    private static byte[] hash(char[] characters) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "a page's keys" + (tls.isPresent() ? ", with TLS" : "") + (token.isPresent() ? ", with a token" : "");
    }
}
