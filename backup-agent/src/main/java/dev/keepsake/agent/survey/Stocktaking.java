package dev.keepsake.agent.survey;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.TapeCoverage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at all that an archive has, and whether the newest backup can be restored of it. */
final class Stocktaking {

    /** Stands between what cannot be restored and why. */
    static final String TAPE_FAILS = " cannot be restored from its tape: ";

    private Stocktaking() {}

    /** Tells what tapes hold; refuses where nobody here may know. */
    @FunctionalInterface
    interface Tapes {

        /** Looks at all of them. */
        List<TapeCoverage> read() throws IOException;
    }

    static Survey.Stock of(Catalog catalog, Tapes all, Optional<Manifest> newest) throws IOException {
        List<TapeCoverage> tapes = List.of();
        Optional<String> hidden = Optional.empty();
        try {
            tapes = all.read();
        } catch (RefusedException closed) {
            // of an encrypted archive whoever has no private key may see its backups, and not what lies between
            hidden = Optional.of(String.valueOf(closed.getMessage()));
        }
        List<String> missing = new ArrayList<>();
        if (newest.isPresent()) {
            missing.addAll(catalog.missing(newest.get()));
            if (hidden.isEmpty()) {
                missing.addAll(unreachable(newest.get(), tapes));
            }
        }
        return new Survey.Stock(catalog.now(), newest.map(Manifest::id), tapes, hidden, missing, catalog.size());
    }

    /** Where tapes do not lead through to what a backup says it holds. */
    static List<String> unreachable(Manifest backup, List<TapeCoverage> tapes) {
        List<String> missing = new ArrayList<>();
        for (Manifest.NodeShare owned : backup.shares()) {
            Share share = owned.share();
            Optional<TapeCoverage> tape = tapes.stream()
                    .filter(one -> one.name().node().equals(owned.node())
                            && one.name().source().equals(share.source())
                            && one.name().id().equals(share.tape()))
                    .findFirst();
            if (share.standsOnTape() && tape.filter(one -> leadsTo(one, share)).isEmpty()) {
                missing.add(owned.node() + "/" + share.source() + " of backup " + backup.id() + TAPE_FAILS + why(tape));
            }
        }
        return missing;
    }

    private static boolean leadsTo(TapeCoverage tape, Share share) {
        boolean alone = tape.ranges().stream()
                .anyMatch(range -> range.from().zxid().compareTo(share.through()) <= 0
                        && share.through().compareTo(range.through().zxid()) <= 0);
        return alone
                || tape.helped().stream()
                        .anyMatch(helped -> helped.after().zxid().compareTo(share.through()) <= 0
                                && share.through().compareTo(helped.through()) <= 0);
    }

    private static String why(Optional<TapeCoverage> tape) {
        String gaps = tape.stream()
                .flatMap(one -> one.gaps().stream())
                .filter(Gap::damage)
                .map(Gap::reason)
                .collect(Collectors.joining("; "));
        return gaps.isEmpty() ? "nothing of it is left there" : gaps;
    }
}
