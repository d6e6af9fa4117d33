package dev.keepsake.testkit;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys for tests: those of an agent, which seals and never opens, and those of somebody who restores. With {@code
 * -Dkeepsake.test.encrypted=true} tests that ask for {@link #ofAgent} and {@link #ofRestorer} run over encrypted archives,
 * otherwise over such without keys.
 */
public final class SealKeys {

    /** Whether archives of this run are encrypted. */
    public static final boolean ENCRYPTED = Boolean.getBoolean("keepsake.test.encrypted");

    private static final KeyText SIGNER = KeyText.generate(KeyText.Kind.SIGNER_PRIVATE);
    private static final KeyText RECIPIENT = KeyText.generate(KeyText.Kind.RECIPIENT_PRIVATE);

    private SealKeys() {}

    /** What an agent has in this run. */
    public static Keys ofAgent() {
        return ENCRYPTED ? agent() : Keys.NONE;
    }

    /** What somebody who restores has in this run. */
    public static Keys ofRestorer() {
        return ENCRYPTED ? restorer() : Keys.NONE;
    }

    /** An agent's keys, whatever the run. */
    public static Keys agent() {
        return agent(SIGNER, RECIPIENT);
    }

    /** A restorer's keys, whatever the run. */
    public static Keys restorer() {
        return restorer(RECIPIENT, SIGNER);
    }

    /** Those of an agent with this signing key, who encrypts to the other halves of these. */
    public static Keys agent(KeyText signer, KeyText... recipients) {
        try {
            List<Recipient> to = new ArrayList<>();
            for (KeyText recipient : recipients) {
                to.add(Recipient.of(recipient.publicHalf()));
            }
            return Keys.writing(Signer.of(signer), to, Trust.NOBODY);
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** Those of somebody with this private key, who trusts these signers. */
    public static Keys restorer(KeyText privateKey, KeyText... signers) {
        try {
            List<KeyText> trusted = new ArrayList<>();
            for (KeyText signer : signers) {
                trusted.add(signer.publicHalf());
            }
            return Keys.reading(List.of(Unlocker.of(privateKey)), Trust.in(trusted));
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }
}
