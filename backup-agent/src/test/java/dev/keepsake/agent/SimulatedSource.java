package dev.keepsake.agent;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A server without anything in it: a base once, then a link for each run, as long as the run is to take. */
final class SimulatedSource implements ArtefactSource {

    private static final Zxid BASE = Zxid.of(1, 1);

    private final InstantSource clock;
    private final Pause pause;
    private final Duration takes;
    private final BooleanSupplier fails;
    private final BooleanSupplier breaks;

    SimulatedSource(InstantSource clock, Pause pause, Duration takes, BooleanSupplier fails) {
        this(clock, pause, takes, fails, () -> false);
    }

    SimulatedSource(InstantSource clock, Pause pause, Duration takes, BooleanSupplier fails, BooleanSupplier breaks) {
        this.breaks = breaks;
        this.clock = clock;
        this.pause = pause;
        this.takes = takes;
        this.fails = fails;
    }

    @Override
    public String name() {
        return "zk";
    }

    @Override
    public String type() {
        return "zookeeper";
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        Optional<Mark> end = sink.end();
        if (!takes.isZero()) {
            pause.of(takes);
        }
        if (fails.getAsBoolean()) {
            throw new RefusedException("the server does not answer, as planned");
        }
        if (end.isPresent() && breaks.getAsBoolean()) {
            sink.begin(new TapeStart(TapeStart.Reason.RESYNC, "broken, as planned", new TreeMap<>()));
            sink.receive(piece(Artefact.Kind.BASE, BASE, BASE, Map.of("replay-after", BASE.toString())));
            end = Optional.empty();
        } else if (end.isEmpty()) {
            sink.begin(new TapeStart(TapeStart.Reason.FIRST, "first", new TreeMap<>()));
            sink.receive(piece(Artefact.Kind.BASE, BASE, BASE, Map.of("replay-after", BASE.toString())));
        }
        Zxid from = end.map(Mark::zxid).orElse(BASE);
        Zxid to = new Zxid(Math.max(
                from.value() + 1,
                Zxid.of(1, clock.instant().getEpochSecond() % 1_000_000_000).value()));
        sink.receive(piece(Artefact.Kind.LINK, from, to, Map.of("last-record", "0/0/0/0/0", "last-time", "1")));
        sink.describe(new TreeMap<>(Map.of("committed", to.toString())));
    }

    private static Artefact piece(Artefact.Kind kind, Zxid from, Zxid to, Map<String, String> facts) {
        return new Artefact(kind, from, to, 1, new TreeMap<>(facts), () -> new ByteArrayInputStream(new byte[1]));
    }

    @Override
    public CheckReport check() {
        return new CheckReport(java.util.List.of());
    }
}
