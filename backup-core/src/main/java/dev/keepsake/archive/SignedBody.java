package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keepsake.store.ObjectKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a record with its signature, which is its last member: tilde sorts after every other name. What is signed are
 * the bytes before it, so no canonical form is needed to check it.
 */
final class SignedBody {

    private static final String BEFORE = ",\"~signature\":\"";
    private static final String AFTER = "\"}";
    private static final Pattern MEMBER =
            Pattern.compile(Pattern.quote(BEFORE) + "([0-9a-f]{32}) ([A-Za-z0-9+/]{92})" + Pattern.quote(AFTER));
    private static final int LENGTH = BEFORE.length() + 32 + 1 + 92 + AFTER.length();

    private final String signer;
    private final byte[] signature;
    private final byte[] unsigned;

    private SignedBody(String signer, byte[] signature, byte[] unsigned) {
        this.signer = signer;
        this.signature = signature;
        this.unsigned = unsigned;
    }

    /** The fingerprint of the key. */
    String signer() {
        return signer;
    }

    byte[] signature() {
        return signature.clone();
    }

    /** The body as it was signed. */
    byte[] unsigned() {
        return unsigned.clone();
    }

    /** The body and, behind all that it holds, who vouches for it at this place. */
    static byte[] sign(byte[] body, ObjectKey key, String archive, Signer signer) {
        byte[] signature = signer.sign(message(body, key, archive));
        String member =
                BEFORE + signer.fingerprint() + " " + Base64.getEncoder().encodeToString(signature) + AFTER;
        byte[] signed = Arrays.copyOf(body, body.length - 1 + LENGTH);
        System.arraycopy(member.getBytes(US_ASCII), 0, signed, body.length - 1, LENGTH);
        return signed;
    }

    /** What a body says of its signature; empty when it has none. */
    static Optional<SignedBody> of(byte[] body) {
        int end = body.length - LENGTH;
        if (end < 1) {
            return Optional.empty();
        }
        Matcher member = MEMBER.matcher(new String(body, end, LENGTH, ISO_8859_1));
        if (!member.matches()) {
            return Optional.empty();
        }
        byte[] unsigned = Arrays.copyOf(body, end + 1);
        unsigned[end] = '}';
        return Optional.of(new SignedBody(member.group(1), Base64.getDecoder().decode(member.group(2)), unsigned));
    }

    byte[] message(ObjectKey key, String archive) {
        return message(unsigned, key, archive);
    }

    private static byte[] message(byte[] body, ObjectKey key, String archive) {
        return Words.of("keepsake record", archive, key.value())
                .and(Sha256.begin().digest(body));
    }
}
