package dev.keepsake.archive;

import java.util.List;
import java.util.Optional;

/**
 * What one process has of an archive's keys.
 *
 * @param signer who vouches for what is written
 * @param recipients to whom what is written is encrypted; without any it is not
 * @param unlockers what opens what is encrypted; a process that only writes has none
 * @param trust whose signatures count, one's own included
 */
public record Keys(Optional<Signer> signer, List<Recipient> recipients, List<Unlocker> unlockers, Trust trust) {

    /** For archives that are neither signed nor encrypted. */
    public static final Keys NONE = new Keys(Optional.empty(), List.of(), List.of(), Trust.NOBODY);

    /** Keeps its own copies. */
    public Keys {
        recipients = List.copyOf(recipients);
        unlockers = List.copyOf(unlockers);
        if (!recipients.isEmpty() && signer.isEmpty()) {
            throw new IllegalArgumentException("whoever encrypts must sign: anybody can encrypt to a public key");
        }
    }

    /** Those of a writer. */
    public static Keys writing(Signer signer, List<Recipient> recipients, Trust others) {
        return new Keys(Optional.of(signer), recipients, List.of(), others.and(signer));
    }

    /** Those of a reader. */
    public static Keys reading(List<Unlocker> unlockers, Trust trust) {
        return new Keys(Optional.empty(), List.of(), unlockers, trust);
    }
}
