package dev.keepsake.archive;

import java.util.Optional;

/** How a writer seals objects of an archive: in the clear, signed, or signed and encrypted. May be shared between threads. */
public final class Sealing {

    /** Neither signed nor encrypted. */
    public static final Sealing CLEAR = new Sealing("", Optional.empty(), Optional.empty());

    private final String archive;
    private final Optional<Signer> signer;
    private final Optional<ArchiveKey> key;

    private Sealing(String archive, Optional<Signer> signer, Optional<ArchiveKey> key) {
        this.archive = archive;
        this.signer = signer;
        this.key = key;
    }

    /** Signed for an archive, not encrypted. */
    public static Sealing signed(String archive, Signer signer) {
        return new Sealing(archive, Optional.of(signer), Optional.empty());
    }

    /** The same, encrypted to an archive key. */
    public Sealing encryptedTo(ArchiveKey archiveKey) {
        return new Sealing(archive, signer, Optional.of(archiveKey));
    }

    /** The same for what holds nothing but what is encrypted already. */
    public Sealing notEncrypted() {
        return new Sealing(archive, signer, Optional.empty());
    }

    /** Who signs, if anybody does. */
    public Optional<Signer> signer() {
        return signer;
    }

    /** Whether content is encrypted. */
    public boolean encrypts() {
        return key.isPresent();
    }

    /** The number of the archive key; 0 where content is not encrypted. */
    public int keyring() {
        return key.map(ArchiveKey::number).orElse(0);
    }

    /** What a header becomes, and the key of its object. */
    record Begun(SealHeader header, Optional<byte[]> dataKey) {}

    Begun begin(SealHeader header) {
        if (signer.isEmpty()) {
            return new Begun(header, Optional.empty());
        }
        String fingerprint = signer.get().fingerprint();
        if (key.isEmpty()) {
            return new Begun(header.with(new Protection(archive, 0, "", fingerprint)), Optional.empty());
        }
        byte[] dataKey = BlockCipher.freshKey();
        String wrapped = key.get().wrap(dataKey, header.key());
        Protection protection = new Protection(archive, key.get().number(), wrapped, fingerprint);
        return new Begun(header.with(protection), Optional.of(dataKey));
    }
}
