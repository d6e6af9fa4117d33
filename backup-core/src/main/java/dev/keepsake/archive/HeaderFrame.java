package dev.keepsake.archive;

import static dev.keepsake.archive.SealFormat.CRC_BYTES;
import static dev.keepsake.archive.SealFormat.MAGIC_BYTES;
import static dev.keepsake.archive.SealFormat.MAX_HEADER_BYTES;
import static dev.keepsake.archive.SealFormat.OPENING_BYTES;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A header and its one form in bytes. Magic, version, length, JSON and checksum stand at the same place in every
 * version of the format, so that a reader can tell a newer object from a damaged one, and who wrote it.
 */
final class HeaderFrame {

    private final SealHeader header;
    private final byte[] bytes;

    private HeaderFrame(SealHeader header, byte[] bytes) {
        this.header = header;
        this.bytes = bytes;
    }

    static HeaderFrame of(SealHeader header) {
        byte[] json = json(header);
        ByteBuffer frame = ByteBuffer.allocate(OPENING_BYTES + json.length + CRC_BYTES)
                .put(SealFormat.magic())
                .putShort((short) format(header))
                .putInt(json.length)
                .put(json);
        frame.putInt(checksum(frame.array()));
        return new HeaderFrame(header, frame.array());
    }

    static HeaderFrame read(SealedInput in) throws IOException {
        byte[] opening = in.read(OPENING_BYTES, "the header");
        if (!Arrays.equals(opening, 0, MAGIC_BYTES, SealFormat.magic(), 0, MAGIC_BYTES)) {
            throw in.corrupt(0, "expected the magic of a sealed object, found other bytes");
        }
        ByteBuffer fields = ByteBuffer.wrap(opening, MAGIC_BYTES, OPENING_BYTES - MAGIC_BYTES);
        int version = Short.toUnsignedInt(fields.getShort());
        long length = Integer.toUnsignedLong(fields.getInt());
        if (length > MAX_HEADER_BYTES) {
            throw in.corrupt(
                    OPENING_BYTES - Integer.BYTES,
                    "expected a header of at most " + MAX_HEADER_BYTES + " bytes, found " + length);
        }
        byte[] bytes = Arrays.copyOf(opening, OPENING_BYTES + (int) length + CRC_BYTES);
        in.read(bytes, OPENING_BYTES, bytes.length - OPENING_BYTES, "the header");
        if (checksum(bytes) != ByteBuffer.wrap(bytes).getInt(bytes.length - CRC_BYTES)) {
            throw in.corrupt(bytes.length - CRC_BYTES, "the header does not match its checksum");
        }
        return parse(in, version, bytes);
    }

