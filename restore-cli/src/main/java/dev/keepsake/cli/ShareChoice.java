package dev.keepsake.cli;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of a backup's ZooKeeper tapes to restore from. */
final class ShareChoice {

    private static final Set<String> TYPES = Set.of("zookeeper", "zookeeper-client");

    private ShareChoice() {}

    /** The named tape, else the one that reaches furthest; several ensembles in one backup must be told apart by name. */
    static Manifest.NodeShare choose(Manifest manifest, Optional<String> tape) throws IOException {
        List<Manifest.NodeShare> shares = manifest.shares().stream()
                .filter(one -> TYPES.contains(one.share().type()))
                .filter(one -> tape.isEmpty() || isNamed(one, tape.get()))
                .toList();
        if (shares.isEmpty()) {
            throw none(manifest, tape);
        }
        boolean several =
                shares.stream().map(one -> one.share().source()).distinct().count() > 1;
        if (several) {
            throw new RefusedException("backup " + manifest.id() + " holds several ensembles; say which with --tape: "
                    + shares.stream()
                            .map(one ->
                                    (one.share().standsOnTape() ? one.share().tape() + ", " : "") + one.node() + "/"
                                            + one.share().source())
                            .collect(Collectors.joining(", ")));
        }
        return shares.get(0);
    }

    static StoreException.NotFound none(Manifest manifest, Optional<String> tape) {
        return new StoreException.NotFound("backup " + manifest.id()
                + tape.map(name -> " has no tape " + name).orElse(" holds no ZooKeeper server")
                + "; 'keepsake show " + manifest.id() + "' shows what it holds");
    }

    /** Whether these words name this share: its tape, its node, or both its node and its source. */
    static boolean isNamed(Manifest.NodeShare one, String words) {
        return words.equals(one.share().tape())
                || words.equals(one.node())
                || words.equals(one.node() + "/" + one.share().source());
    }
}
