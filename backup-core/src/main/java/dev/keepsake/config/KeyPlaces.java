package dev.keepsake.config;

import dev.keepsake.archive.Binding;
import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.archive.kms.KmsKey;
import dev.keepsake.archive.kms.KmsRecipient;
import dev.keepsake.archive.kms.KmsSettings;
import dev.keepsake.archive.kms.KmsUnlocker;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes recipients, and what opens, of wherever their keys are. A service is asked when it is needed and not before. */
public final class KeyPlaces {

    /** As much as an archive key takes, about. */
    private static final int TRIAL_BYTES = 160;

    private KeyPlaces() {}

    /** Those to whom archive keys are wrapped. */
    public static List<Recipient> recipients(List<KeyPlace> places, KmsSettings kms) throws IOException {
        List<Recipient> recipients = new ArrayList<>();
        for (KeyPlace place : places) {
            if (place instanceof KeyPlace.InFile file) {
                recipients.add(Recipient.of(KeyFiles.read(file.path())));
            }
            if (place instanceof KeyPlace.InKms service) {
                recipients.add(new KmsRecipient(service.key(), kms));
            }
        }
        return recipients;
    }

    /** What opens archive keys; files first, which cost nothing. */
    static List<Unlocker> unlockers(List<KeyPlace> places, KmsSettings kms) throws IOException {
        List<Unlocker> files = new ArrayList<>();
        List<Unlocker> services = new ArrayList<>();
        for (KeyPlace place : places) {
            if (place instanceof KeyPlace.InFile file) {
                files.add(Unlocker.of(KeyFiles.read(file.path())));
            }
            if (place instanceof KeyPlace.InKms service) {
                services.add(new KmsUnlocker(service.key(), kms));
            }
        }
        files.addAll(services);
        return files;
    }

    /**
     * Wraps a few bytes to a key of AWS KMS, as a backup would an archive key, and sees whether they can be opened, too.
     *
     * @param mayOpen whether that is as it should be
     * @return what was seen, in words
     * @throws RefusedException when it can be opened and must not be
     */
    public static String tried(KmsKey key, KmsSettings kms, boolean mayOpen) throws IOException {
        byte[] wrapped = new KmsRecipient(key, kms).wrap(new byte[TRIAL_BYTES], Binding.ofTrial());
        if (mayOpen) {
            return "a key of AWS KMS, " + key.fingerprint()
                    + "; these credentials may encrypt with it; whether they may decrypt was not tried, for here they may";
        }
        try {
            new KmsUnlocker(key, kms).unwrap(wrapped, Binding.ofTrial());
        } catch (StoreException.Denied asItShouldBe) {
            return "a key of AWS KMS, " + key.fingerprint()
                    + "; these credentials may encrypt with it, and not decrypt";
        }
        throw new RefusedException(
                "these credentials may also decrypt with it, so whoever gets hold of this machine"
                        + " can read what it stored: take kms:Decrypt from them, both in their own policy and in that of the key");
    }
}
