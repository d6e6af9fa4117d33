package dev.keepsake.catalog;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An ensemble that is read by a client, and whose tree changes only now and then, so that backups share what is stored. */
final class ModelWalk implements ArtefactSource {

    private final long tree;

    ModelWalk(long tree) {
        this.tree = tree;
    }

    @Override
    public String name() {
        return "walked";
    }

    @Override
    public String type() {
        return "zookeeper-client";
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        byte[] content = ("tree " + tree).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        sink.receive(new Artefact(
                Artefact.Kind.WALK,
                Zxid.of(1, 1),
                Zxid.of(1, 1),
                content.length,
                new TreeMap<>(Map.of("content", "tree " + tree)),
                () -> new ByteArrayInputStream(content)));
        sink.describe(new TreeMap<>(Map.of("captured-by", "client")));
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
