package dev.keepsake.agent.page;

import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.Progress;
import dev.keepsake.config.Assembly;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the moment that a word means, and replays it; of a bounded size. */
final class Replaying {

    private static final Set<String> TYPES = Set.of("zookeeper", "zookeeper-client");

    private final Catalog catalog;
    private final long mostBytes;
    private final Progress progress;

    /** {@code mostBytes} is how much of the store may be read for one moment, and how much memory its tree may take. */
    Replaying(Catalog catalog, long mostBytes, Progress progress) {
        this.catalog = catalog;
        this.mostBytes = mostBytes;
        this.progress = progress;
    }

    /** A way to replay a moment. */
    private record Way(Zxid zxid, List<Manifest.NodeShare> shares, Optional<Chosen> chosen, List<String> notes) {}

    /** The word by which the moment can be asked for tomorrow, too. */
    MomentWord lasting(MomentWord word) throws IOException {
        if (word.kind() != MomentWord.Kind.LOOSE) {
            return word;
        }
        return word.text().equals(MomentWord.LATEST)
                ? word.as(catalog.latestId().value())
                : word.as(chosen(word).moment().zxid().toString());
    }

    /** Replays a moment that was asked for by a lasting word. */
    Past replay(MomentWord word) throws IOException {
        Way way = word.kind() == MomentWord.Kind.BACKUP ? backup(word) : moment(word);
        String words = (word.kind() == MomentWord.Kind.BACKUP ? "backup " + word.text() + ", " : "")
                + way.chosen()
                        .map(one -> one.moment().toString())
                        .orElse(way.zxid().toString());
        List<String> notes = new ArrayList<>(way.notes());
        PastTree tree = Assembly.pastTree(way.zxid(), mostBytes);
        send(way, tree, notes);
        return new Past(word, way.zxid(), tree, words, notes);
    }

    private Way backup(MomentWord word) throws IOException {
        Manifest manifest = catalog.read(word.backup());
        List<Manifest.NodeShare> shares = manifest.shares().stream()
                .filter(one -> TYPES.contains(one.share().type()))
                .filter(one -> word.tape().isEmpty() || isNamed(one, word.tape()))
                .toList();
        if (shares.isEmpty()) {
            throw new StoreException.NotFound("backup " + word.text() + " holds no ZooKeeper server"
                    + (word.tape().isEmpty() ? "" : " called '" + word.tape() + "'"));
        }
        if (shares.stream().map(one -> one.share().source()).distinct().count() > 1) {
            throw new BadRequestException("backup " + word.text() + " holds several ensembles; say which with 'tape': "
                    + String.join(
                            ", ",
                            shares.stream()
                                    .map(one -> one.node() + "/" + one.share().source())
                                    .toList()));
        }
        Manifest.NodeShare best = shares.get(0);
        List<String> notes = best.share().wasWalked()
                ? List.of("a client read these znodes while the ensemble went on: they are not one point in time")
                : List.of();
        return new Way(best.share().through(), List.of(best), Optional.empty(), notes);
    }

    private static boolean isNamed(Manifest.NodeShare one, String tape) {
        return tape.equals(one.share().tape())
                || tape.equals(one.node())
                || tape.equals(one.node() + "/" + one.share().source());
    }

    private Way moment(MomentWord word) throws IOException {
        Chosen chosen = chosen(word);
        return new Way(chosen.moment().zxid(), chosen.shares(), Optional.of(chosen), chosen.notes());
    }

    private Chosen chosen(MomentWord word) throws IOException {
        Moments moments = catalog.moments(
                catalog.coverage(Assembly.history()),
                Assembly.history(),
                Optional.of(word.tape()).filter(tape -> !tape.isEmpty()));
        if (word.text().equals(MomentWord.NEWEST)) {
            return moments.latest();
        }
        return word.kind() == MomentWord.Kind.ZXID ? moments.at(word.zxid()) : moments.at(word.time());
    }

    /** From the first share that is whole; what is wrong with those before it is noted. */
    private void send(Way way, PastTree tree, List<String> notes) throws IOException {
        for (int i = 0; ; i++) {
            Manifest.NodeShare share = way.shares().get(i);
            requireBounded(share);
            try {
                source(way, share).sendTo(tree);
                return;
            } catch (RefusedException refused) {
                throw refused.guard() == Guard.TREE_TOO_LARGE ? new TooMuchException(words(refused)) : refused;
            } catch (CorruptException damaged) {
                if (i + 1 == way.shares().size()) {
                    throw damaged;
                }
                notes.add("something is damaged, and something else was read instead: " + damaged.getMessage());
            }
        }
    }

    private static String words(RefusedException refused) {
        return String.valueOf(refused.getMessage());
    }

    private ArtefactSource source(Way way, Manifest.NodeShare share) {
        return way.chosen().isPresent()
                ? catalog.source(way.chosen().get(), share, progress)
                : catalog.source(share, progress);
    }

    private void requireBounded(Manifest.NodeShare share) throws TooMuchException {
        long bytes = share.share().base().bytes() + share.share().linkBytes();
        if (bytes > mostBytes) {
            throw new TooMuchException("this moment takes " + Words.bytes(bytes) + " of the store, more than the "
                    + Words.bytes(mostBytes) + " that this page replays beside a running agent");
        }
    }
}
