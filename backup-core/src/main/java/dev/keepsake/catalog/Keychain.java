package dev.keepsake.catalog;

import dev.keepsake.archive.Recipient;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The keyrings of an archive, for whoever looks after them. Nothing here changes data, or a keyring that is there. */
public final class Keychain {

    private final Vault store;

    Keychain(Vault store) {
        this.store = store;
    }

    /**
     * A keyring that is there.
     *
     * @param signer whose signature stands on it: a file's name where it is trusted, else a fingerprint
     * @param followed whether a writer with this process's keys may encrypt to what it holds
     */
    public record Listed(Keyring keyring, String signer, boolean trusted, boolean followed) {}

    /** All that can be read, newest first. */
    public List<Listed> list() throws IOException {
        Keyrings keyrings = new Keyrings(store, store.archive());
        List<Listed> listed = new ArrayList<>();
        for (ObjectKey key : Keyrings.keys(store)) {
            Optional<Keyrings.Signed> keyring = keyrings.usable(key, Trust.NOBODY.allowingOthers());
            if (keyring.isPresent()) {
                String signer = keyring.get().signer().isEmpty()
                        ? "nobody"
                        : keyring.get().signer();
                Trust trust = store.keys().trust();
                boolean trusted = counts(keyrings, key, trust);
                boolean followed = counts(keyrings, key, store.keys().keyringTrust());
                listed.add(new Listed(keyring.get().keyring(), trust.words(signer), trusted, followed));
            }
        }
        Collections.reverse(listed);
        return listed;
    }

    private static boolean counts(Keyrings keyrings, ObjectKey key, Trust trust) throws IOException {
        return trust.isGiven() && keyrings.usable(key, trust).isPresent();
    }

    /** The number of the archive key that this process would encrypt to; empty where it would make one. Changes nothing. */
    public Optional<Integer> next() throws IOException {
        return new SealingKey(store, store.archive(), store.keys(), 0).number();
    }

    /** Gives all archive keys, which this process's private keys open, to just these recipients. */
    public Keyring give(List<Recipient> recipients, Signer signer) throws IOException {
        return new Rewrapping(store, store.archive(), store.keys().unlockers())
                .to(recipients, signer, store.keys().trust().and(signer));
    }

    /** Makes an archive key for just these recipients, and says its number. */
    public int rotate(List<Recipient> recipients, Signer signer) throws IOException {
        Keyrings keyrings = new Keyrings(store, store.archive());
        Trust trust = store.keys().trust().and(signer);
        keyrings.requireNoStrangers(trust, "the new one might get a number below theirs, which no agent goes back to");
        List<Keyring> counted = keyrings.all(trust);
        return keyrings.introduce(counted, recipients, signer, 0).number();
    }
}
