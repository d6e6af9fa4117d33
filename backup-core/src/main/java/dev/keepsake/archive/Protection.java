package dev.keepsake.archive;

/**
 * How an object is protected beyond its checksums: who signed it, and to which archive key it is encrypted.
 *
 * @param archive the ULID of the archive that the object is bound to
 * @param keyring the number of the archive key; 0 where the object is not encrypted
 * @param dataKey the object's own key, wrapped to the archive key, in base64; empty where it is not encrypted
 * @param signer the fingerprint of the key that signed it; empty where nothing is signed
 */
public record Protection(String archive, int keyring, String dataKey, String signer) {

    /** Neither signed nor encrypted. */
    public static final Protection NONE = new Protection("", 0, "", "");

    static final int MAX_KEYRING = 9_999;
    static final int MAX_DATA_KEY = 1_024;

    /** Refuses what no header says. */
    public Protection {
        boolean nothing = archive.isEmpty() && keyring == 0 && dataKey.isEmpty() && signer.isEmpty();
        if (!nothing && !(archive.matches("[0-9A-Z]{26}") && Fingerprint.isOne(signer))) {
            throw new IllegalArgumentException("not signed for an archive: '" + archive + "' by '" + signer + "'");
        }
        if (keyring < 0 || keyring > MAX_KEYRING || (keyring == 0) != dataKey.isEmpty()) {
            throw new IllegalArgumentException("archive key " + keyring + " with a data key of " + dataKey.length());
        }
        if (dataKey.length() > MAX_DATA_KEY || !dataKey.matches("[A-Za-z0-9+/=]*")) {
            throw new IllegalArgumentException("a data key of " + dataKey.length() + " characters");
        }
    }

    /** Whether the content is encrypted. */
    public boolean encrypted() {
        return keyring > 0;
    }

    /** Whether the object says who vouches for it. */
    public boolean signed() {
        return !signer.isEmpty();
    }
}
