package dev.keepsake.artefact;

import java.util.List;

/**
 * What tapes of several nodes say of the same transactions.
 *
 * @param agreed which transactions are the same on how many nodes, the most nodes first
 * @param differing how many transactions are not the same on all nodes that have them
 * @param differences the first of these, one sentence each
 * @param remarks tapes that could not be heard to their end, one sentence each
 */
public record Witnessed(List<Agreed> agreed, long differing, List<String> differences, List<String> remarks) {

    /**
     * Transactions that are the same on so many nodes.
     *
     * @param by how many nodes have them
     * @param of how many nodes were heard
     * @param first the lowest of them; others may lie between it and {@code last}
     */
    public record Agreed(int by, int of, long transactions, Zxid first, Zxid last) {}

    /** Keeps its own copies. */
    public Witnessed {
        agreed = List.copyOf(agreed);
        differences = List.copyOf(differences);
        remarks = List.copyOf(remarks);
    }
}
