package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/** Sends what was planned from one server's pinned files: a base where a tape begins, then links. */
final class PlanSender {

    private final PinnedFiles files;
    private final ArtefactSink sink;

    PlanSender(PinnedFiles files, ArtefactSink sink) {
        this.files = files;
        this.sink = sink;
    }

    void send(CapturePlan plan, SortedMap<String, String> facts) throws IOException {
        if (plan.begins().isPresent()) {
            CapturePlan.Beginning beginning = plan.begins().get();
            sink.begin(new TapeStart(beginning.reason(), beginning.explanation(), facts));
            sink.receive(base(beginning.base()));
        }
        LinkReader links = new LinkReader(files, plan.run().start());
        for (LinkPlan link : plan.run().links()) {
            sink.receive(links.next(link));
        }
    }

    /** A newer base, when the tape goes on and would welcome one. */
    void sendWantedBase(CapturePlan plan, BaseFinder bases) throws IOException {
        Optional<Zxid> wanted = plan.begins().isPresent() ? Optional.empty() : sink.baseWanted();
        if (wanted.isPresent()) {
            Optional<BaseFinder.Found> found = bases.newestAbove(wanted.get());
            if (found.isPresent()) {
                sink.receive(base(found.get()));
            }
        }
    }

    private static Artefact base(BaseFinder.Found found) {
        SnapshotFile snapshot = found.snapshot();
        return new Artefact(
                Artefact.Kind.BASE,
                snapshot.file().zxid(),
                found.end(),
                snapshot.facts().length(),
                PieceFacts.of(found),
                snapshot.content());
    }
}
