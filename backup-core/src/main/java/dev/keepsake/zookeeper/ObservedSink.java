package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Passes everything on, and adds to the facts that an observer told them, and what of it. */
final class ObservedSink implements ArtefactSink {

    private final ArtefactSink sink;
    private final SortedMap<String, String> more;

    ObservedSink(ArtefactSink sink, SortedMap<String, String> more) {
        this.sink = sink;
        this.more = more;
    }

    @Override
    public Optional<Mark> end() throws IOException {
        return sink.end();
    }

    @Override
    public Optional<Zxid> onlyBase() {
        return sink.onlyBase();
    }

    @Override
    public void begin(TapeStart start) throws IOException {
        sink.begin(new TapeStart(start.reason(), start.explanation(), with(start.facts())));
    }

    @Override
    public Optional<Zxid> baseWanted() throws IOException {
        return sink.baseWanted();
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        sink.receive(artefact);
    }

    @Override
    public void describe(SortedMap<String, String> facts) throws IOException {
        sink.describe(with(facts));
    }

    private SortedMap<String, String> with(SortedMap<String, String> facts) {
        SortedMap<String, String> all = new TreeMap<>(facts);
        all.putAll(more);
        return all;
    }
}
