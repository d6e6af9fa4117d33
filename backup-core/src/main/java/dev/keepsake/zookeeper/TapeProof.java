package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Replayed;
import dev.keepsake.artefact.TapePiece;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.List;

/** Proves tapes of ZooKeeper servers offline. */
public final class TapeProof implements TapeProver {

    @Override
    public Replayed replay(List<TapePiece> pieces, Zxid target, List<Zxid> windows) throws IOException {
        return TapeRun.over(pieces, target, windows).replayed();
    }

    @Override
    public List<String> differences(List<TapePiece> one, List<TapePiece> other, Zxid target, boolean vagueParents)
            throws IOException {
        ZnodeTree first = TapeRun.over(one, target, List.of()).tree();
        ZnodeTree second = TapeRun.over(other, target, List.of()).tree();
        return Likeness.differences(first, second, vagueParents);
    }

    @Override
    public Witnessed compare(List<Witness> witnesses, Zxid after, Zxid through) throws IOException {
        try (Hearing hearing = new Hearing(witnesses, after, through)) {
            return hearing.run();
        }
    }
}
