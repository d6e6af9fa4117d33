package dev.keepsake.archive;

import dev.keepsake.store.ObjectKey;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a sealed object says of itself in the clear: where it belongs, how it is packed, how long its plaintext is, who
 * wrote it, and facts that can be read without its content.
 *
 * @param key the object's key relative to the archive's prefix; an object under another key is refused
 * @param length bytes of plaintext
 * @param nonce 16 random bytes in hex, so that no two writers' objects are ever the same bytes
 * @param writer product and version, in printable ASCII
 * @param facts at most 64, names of {@code [a-z][A-Za-z0-9.-]*} up to 64 characters, values printable ASCII up to 256
 * @param protection who signed it, and how it is encrypted
 */
public record SealHeader(
        ObjectKey key,
        Codec codec,
        long length,
        String nonce,
        String writer,
        SortedMap<String, String> facts,
        Protection protection) {

    /** The most facts in one header. */
    public static final int MAX_FACTS = 64;

    /** The most characters of a fact's name, and of the writer. */
    public static final int MAX_NAME = 64;

    /** The most characters of a fact's value. */
    public static final int MAX_VALUE = 256;

    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Refuses what a header cannot hold; whatever passes fits into the largest header. */
    public SealHeader {
        if (length < 0 || length > SealFormat.MAX_LENGTH) {
            throw new IllegalArgumentException("not a length of plaintext: " + length);
        }
        if (!Sha256.isLowerHex(nonce, 2 * NONCE_BYTES)) {
            throw new IllegalArgumentException("not 16 bytes in lower-case hex: '" + nonce + "'");
        }
        if (writer.isEmpty() || !isPrintable(writer, MAX_NAME)) {
            throw new IllegalArgumentException("not the name of a writer: '" + writer + "'");
        }
        if (facts.size() > MAX_FACTS) {
            throw new IllegalArgumentException(facts.size() + " facts, a header holds " + MAX_FACTS);
        }
        facts.forEach(SealHeader::requireFact);
        // a copy by putAll drops the given map's own order: a header's is that of the characters
        SortedMap<String, String> sorted = new TreeMap<>();
        sorted.putAll(facts);
        facts = Collections.unmodifiableSortedMap(sorted);
    }

    /** A header of what is neither signed nor encrypted. */
    public SealHeader(
            ObjectKey key, Codec codec, long length, String nonce, String writer, SortedMap<String, String> facts) {
        this(key, codec, length, nonce, writer, facts, Protection.NONE);
    }

    /** The same with another protection. */
    SealHeader with(Protection other) {
        return new SealHeader(key, codec, length, nonce, writer, facts, other);
    }

    /** A header by this version of the product, with a fresh nonce, for zstd. */
    public static SealHeader of(ObjectKey key, long length, Map<String, String> facts) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return new SealHeader(
                key, Codec.ZSTD, length, HexFormat.of().formatHex(nonce), product(), new TreeMap<>(facts));
    }

    private static String product() {
        return "keepsake " + Product.version();
    }

    private static void requireFact(String name, String value) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not the name of a fact: '" + name + "'");
        }
        if (!isPrintable(value, MAX_VALUE)) {
            throw new IllegalArgumentException("not the value of a fact: " + name + " = '" + value + "'");
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.charAt(0) >= 'a'
                && name.charAt(0) <= 'z'
                && name.chars().allMatch(SealHeader::isNameCharacter);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }

    private static boolean isPrintable(String text, int max) {
        return text.length() <= max && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
