package dev.keepsake.catalog;

import dev.keepsake.artefact.NamedContent;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the tapes that can speak of a range of transactions, by the keys of what they hold. */
final class Onlookers {

    private final Vault store;
    private final Layout layout;
    private final PieceContents contents;

    Onlookers(Vault store, Layout layout) {
        this.store = store;
        this.layout = layout;
        this.contents = new PieceContents(store);
    }

    /** All tapes of a source with anything behind one zxid through another, but for those of some nodes. */
    List<Witness> of(String source, Set<String> without, Zxid after, Zxid through) throws IOException {
        List<Witness> witnesses = new ArrayList<>();
        for (String node : KeyParts.below(store, layout.allTapes())) {
            List<String> tapes = without.contains(node) ? List.of() : KeyParts.below(store, layout.tapes(node, source));
            for (String id : tapes) {
                if (Ulid.isUlid(id)) {
                    witness(new TapeName(node, source, id), after, through).ifPresent(witnesses::add);
                }
            }
        }
        return witnesses;
    }

    private Optional<Witness> witness(TapeName tape, Zxid after, Zxid through) throws IOException {
        List<NamedContent> pieces = new RolledUp(store, layout, tape, after, through)
                .taken().stream()
                        .map(step -> new NamedContent(
                                step.object().key().value(),
                                () -> contents.open(
                                        step.object().key(),
                                        step.from(),
                                        step.last().orElse(Course.END))))
                        .toList();
        return pieces.isEmpty() ? Optional.empty() : Optional.of(new Witness(tape.node(), tape.toString(), pieces));
    }
}
