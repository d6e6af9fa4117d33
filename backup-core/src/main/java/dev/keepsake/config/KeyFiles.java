package dev.keepsake.config;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.archive.Unlocker;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads keys from their files. What is wrong with one is said without a word of what it holds. */
public final class KeyFiles {

    private static final int LARGEST = 64 << 10;

    private KeyFiles() {}

    /** The key in a file, whatever it is for. */
    public static KeyText read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new RefusedException("the key file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + "); see that it is there, and that user '"
                    + System.getProperty("user.name") + "' may read it");
        }
        if (bytes.length > LARGEST) {
            throw new RefusedException("the key file " + file + " is longer than any key, so it is something else");
        }
        return KeyText.parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
    }

    /** The one who signs with the private key in a file. */
    public static Signer signer(Path file) throws IOException {
        return Signer.of(read(file));
    }

    /** What an agent has. */
    static Keys agent(KeysConfig config) throws IOException {
        Optional<Signer> signer = signer(config);
        Trust trust = trust(config.trustedSigners());
        Keys keys = new Keys(
                signer,
                KeyPlaces.recipients(config.recipients(), config.kms()),
                KeyPlaces.unlockers(config.privateKeys(), config.kms()),
                signer.isPresent() ? trust.and(signer.get()) : trust);
        return keys.following(trust(config.keyringSigners()));
    }

    /** The same with private keys that somebody lends it, to look at what it stored. */
    public static Keys lent(Keys agent, List<Path> privateKeys) throws IOException {
        List<Unlocker> unlockers = new ArrayList<>(agent.unlockers());
        for (Path file : privateKeys) {
            unlockers.add(Unlocker.of(read(file)));
        }
        return new Keys(
                agent.signer(), agent.recipients(), unlockers, agent.trust(), agent.keyringTrust(), agent.memory());
    }

    /** What a reader has: a signing key of the file is its own to use only where this is its machine. */
    static Keys reader(KeysConfig config) throws IOException {
        boolean own = config.signingKey().isPresent()
                && Files.isReadable(config.signingKey().get());
        Optional<Signer> signer = own ? signer(config) : Optional.empty();
        Trust trust = trust(config.trustedSigners());
        Trust all = signer.isPresent() ? trust.and(signer.get()) : trust;
        List<Unlocker> unlockers = new ArrayList<>();
        if (config.privateKey().isPresent()) {
            Secret secret = config.privateKey().get();
            unlockers.add(Unlocker.of(KeyText.parse(secret.toString(), String.valueOf(secret.read()))));
        }
        unlockers.addAll(KeyPlaces.unlockers(config.privateKeys(), config.kms()));
        // whoever has keys for an archive knows that it is signed: nothing may be slipped in by leaving signatures out
        boolean signed = config.signingKey().isPresent() || !config.recipients().isEmpty() || !unlockers.isEmpty();
        Trust known = signed ? all.expectingSignatures() : all;
        return new Keys(signer, List.of(), unlockers, config.allowUnsigned() ? known.allowingOthers() : known);
    }

    private static Optional<Signer> signer(KeysConfig config) throws IOException {
        return config.signingKey().isEmpty()
                ? Optional.empty()
                : Optional.of(Signer.of(read(config.signingKey().get())));
    }

    private static Trust trust(List<Path> files) throws IOException {
        List<KeyText> signers = new ArrayList<>();
        for (Path file : files) {
            signers.add(read(file));
        }
        return Trust.in(signers);
    }
}
