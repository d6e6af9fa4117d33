package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One replay of a tape's pieces to a target, with the tree's state taken on the way. */
final class TapeRun {

    private final Zxid target;
    private final Deque<Zxid> windows;
    private final List<Replayed.State> states = new ArrayList<>();
    private @Nullable Replaying replaying;

    private TapeRun(Zxid target, List<Zxid> windows) {
        this.target = target;
        this.windows = new ArrayDeque<>(windows.stream().sorted().toList());
    }

    static TapeRun over(List<TapePiece> pieces, Zxid target, List<Zxid> windows) throws IOException {
        TapeRun run = new TapeRun(target, windows);
        for (TapePiece piece : pieces) {
            run.read(piece);
        }
        run.finish();
        return run;
    }

    ZnodeTree tree() {
        return replaying().tree();
    }

    Replayed replayed() {
        Replay replay = replaying().replay();
        return new Replayed(
                replay.last(),
                tree().size(),
                replay.applied(),
                replay.judged(),
                replay.compared(),
                replay.lastCompared(),
                states,
                doubts(replay),
                replay.closesWithoutPaths() > 0);
    }

    private static List<String> doubts(Replay replay) {
        return replay.firstMisfit()
                .map(first -> List.of(replay.misfits()
                        + " transactions did not find the tree that they were made for, the" + " first of them " + first
                        + ": something before it is missing, or is not what the leader had"))
                .orElse(List.of());
    }

    private void read(TapePiece piece) throws IOException {
        try {
            if (piece.artefact().kind() == Artefact.Kind.BASE) {
                replaying = Replaying.load(piece.artefact());
            } else {
                replaying().replay(piece.artefact(), target, this::applied);
            }
        } catch (CorruptException e) {
            String message = String.valueOf(e.getMessage());
            throw message.contains(piece.name()) ? e : new CorruptException(piece.name() + ": " + message, e);
        } catch (RefusedException unresolved) {
            // what a newer version wrote was refused when its header was looked at
            throw new CorruptException(piece.name() + ": " + unresolved.getMessage(), unresolved);
        }
    }

    private void applied(Zxid zxid) throws IOException {
        while (!windows.isEmpty()
                && zxid.compareTo(
                                WindowRule.larger(windows.element(), replaying().baseEnd()))
                        > 0) {
            take(windows.remove(), zxid, true);
        }
    }

    private void finish() throws IOException {
        replaying().requireReached(target);
        try {
            tree().requireResolved();
        } catch (RefusedException unresolved) {
            throw new CorruptException(String.valueOf(unresolved.getMessage()), unresolved);
        }
        while (!windows.isEmpty()) {
            take(windows.remove(), replaying().replay().last(), false);
        }
    }

    private void take(Zxid window, Zxid at, boolean follows) throws IOException {
        Likeness.Sums sums = Likeness.sums(tree());
        states.add(new Replayed.State(window, at, follows, sums.rest() + sums.parents(), sums.rest()));
    }

    private Replaying replaying() {
        return Objects.requireNonNull(replaying, "a tape begins with its base");
    }
}