    SealHeader header() {
        return header;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The header's own checksum as it stands in the object, which begins the checksum of every block. */
    byte[] seed() {
        return Arrays.copyOfRange(bytes, bytes.length - CRC_BYTES, bytes.length);
    }

    /** The hash of the header as it stands in the object, to which signature and blocks are bound. */
    byte[] sha256() {
        return Sha256.begin().digest(bytes);
    }

    private static int format(SealHeader header) {
        return header.protection().signed() ? SealFormat.NEWEST : SealFormat.PLAIN;
    }

    private static HeaderFrame parse(SealedInput in, int version, byte[] bytes) throws IOException {
        JsonNode json;
        try {
            json = StrictJson.parse(Arrays.copyOfRange(bytes, OPENING_BYTES, bytes.length - CRC_BYTES));
        } catch (JsonProcessingException e) {
            throw in.corrupt(OPENING_BYTES, "the header is not valid JSON: " + e.getOriginalMessage(), e);
        }
        refuseNewer(in, version, json);
        HeaderFrame frame;
        try {
            frame = of(header(in, json, version));
        } catch (IllegalArgumentException e) {
            throw in.corrupt(OPENING_BYTES, "the header does not hold: " + e.getMessage(), e);
        }
        if (!Arrays.equals(frame.bytes, bytes)) {
            throw in.corrupt(OPENING_BYTES, "the header is not in the form of format " + format(frame.header));
        }
        return frame;
    }

    private static void refuseNewer(SealedInput in, int version, JsonNode json)
            throws CorruptException, RefusedException {
        if (version > SealFormat.NEWEST) {
            throw newer(in, json, "format " + version, "formats up to " + SealFormat.NEWEST);
        }
        long keyring = integer(in, json, "keyring");
        if (keyring != 0 && version == SealFormat.PLAIN) {
            throw newer(
                    in, json, "encryption under keyring " + keyring, "encryption as of format " + SealFormat.NEWEST);
        }
        String codec = text(in, json, "codec");
        if (Codec.labelled(codec).isEmpty()) {
            throw newer(in, json, "codec '" + codec + "'", "zstd and none");
        }
    }

    private static RefusedException newer(SealedInput in, JsonNode json, String found, String known) {
        return new RefusedException(
                Guard.TOO_OLD,
                "object " + in.key() + " was written by '"
                        + json.path("writer").asText("an unknown writer") + "' with " + found + " and needs at least "
                        + json.path("needs").asText("the version that wrote it") + "; this is " + Product.version()
                        + ", which reads " + known
                        + ". Install that version or a later one; nothing is wrong with the object");
    }

    private static Protection protection(SealedInput in, JsonNode json, int version) throws CorruptException {
        if (version < SealFormat.NEWEST) {
            return Protection.NONE;
        }
        long keyring = integer(in, json, "keyring");
        if (keyring < 0 || keyring > Protection.MAX_KEYRING) {
            throw in.corrupt(OPENING_BYTES, "no archive has a key of number " + keyring);
        }
        return new Protection(
                text(in, json, "archive"),
                (int) keyring,
                keyring == 0 ? "" : text(in, json, "dataKey"),
                text(in, json, "signer"));
    }

    private static SealHeader header(SealedInput in, JsonNode json, int version) throws CorruptException {
        SortedMap<String, String> facts = new TreeMap<>();
        JsonNode given = json.path("facts");
        for (String name : (Iterable<String>) given::fieldNames) {
            facts.put(name, text(in, given, name));
        }
        return new SealHeader(
                new ObjectKey(text(in, json, "key")),
                Codec.labelled(text(in, json, "codec")).orElseThrow(),
                integer(in, json, "length"),
                text(in, json, "nonce"),
                text(in, json, "writer"),
                facts,
                protection(in, json, version));
    }

    private static String text(SealedInput in, JsonNode json, String name) throws CorruptException {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw in.corrupt(
                    OPENING_BYTES, "expected a text '" + name + "' in the header, found " + value.getNodeType());
        }
        return value.textValue();
    }

    private static long integer(SealedInput in, JsonNode json, String name) throws CorruptException {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw in.corrupt(
                    OPENING_BYTES,
                    "expected a whole number '" + name + "' in the header, found " + value.getNodeType());
        }
        return value.longValue();
    }

    private static byte[] json(SealHeader header) {
        ObjectNode json = StrictJson.object();
        json.put("key", header.key().value());
        json.put("codec", header.codec().label());
        json.put("length", header.length());
        Protection protection = header.protection();
        json.put("keyring", protection.keyring());
        if (protection.signed()) {
            json.put("needs", SealFormat.NEEDS);
            json.put("archive", protection.archive());
            json.put("signer", protection.signer());
        }
        if (protection.encrypted()) {
            json.put("dataKey", protection.dataKey());
        }
        json.put("nonce", header.nonce());
        json.put("writer", header.writer());
        ObjectNode facts = json.putObject("facts");
        header.facts().forEach(facts::put);
        try {
            return StrictJson.bytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a header of ASCII texts and numbers is not written as JSON", e);
        }
    }

    private static int checksum(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, frame.length - CRC_BYTES);
        return (int) crc.getValue();
    }
}
