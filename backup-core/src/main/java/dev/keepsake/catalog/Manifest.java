package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record that makes a backup exist; put last and once, after everything it names was checked in the store.
 *
 * @param writer the version of the agent that put it
 * @param label what a person called it, null when nobody did
 * @param created when it was put, on the store's clock
 * @param nodes who was expected
 * @param complete whether exactly the expected nodes have a part, none of their sources failed, and none of them says
 *     that its ensemble may have committed more
 * @param missing the nodes without a usable part here, and why; absent in backups by hand
 * @param warnings what sources told of each other that does not fit, a sentence each; absent where there is none
 */
public record Manifest(
        String writer,
        BackupId id,
        String cluster,
        @Nullable String label,
        Instant created,
        List<String> nodes,
        boolean complete,
        List<Part> parts,
        @Nullable List<Missing> missing,
        @Nullable List<String> warnings) {

    /** Keeps its own copies. */
    public Manifest {
        nodes = List.copyOf(nodes);
        parts = List.copyOf(parts);
        missing = missing == null || missing.isEmpty() ? null : List.copyOf(missing);
        warnings = warnings == null || warnings.isEmpty() ? null : List.copyOf(warnings);
    }

    /** The manifest of a backup, from its stored bytes; another one's is corrupt here. */
    static Manifest own(Vault store, BackupId id, String cluster, ObjectKey key, byte[] bytes) throws IOException {
        Manifest manifest = store.vouched(key, bytes, Manifest.class);
        manifest.requireOwn(id, cluster, key);
        return manifest;
    }

    /** The same of bytes in a pack, whose maker may have verified the signature. */
    static Manifest own(Vault store, BackupId id, String cluster, ObjectKey key, ManifestPacks.Packed packed)
            throws IOException {
        if (!packed.verified()) {
            return own(store, id, cluster, key, packed.bytes());
        }
        Manifest manifest = store.verified(key, packed.bytes(), Manifest.class);
        manifest.requireOwn(id, cluster, key);
        return manifest;
    }

    void requireOwn(BackupId backup, String of, ObjectKey key) throws CorruptException {
        if (!id.equals(backup) || !cluster.equals(of)) {
            throw new CorruptException(key + " is the manifest of backup " + id + " of cluster " + cluster
                    + ": it was moved here from elsewhere");
        }
    }

    /** A node without a usable part, and why, in a sentence. */
    public record Missing(String node, String reason) {}

    /** The nodes without a usable part. */
    public List<Missing> missingNodes() {
        return missing == null ? List.of() : missing;
    }

    /** What sources told of each other that does not fit. */
    public List<String> contradictions() {
        return warnings == null ? List.of() : warnings;
    }

    /** The same with these warnings. */
    public Manifest warning(List<String> sentences) {
        return new Manifest(writer, id, cluster, label, created, nodes, complete, parts, missing, sentences);
    }

    /** The part of a node, if it has one here. */
    public Optional<Part> part(String node) {
        return parts.stream().filter(part -> part.node().equals(node)).findFirst();
    }

    /** A node's share. */
    public record NodeShare(String node, Share share) {

        /** The tape that it is of, where it proves anything. */
        TapeName tape() {
            return new TapeName(node, share.source(), share.tape());
        }
    }

    /** What clients read of a source, as a backup names it, if there is one. */
    static List<StoredPiece> walks(Optional<Manifest> backup, String source) {
        return backup.stream()
                .flatMap(manifest -> manifest.shares().stream())
                .map(NodeShare::share)
                .filter(share -> share.wasWalked() && share.source().equals(source))
                .map(Share::base)
                .toList();
    }

    /** A node's documents of one source. */
    public record NodeDocuments(String node, DocumentShare share) {}

    /** What sources without a tape gave, by node and source. */
    public List<NodeDocuments> documents() {
        return parts.stream()
                .flatMap(part -> part.documentShares().stream().map(share -> new NodeDocuments(part.node(), share)))
                .sorted(Comparator.comparing(NodeDocuments::node)
                        .thenComparing(one -> one.share().source()))
                .toList();
    }

    /** All shares, those of tapes first, the one that is proven to reach furthest before; of equals the first node by name. */
    public List<NodeShare> shares() {
        return parts.stream()
                .flatMap(part -> part.shares().stream().map(share -> new NodeShare(part.node(), share)))
                .sorted(Comparator.comparing((NodeShare one) -> one.share().standsOnTape())
                        .thenComparing(one -> one.share().provesAnything())
                        .thenComparing(one -> one.share().through())
                        .reversed()
                        .thenComparing(NodeShare::node)
                        .thenComparing(one -> one.share().source()))
                .toList();
    }

    /** The last archived transaction that a restore replays; {@code 0x0} when nothing is proven to have been committed. */
    public Zxid zxid() {
        return shares().stream()
                .map(NodeShare::share)
                .filter(Share::provesAnything)
                .findFirst()
                .map(Share::through)
                .orElse(new Zxid(0));
    }

    /** The walk that {@link #zxid} is the end of, where all that is proven was read by clients: not one point in time. */
    public Optional<Walk> walk() {
        return shares().stream().map(NodeShare::share).findFirst().map(Share::walk);
    }

    /** How many bytes this backup added to the store. */
    public long addedBytes() {
        return parts.stream().mapToLong(Part::addedBytes).sum();
    }

    /** The highest epoch seen on any node. */
    public long highestEpoch() {
        return shares().stream()
                .mapToLong(one -> one.share().highestEpoch())
                .max()
                .orElse(0);
    }
}
