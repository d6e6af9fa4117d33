package dev.keepsake.agent;

import dev.keepsake.archive.KeyText;
import dev.keepsake.archive.Recipient;
import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Keychain;
import dev.keepsake.catalog.Keyring;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.KeyFiles;
import dev.keepsake.config.KeyPlace;
import dev.keepsake.config.KeyPlaces;
import dev.keepsake.config.KeysConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at an agent's keys: whether its own can be used and is kept, whether the others are public, whether the archive knows them. */
final class KeysCheck {

    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final KeysConfig keys;
    private final boolean captures;
    private final List<Finding> findings = new ArrayList<>();

    private KeysCheck(AgentConfig config) {
        this.keys = config.keys();
        this.captures = !config.sources().isEmpty();
    }

    /** A look at one file, in words. */
    private interface Look {
        String see() throws IOException;
    }

    /** What the files say, and AWS KMS; nothing where no keys are named. */
    static List<Finding> findings(AgentConfig config) {
        KeysCheck check = new KeysCheck(config);
        check.keys.signingKey().ifPresent(check::signer);
        check.keys.recipients().forEach(check::recipient);
        check.keys
                .trustedSigners()
                .forEach(file -> check.look("trusted signer " + file, () -> of(file, KeyText.Kind.SIGNER)));
        check.keys
                .keyringSigners()
                .forEach(file -> check.look("keyring signer " + file, () -> of(file, KeyText.Kind.SIGNER)));
        return check.findings;
    }

    private void signer(Path file) {
        look("signing key " + file, () -> {
            String seen = of(file, KeyText.Kind.SIGNER_PRIVATE);
            Set<PosixFilePermission> open = new TreeSet<>(permissions(file));
            open.retainAll(OF_OTHERS);
            if (!open.isEmpty()) {
                throw new RefusedException("others may read or change it ("
                        + PosixFilePermissions.toString(permissions(file)) + "), and could then vouch for backups:"
                        + " chmod 600 " + file);
            }
            return seen
                    + "; its public key must be among the 'trusted-signers' of all who read and of all other agents";
        });
    }

    private void recipient(KeyPlace place) {
        if (place instanceof KeyPlace.InFile file) {
            look("recipient " + place, () -> of(file.path(), KeyText.Kind.RECIPIENT));
        }
        if (place instanceof KeyPlace.InKms service) {
            boolean mayOpen = !captures || !keys.privateKeys().isEmpty();
            look("recipient " + place, () -> KeyPlaces.tried(service.key(), keys.kms(), mayOpen));
        }
    }

    private static String of(Path file, KeyText.Kind needed) throws IOException {
        KeyText key = KeyFiles.read(file);
        if (key.kind() != needed) {
            throw new RefusedException("is the " + key.kind().words() + ", expected the " + needed.words()
                    + (key.kind().isPrivate() ? ": take it away from this machine, and name its public half" : ""));
        }
        return "the " + needed.words() + ", " + key.fingerprint();
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException otherSystem) {
            return Set.of();
        }
    }

    private void look(String subject, Look look) {
        try {
            findings.add(new Finding(true, subject, look.see()));
        } catch (IOException e) {
            findings.add(new Finding(false, subject, String.valueOf(e.getMessage())));
        }
    }

    /** Whether the archive, as it is, fits these keys. */
    static List<Finding> findings(AgentConfig config, Catalog catalog) throws IOException {
        KeysCheck check = new KeysCheck(config);
        List<Keychain.Listed> keyrings = catalog.keychain().list();
        if (check.hasKeys() || !keyrings.isEmpty()) {
            check.look("keyring", () -> check.keyring(keyrings, catalog.keychain()));
            check.look("trust", () -> check.trust(catalog));
        }
        return check.findings;
    }

    private boolean hasKeys() {
        return keys.signingKey().isPresent() || !keys.trustedSigners().isEmpty();
    }

    private String keyring(List<Keychain.Listed> keyrings, Keychain keychain) throws IOException {
        if (keys.recipients().isEmpty()) {
            if (!keyrings.isEmpty()) {
                throw new RefusedException(
                        "the archive is encrypted, and this agent names no recipients: nothing is added"
                                + " to it in the clear. Name those of the other agents as 'encryption.recipients'");
            }
            return "none: nothing is encrypted";
        }
        Set<String> wanted = new TreeSet<>();
        for (Recipient recipient : KeyPlaces.recipients(keys.recipients(), keys.kms())) {
            wanted.add(recipient.fingerprint());
        }
        if (keyrings.stream().anyMatch(listed -> !listed.trusted())) {
            requireTrusted(keyrings, wanted);
        }
        Optional<Integer> next = keychain.next();
        Optional<Keyring.Entry> others = newest(keyrings.stream().filter(listed -> !listed.followed()), wanted);
        boolean newer = others.isPresent() && others.get().number() > next.orElse(0);
        return next.map(number -> "archive key " + number + " is for just these recipients")
                        .orElse(
                                "none of its own is for just these recipients; the next backup makes an archive key for them")
                + (newer
                        ? ". Archive key " + others.orElseThrow().number()
                                + " is, too, but this agent takes it only when"
                                + " 'encryption.keyring-signers' names who signed its keyring"
                        : "");
    }

    private static void requireTrusted(List<Keychain.Listed> keyrings, Set<String> wanted) throws RefusedException {
        if (newest(keyrings.stream().filter(listed -> listed.trusted() || listed.followed()), wanted)
                .isEmpty()) {
            throw new RefusedException(
                    "none is for just these recipients, and there are some that nobody has signed who is trusted here:"
                            + " name the public keys of the other agents as 'trusted-signers'");
        }
    }

    private static Optional<Keyring.Entry> newest(Stream<Keychain.Listed> keyrings, Set<String> wanted) {
        return keyrings.flatMap(listed -> listed.keyring().keys().stream())
                .filter(entry -> entry.holders().stream()
                        .map(Keyring.Holder::fingerprint)
                        .collect(Collectors.toSet())
                        .equals(wanted))
                .max(Comparator.comparing(Keyring.Entry::number));
    }

    /** A backup that others made shows whether they are trusted here. */
    private String trust(Catalog catalog) throws IOException {
        Optional<Catalog.Listed> newest = catalog.list().stream().findFirst();
        if (newest.isPresent() && newest.get().manifest().isEmpty()) {
            throw new RefusedException("the newest backup " + newest.get().id() + " does not count here: "
                    + newest.get().problem());
        }
        return newest.map(listed -> "the newest backup " + listed.id() + " counts here")
                .orElse("no backup yet");
    }
}
