package dev.keepsake.mesos;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.mesos.leveldb.Entries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * What every master gets: one replica that has a vote, and that has learned every position of the united log. It is a
 * function of the replicas and of what is to be dropped, so all masters get the same bytes; and it has no quorum size in
 * it, so it also serves a cluster with another number of masters.
 */
final class LogImage {

    private final Union union;
    private final Metadata metadata;
    private final Variables variables;
    private final Optional<Action> edit;
    private final Optional<Registry> registry;
    private final String hash;
    private long bytes;
    private long entries;

    private LogImage(History history, Union union, Edits edits) throws IOException {
        this.union = union;
        this.variables = new Variables();
        union.forEach(variables::apply);
        long promised = history.highestProposal();
        Optional<Variable> stored = variables.registry();
        if (edits.isNone()) {
            this.edit = Optional.empty();
            this.metadata = new Metadata(Metadata.Status.VOTING, promised);
        } else {
            Variable edited = edited(stored, edits);
            // under a proposal of its own, since some replica may have promised what stands there to another
            this.metadata = new Metadata(Metadata.Status.VOTING, promised + 1);
            byte[] append = new Message.Builder().bytes(1, edited.operation()).build();
            this.edit = Optional.of(
                    Action.learned(edited.position(), promised + 1, Action.Kind.APPEND, append, "the edited registry"));
            stored = Optional.of(edited);
        }
        this.registry = decoded(stored);
        this.hash = digest();
    }

    /** What is left out of the registry. */
    record Edits(boolean agents, boolean gone) {

        boolean isNone() {
            return !agents && !gone;
        }
    }

    static LogImage of(History history, Union union, Edits edits) throws IOException {
        return new LogImage(history, union, edits);
    }

    /** A registry of some unknown kind can be restored without being understood. */
    private static Optional<Registry> decoded(Optional<Variable> stored) {
        try {
            return stored.isPresent() ? Optional.of(Registry.parse(stored.get().value())) : Optional.empty();
        } catch (CorruptException unknown) {
            return Optional.empty();
        }
    }

    private Variable edited(Optional<Variable> stored, Edits edits) throws IOException {
        if (stored.isEmpty()) {
            throw new RefusedException("this log holds no master's registry, so nothing can be dropped from it: "
                    + variables
                            .obstacle()
                            .orElse("it has the variables " + variables.all().keySet()));
        }
        byte[] value = Registry.parse(stored.get().value()).without(edits.agents(), edits.gone());
        UUID version = UUID.nameUUIDFromBytes(value);
        byte[] uuid = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(version.getMostSignificantBits())
                .putLong(version.getLeastSignificantBits())
                .array();
        return new Variable(Variables.REGISTRY, uuid, value, union.end() + 1);
    }

    /** Shows every entry in the order of its key; may be repeated. */
    void forEach(Entries.Visitor visitor) throws IOException {
        visitor.entry(Position.METADATA, metadata.record());
        union.forEach(action -> visitor.entry(Position.key(action.position()), action.raw()));
        if (edit.isPresent()) {
            visitor.entry(Position.key(edit.get().position()), edit.get().raw());
        }
    }

    private String digest() throws IOException {
        MessageDigest digest = sha256();
        forEach((key, value) -> {
            add(digest, key, value);
            bytes += key.length() + value.length;
            entries++;
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same over the entries of a directory that was read back. */
    static String digest(Entries entries) throws IOException {
        MessageDigest digest = sha256();
        entries.forEach((key, value) -> add(digest, key, value));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String key, byte[] value) {
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(key.length())
                .putInt(value.length)
                .array());
        digest.update(key.getBytes(StandardCharsets.ISO_8859_1));
        digest.update(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String hash() {
        return hash;
    }

    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    long end() {
        return edit.map(Action::position).orElse(union.end());
    }

    Metadata metadata() {
        return metadata;
    }

    Variables variables() {
        return variables;
    }

    /** The registry as it will be found, where the log holds one. */
    Optional<Registry> registry() {
        return registry;
    }
}
