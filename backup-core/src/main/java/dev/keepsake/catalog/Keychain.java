package dev.keepsake.catalog;

import dev.keepsake.archive.HashedJson;
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
     */
    public record Listed(Keyring keyring, String signer, boolean trusted) {}

    /** All that can be read, newest first. */
    public List<Listed> list() throws IOException {
        Keyrings keyrings = new Keyrings(store, store.archive());
        List<Listed> listed = new ArrayList<>();
        for (ObjectKey key : keyrings.keys()) {
            Optional<Keyring> keyring = keyrings.usable(key, Trust.NOBODY.allowingOthers());
            if (keyring.isPresent()) {
                String signer = HashedJson.signer(Json.bytes(store, key)).orElse("nobody");
                Trust trust = store.keys().trust();
                boolean trusted = trust.isGiven() && keyrings.usable(key, trust).isPresent();
                listed.add(new Listed(keyring.get(), trust.words(signer), trusted));
            }
        }
        Collections.reverse(listed);
        return listed;
    }

    /** Gives all archive keys, which this process's private keys open, to just these recipients. */
    public Keyring give(List<Recipient> recipients, Signer signer) throws IOException {
        return new Keyrings(store, store.archive())
                .rewrap(
                        recipients,
                        store.keys().unlockers(),
                        signer,
                        store.keys().trust().and(signer));
    }

    /** Makes an archive key for just these recipients, and says its number. */
    public int rotate(List<Recipient> recipients, Signer signer) throws IOException {
        return new Keyrings(store, store.archive())
                .introduce(recipients, signer)
                .number();
    }
}
