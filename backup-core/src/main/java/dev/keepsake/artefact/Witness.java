package dev.keepsake.artefact;

import java.util.List;

/**
 * A tape of one node that can speak for or against another node's.
 *
 * @param tape its name, for messages
 * @param links in order
 */
public record Witness(String node, String tape, List<NamedContent> links) {

    /** Keeps its own copy. */
    public Witness {
        links = List.copyOf(links);
    }

    /** The links among the pieces of a tape. */
    public static Witness of(String node, String tape, List<TapePiece> pieces) {
        return new Witness(
                node,
                tape,
                pieces.stream()
                        .filter(piece -> piece.artefact().kind() == Artefact.Kind.LINK)
                        .map(piece ->
                                new NamedContent(piece.name(), piece.artefact().content()))
                        .toList());
    }
}
