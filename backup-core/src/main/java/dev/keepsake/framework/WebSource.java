package dev.keepsake.framework;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * A running system that is asked for its documents over HTTP. Asking changes nothing there. What large answers need on
 * the way is in a directory of its own, readable by nobody else, and gone afterwards.
 */
public final class WebSource implements DocumentSource {

    private final String name;
    private final String type;
    private final Path work;
    private final HttpSettings settings;
    private final Pause pause;
    private final Reading reading;
    private LongSupplier nanos = System::nanoTime;

    private WebSource(String name, String type, Path work, HttpSettings settings, Pause pause, Reading reading) {
        this.name = name;
        this.type = type;
        this.work = work;
        this.settings = settings;
        this.pause = pause;
        this.reading = reading;
    }

    /** Named endpoints of anything, stored as received. */
    public static WebSource http(String name, Path work, HttpSettings settings, Pause pause, List<Endpoint> endpoints) {
        return new WebSource(name, "http", work, settings, pause, new EndpointReading(endpoints));
    }

    /** Marathon: apps and pods with their versions, groups, deployments. */
    public static WebSource marathon(String name, Path work, HttpSettings settings, Pause pause) {
        return new WebSource(name, "marathon", work, settings, pause, new MarathonReading());
    }

    /** The leading master of Mesos: its registry and state, quota, weights, maintenance. */
    public static WebSource mesosMaster(String name, Path work, HttpSettings settings, Pause pause) {
        return new WebSource(name, "mesos-master", work, settings, pause, new MasterReading());
    }

    /** Chronos: jobs. */
    public static WebSource chronos(String name, Path work, HttpSettings settings, Pause pause) {
        return new WebSource(name, "chronos", work, settings, pause, new ChronosReading());
    }

    /** Metronome: jobs with their schedules. */
    public static WebSource metronome(String name, Path work, HttpSettings settings, Pause pause) {
        return new WebSource(name, "metronome", work, settings, pause, new MetronomeReading());
    }

    /** The same, by another clock for its limit. */
    WebSource timedBy(LongSupplier clock) {
        nanos = clock;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        TimeLeft left = new TimeLeft(settings.captureLimit(), nanos);
        try (Gathering gathering = Gathering.begun(WebClient.open(settings, pause), work.resolve(name), sink, left)) {
            reading.read(gathering);
            gathering.fact(
                    "urls", settings.urls().stream().map(Object::toString).collect(Collectors.joining(",")));
            gathering.describe();
        }
    }

    @Override
    public CheckReport check() {
        String subject = name + " (" + type + ")";
        try {
            return report(new Finding(true, subject, reading.look(WebClient.open(settings, pause))));
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            return report(new Finding(false, subject, "interrupted before it answered"));
        } catch (IOException e) {
            return report(new Finding(false, subject, String.valueOf(e.getMessage())));
        }
    }

    private static CheckReport report(Finding finding) {
        return new CheckReport(List.of(finding));
    }

    @Override
    public String toString() {
        return name + " (" + type + " at " + settings.urls() + ")";
    }
}
