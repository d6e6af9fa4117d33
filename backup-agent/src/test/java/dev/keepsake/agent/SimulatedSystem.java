package dev.keepsake.agent;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A system that every node can ask, and which gives all of them the same. */
final class SimulatedSystem implements DocumentSource {

    /** What it says. */
    static final byte[] STATE = "{\"apps\":[]}".getBytes(StandardCharsets.UTF_8);

    private final String name;
    private final Pause pause;
    private final Duration takes;
    private final BooleanSupplier fails;

    SimulatedSystem(String name, Pause pause, Duration takes, BooleanSupplier fails) {
        this.name = name;
        this.pause = pause;
        this.takes = takes;
        this.fails = fails;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return name;
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        if (!takes.isZero()) {
            pause.of(takes);
        }
        if (fails.getAsBoolean()) {
            throw new RefusedException("the system does not answer, as planned");
        }
        sink.receive(new Document("state", STATE.length, new TreeMap<>(), () -> new ByteArrayInputStream(STATE)));
        sink.describe(new TreeMap<>());
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
