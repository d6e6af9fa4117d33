package dev.keepsake.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * JSON objects that carry a hash of their own body: {@code {"sha256":"<hex>","body":{...}}} and a newline. The hash is
 * over the body's bytes as they stand, so a changed, missing or added byte anywhere is found before anything is parsed.
 * It does not bind the object to its key: a body that must not be swapped says itself what it belongs to.
 */
public final class HashedJson {

    /** The most bytes of an object, frame and all. */
    public static final int MAX_BYTES = 16 << 20;

    /** The deepest nesting of a body, its own braces counted. */
    public static final int MAX_DEPTH = StrictJson.MAX_DEPTH;

    /** The most characters of one string. */
    public static final int MAX_STRING = StrictJson.MAX_STRING;

    private static final byte[] BEFORE_HASH = "{\"sha256\":\"".getBytes(US_ASCII);
    private static final byte[] BEFORE_BODY = "\",\"body\":".getBytes(US_ASCII);
    private static final byte[] AFTER_BODY = "}\n".getBytes(US_ASCII);
    private static final int BODY_START = BEFORE_HASH.length + 2 * Sha256.BYTES + BEFORE_BODY.length;

    private HashedJson() {}

    /**
     * Writes a record, map or JSON tree as a hashed object. The same body gives the same bytes: members are sorted by
     * name, components that are null are left out.
     *
     * @throws RefusedException when the body is one that {@link #read} would not take back
     */
    public static byte[] write(Object body) throws RefusedException {
        return frame(json(body));
    }

    /**
     * The same, signed: by whom stands in the body as its last member, and holds at this key of this archive alone.
     *
     * @throws RefusedException when the body is one that {@link #read} would not take back
     */
    public static byte[] write(Object body, ObjectKey key, String archive, Signer signer) throws RefusedException {
        return frame(SignedBody.sign(json(body), key, archive, signer));
    }

    /**
     * Fails unless somebody who is trusted signed a hashed object for this key of this archive, or signatures do not count.
     *
     * @throws CorruptException when it is not what a trusted signer signed; {@link UnvouchedException} when it is unsigned, or
     *     signed by somebody else
     */
    public static void requireVouched(ObjectKey key, byte[] bytes, String archive, Trust trust)
            throws CorruptException {
        requireHashed(key, bytes);
        Optional<SignedBody> signed =
                SignedBody.of(Arrays.copyOfRange(bytes, BODY_START, bytes.length - AFTER_BODY.length));
        if (signed.isEmpty()) {
            trust.requireUnsignedAllowed("record " + key);
        } else {
            SignedBody body = signed.get();
            trust.require("record " + key, body.signer(), body.message(key, archive), body.signature());
        }
    }

    /**
     * The same of a hashed object whose signature somebody who is trusted has verified: whether its signer counts here, too.
     *
     * @throws UnvouchedException when it is unsigned, or signed by somebody else
     */
    public static void requireSigner(ObjectKey key, byte[] bytes, Trust trust) throws UnvouchedException {
        Optional<String> signer = signer(bytes);
        if (signer.isEmpty()) {
            trust.requireUnsignedAllowed("record " + key);
        } else {
            trust.requireKnown("record " + key, signer.get());
        }
    }

    /** The fingerprint of who says to have signed a hashed object, if anybody does. */
    public static Optional<String> signer(byte[] bytes) {
        return bytes.length <= BODY_START + AFTER_BODY.length
                ? Optional.empty()
                : SignedBody.of(Arrays.copyOfRange(bytes, BODY_START, bytes.length - AFTER_BODY.length))
                        .map(SignedBody::signer);
    }

    private static byte[] json(Object body) throws RefusedException {
        try {
            byte[] json = StrictJson.bytes(StrictJson.tree(body));
            requireSize(json.length + BODY_START + AFTER_BODY.length);
            StrictJson.parse(json);
            return json;
        } catch (JsonProcessingException e) {
            throw new RefusedException(
                    "a body cannot be stored, for it could not be read back: " + e.getOriginalMessage());
        }
    }

    private static byte[] frame(byte[] json) throws RefusedException {
        requireSize(json.length + BODY_START + AFTER_BODY.length);
        ByteArrayOutputStream object = new ByteArrayOutputStream(BODY_START + json.length + AFTER_BODY.length);
        object.writeBytes(frameBefore(json, 0, json.length));
        object.writeBytes(json);
        object.writeBytes(AFTER_BODY);
        return object.toByteArray();
    }

    /**
     * Checks a hashed object and parses its body.
     *
     * @throws CorruptException when any byte is not as it was written
     */
    public static JsonNode read(ObjectKey key, byte[] bytes) throws CorruptException {
        requireHashed(key, bytes);
        int bodyEnd = bytes.length - AFTER_BODY.length;
        try {
            return StrictJson.parse(Arrays.copyOfRange(bytes, BODY_START, bodyEnd));
        } catch (JsonProcessingException e) {
            throw corrupt(key, "the body is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireHashed(ObjectKey key, byte[] bytes) throws CorruptException {
        int bodyEnd = bytes.length - AFTER_BODY.length;
        if (bytes.length > MAX_BYTES) {
            throw corrupt(key, "expected at most " + MAX_BYTES + " bytes, found " + bytes.length);
        }
        if (bodyEnd <= BODY_START) {
            throw corrupt(key, "the object is cut: found only " + bytes.length + " bytes");
        }
        if (!Arrays.equals(bytes, bodyEnd, bytes.length, AFTER_BODY, 0, AFTER_BODY.length)) {
            throw corrupt(key, "the object is cut: expected it to end with a brace and a newline");
        }
        byte[] expected = frameBefore(bytes, BODY_START, bodyEnd - BODY_START);
        if (!Arrays.equals(bytes, 0, BODY_START, expected, 0, BODY_START)) {
            throw corrupt(
                    key,
                    "the object's hash is not that of its body: expected it to begin with "
                            + new String(expected, US_ASCII));
        }
    }

    /**
     * Checks a hashed object and reads its body as a record. Members that the record does not know are ignored, so that
     * a later version may add some; a component that is not marked nullable must be there.
     *
     * @throws CorruptException when any byte is not as it was written, or the body does not fit the record
     */
    public static <T> T read(ObjectKey key, byte[] bytes, Class<T> type) throws CorruptException {
        JsonNode body = read(key, bytes);
        try {
            return StrictJson.bind(body, type);
        } catch (JsonProcessingException e) {
            throw corrupt(key, "the body is not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static byte[] frameBefore(byte[] bytes, int from, int length) {
        var digest = Sha256.begin();
        digest.update(bytes, from, length);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(BODY_START);
        frame.writeBytes(BEFORE_HASH);
        frame.writeBytes(Sha256.hex(digest.digest()).getBytes(US_ASCII));
        frame.writeBytes(BEFORE_BODY);
        return frame.toByteArray();
    }

    private static void requireSize(long length) throws RefusedException {
        if (length > MAX_BYTES) {
            throw new RefusedException("a body cannot be stored: expected at most " + MAX_BYTES + " bytes, found "
                    + length + "; split what it describes");
        }
    }

    private static CorruptException corrupt(ObjectKey key, String message) {
        return new CorruptException("object " + key + ": " + message);
    }

    private static CorruptException corrupt(ObjectKey key, String message, Throwable cause) {
        return new CorruptException("object " + key + ": " + message, cause);
    }
}
