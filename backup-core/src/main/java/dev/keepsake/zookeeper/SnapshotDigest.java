package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;

/**
 * What a server of 3.6 or later wrote behind its snapshot about the tree: the digest it had at this zxid.
 *
 * @param zxid zero where the server had processed no transaction with a digest since its start; then it says nothing
 * @param version how the digest is computed; 2 in every release
 */
public record SnapshotDigest(Zxid zxid, int version, long value) {}
