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
 * @param keyringTrust from whose keyrings a writer takes the key to encrypt to, one's own included; few, since whoever signs
 *     one decides who can read
 * @param memory what a writer remembers of the archive
 */
public record Keys(
        Optional<Signer> signer,
        List<Recipient> recipients,
        List<Unlocker> unlockers,
        Trust trust,
        Trust keyringTrust,
        ArchiveMemory memory) {

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

    /** Those of somebody who remembers nothing and takes nobody's keyrings but his own. */
    public Keys(Optional<Signer> signer, List<Recipient> recipients, List<Unlocker> unlockers, Trust trust) {
        this(
                signer,
                recipients,
                unlockers,
                trust,
                signer.map(Trust.NOBODY::and).orElse(Trust.NOBODY),
                ArchiveMemory.NONE);
    }

    /** Those of a writer. */
    public static Keys writing(Signer signer, List<Recipient> recipients, Trust others) {
        return new Keys(Optional.of(signer), recipients, List.of(), others.and(signer));
    }

    /** Those of a reader. */
    public static Keys reading(List<Unlocker> unlockers, Trust trust) {
        return new Keys(Optional.empty(), List.of(), unlockers, trust);
    }

    /** The same of a writer who takes the keyrings of others, too. */
    public Keys following(Trust keyringSigners) {
        Trust followed = signer.map(keyringSigners::and).orElse(keyringSigners);
        return new Keys(signer, recipients, unlockers, trust, followed, memory);
    }

    /** The same of a writer who remembers. */
    public Keys remembering(ArchiveMemory place) {
        return new Keys(signer, recipients, unlockers, trust, keyringTrust, place);
    }
}
