package dev.keepsake.archive.kms;

/** What a request needs to be allowed to do, in the words of policies. */
enum Right {
    ENCRYPT("kms:Encrypt", "wrapped to"),
    DECRYPT("kms:Decrypt", "opened with");

    private final String permission;
    private final String done;

    Right(String permission, String done) {
        this.permission = permission;
        this.done = done;
    }

    String permission() {
        return permission;
    }

    String doing(KmsKey key) {
        return "an archive key cannot be " + done + " " + key;
    }
}
