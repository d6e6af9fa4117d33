package dev.keepsake.deploy;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One backup as the list shows it.
 *
 * @param id its name
 * @param zxid the last transaction that a restore of it replays
 * @param bytes what it added to the store
 * @param complete whether every expected node took part
 */
record Backup(String id, long zxid, long bytes, boolean complete) {
    /** Reads one entry of the list. */
    static Backup of(JsonNode entry) {
        String zxid = entry.required("zxid").asText();
        if (!zxid.startsWith("0x")) {
            throw new IllegalArgumentException("a zxid is written 0x..., but this is " + zxid);
        }
        return new Backup(
                entry.required("id").asText(),
                Long.parseUnsignedLong(zxid.substring(2), 16),
                entry.required("bytes").asLong(),
                entry.required("complete").asBoolean());
    }
}
