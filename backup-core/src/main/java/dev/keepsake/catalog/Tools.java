package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The distributions that are kept in an archive, so that somebody who has nothing else restores with one of them. There is
 * one for each version and platform; it is never replaced, and nothing here removes any.
 */
public final class Tools {

    static final int PIECE = 64 << 10;

    private final Vault store;

    Tools(Vault store) {
        this.store = store;
    }

    /** A distribution that is listed, or why its record is not gone by. */
    public record Listed(String name, Optional<Tool> tool, String problem) {}

    /**
     * Keeps a distribution, unless there is one of its version and platform; then renews the plain words at the root. May be
     * repeated; a run that dies leaves a file that nothing names, under the key that the next run writes.
     *
     * @return whether it was stored by this call
     * @throws StoreException.AlreadyExists when another file of this version and platform is kept; it stays
     */
    public boolean keep(ToolFile file, String host) throws IOException {
        Upgrade.requireAppendable(store);
        store.requireMayVouch("a distribution");
        Tool tool = file.describe(host, store.now());
        Optional<Tool> there = find(tool.version(), tool.platform());
        if (there.isPresent()) {
            requireSame(there.get(), tool);
            Readme.renewUnlessItNames(there.get(), store);
            return false;
        }
        try (ObjectWrite write = store.write(ToolKeys.file(tool));
                InputStream in = file.open()) {
            carry(in, write, tool, file.path().toString());
            write.commit();
        }
        note(tool);
        Readme.renew(store);
        return true;
    }

    private void note(Tool tool) throws IOException {
        ObjectKey key = ToolKeys.record(tool.version(), tool.platform());
        try {
            SurePut.putIfAbsent(store, key, store.json(key, tool));
        } catch (StoreException.AlreadyExists another) {
            requireSame(read(key), tool);
        }
    }

    private static void requireSame(Tool there, Tool here) throws StoreException {
        if (!there.fileSha256().equals(here.fileSha256())) {
            throw new StoreException.AlreadyExists("the archive keeps Keepsake " + there.version() + " for "
                    + there.platform() + " with SHA-256 " + there.fileSha256() + ", and this file has "
                    + here.fileSha256() + "; what is kept is never replaced. Give each build a version of its own");
        }
    }

    /** The record of one version on one platform, if there is one. */
    public Optional<Tool> find(String version, String platform) throws IOException {
        try {
            return Optional.of(read(ToolKeys.record(version, platform)));
        } catch (StoreException.NotFound none) {
            return Optional.empty();
        }
    }

    private Tool read(ObjectKey key) throws IOException {
        Tool tool = store.vouched(key, Tool.class);
        if (!ToolKeys.record(tool.version(), tool.platform()).equals(key)) {
            throw new CorruptException(key + " is the record of another distribution: somebody moved it there");
        }
        return tool;
    }

    /** All that are kept, those that cannot be gone by with their problem. */
    public List<Listed> list() throws IOException {
        List<Listed> all = new ArrayList<>();
        for (StoredObject object : store.list(ToolKeys.PREFIX, "").all()) {
            if (ToolKeys.isRecord(object.key())) {
                all.add(listed(object.key()));
            }
        }
        return all;
    }

    private Listed listed(ObjectKey key) throws IOException {
        String name = key.value().substring(ToolKeys.PREFIX.length());
        try {
            return new Listed(name, Optional.of(read(key)), "");
        } catch (CorruptException | RefusedException unusable) {
            return new Listed(name, Optional.empty(), String.valueOf(unusable.getMessage()));
        }
    }

    /**
     * Writes a distribution out.
     *
     * @throws CorruptException when it is not what its record says; what was written until then must not be used
     */
    public void fetch(Tool tool, OutputStream out) throws IOException {
        ObjectKey key = ToolKeys.file(tool);
        try (InputStream in = store.open(key, 0)) {
            carry(in, out, tool, key.toString());
        }
    }

    /** Carries just what a record says, or fails. */
    static void carry(InputStream in, OutputStream out, Tool tool, String from) throws IOException {
        MessageDigest digest = digest();
        byte[] piece = new byte[PIECE];
        long bytes = 0;
        for (int got = in.read(piece); got >= 0 && bytes <= tool.bytes(); got = in.read(piece)) {
            digest.update(piece, 0, got);
            out.write(piece, 0, got);
            bytes += got;
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (bytes != tool.bytes() || !found.equals(tool.fileSha256())) {
            throw new CorruptException(from + " is not the distribution that its record tells of: expected "
                    + tool.bytes() + " bytes with SHA-256 " + tool.fileSha256() + ", found "
                    + (bytes > tool.bytes() ? "more" : bytes + " with " + found) + ". Do not start it");
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
