package dev.keepsake.archive;

import com.google.crypto.tink.PublicKeyVerify;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Whose signatures count. May be shared between threads. */
public final class Trust {

    /** Nobody's: what is not signed is taken, what is signed is foreign. */
    public static final Trust NOBODY = new Trust(Map.of(), false, false);

    private final Map<String, Trusted> trusted;
    private final boolean allowOthers;
    private final boolean expected;

    private record Trusted(String name, PublicKeyVerify key) {}

    private Trust(Map<String, Trusted> trusted, boolean allowOthers, boolean expected) {
        this.trusted = Map.copyOf(trusted);
        this.allowOthers = allowOthers;
        this.expected = expected;
    }

    /** These public keys of signers. */
    public static Trust in(Collection<KeyText> signers) throws RefusedException {
        Map<String, Trusted> trusted = new TreeMap<>();
        for (KeyText signer : signers) {
            signer.require(KeyText.Kind.SIGNER);
            trusted.put(signer.fingerprint(), new Trusted(signer.name(), signer.primitive(PublicKeyVerify.class)));
        }
        return new Trust(trusted, false, false);
    }

    /** The same and one's own key. */
    public Trust and(Signer own) {
        Map<String, Trusted> more = new TreeMap<>(trusted);
        more.put(
                own.fingerprint(),
                new Trusted("this process's own key", own.publicKey().primitive(PublicKeyVerify.class)));
        return new Trust(more, allowOthers, expected);
    }

    /** The same, but what is unsigned or somebody else's is taken, too. */
    public Trust allowingOthers() {
        return new Trust(trusted, true, expected);
    }

    /** The same of an archive that is known to be signed, so that what is not is refused also where nobody is trusted. */
    public Trust expectingSignatures() {
        return new Trust(trusted, allowOthers, true);
    }

    /** Whether what is not signed by somebody who is trusted is refused. */
    public boolean isGiven() {
        return expected || !trusted.isEmpty();
    }

    /** Whether what is unsigned or somebody else's is taken, too. */
    public boolean takesOthers() {
        return allowOthers;
    }

    /** Whether what somebody with this fingerprint signed counts, whoever else's is taken, too. */
    public boolean counts(String signer) {
        return trusted.containsKey(signer);
    }

    /** What a signer is called, where it is trusted. */
    public String words(String signer) {
        Trusted known = trusted.get(signer);
        return known == null ? signer : known.name();
    }

    /** Refuses what nobody signed, unless nobody's signature counts anyway. */
    public void requireUnsignedAllowed(String what) throws UnvouchedException {
        if (isGiven() && !allowOthers) {
            throw new UnvouchedException(what + " is not signed, so anybody who may write to the store may have put it"
                    + " there; it is not used. Where it is from before things were signed, or you know better,"
                    + " --allow-unsigned takes it");
        }
    }

    /**
     * Refuses what somebody else signed.
     *
     * @throws CorruptException when somebody who is trusted is said to have signed it, and has not; or
     *     {@link UnvouchedException}
     */
    void require(String what, String signer, byte[] message, byte[] signature) throws CorruptException {
        Trusted known = trusted.get(signer);
        if (known == null) {
            requireForeignAllowed(what, signer);
            return;
        }
        try {
            known.key().verify(signature, message);
        } catch (GeneralSecurityException forged) {
            throw new CorruptException(
                    what + " is forged, or was moved here: it is not what " + known.name() + " (" + signer + ") signed",
                    forged);
        }
    }

    /** Refuses what says of itself that somebody signed it who is not trusted. */
    void requireKnown(String what, String signer) throws UnvouchedException {
        if (!trusted.containsKey(signer)) {
            requireForeignAllowed(what, signer);
        }
    }

    private void requireForeignAllowed(String what, String signer) throws UnvouchedException {
        if (!allowOthers) {
            throw new UnvouchedException(what + " is signed with the key " + signer + ", which is not among the "
                    + (trusted.isEmpty() ? "trusted ones: none are given" : trusted.size() + " trusted ones")
                    + ". Give the public key of its signer with --trust FILE ('trusted-signers' in a configuration);"
                    + " --allow-unsigned takes it as it is");
        }
    }
}
