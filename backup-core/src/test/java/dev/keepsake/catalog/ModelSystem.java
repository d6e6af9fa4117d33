package dev.keepsake.catalog;

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
import java.util.Random;
import java.util.TreeMap;

/** A system that every node can ask, which answers late at times, or not at all. */
final class ModelSystem implements DocumentSource {

    private static final byte[] STATE = "{}".getBytes(StandardCharsets.UTF_8);

    private final Pause pause;
    private final Random random;

    ModelSystem(Pause pause, Random random) {
        this.pause = pause;
        this.random = random;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public String type() {
        return "chronos";
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        int dice = random.nextInt(10);
        pause.of(dice < 8 ? Duration.ofSeconds(random.nextInt(60)) : Duration.ofMinutes(random.nextInt(200)));
        if (dice % 5 == 0) {
            throw new RefusedException("it does not answer, as planned");
        }
        sink.receive(new Document("state", STATE.length, new TreeMap<>(), () -> new ByteArrayInputStream(STATE)));
        sink.describe(new TreeMap<>());
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
