package dev.keepsake.agent;

import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.config.Version;
import dev.keepsake.config.WebSystems;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import dev.keepsake.job.SlotJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** One run for one slot: what is done, which alarms it raises and clears, and in which words its outcome is kept. */
final class SlotRun {

    private final Duty duty;
    private final Catalog catalog;
    private final InstantSource clock;
    private final Pause pause;
    private final RandomGenerator random;
    private final Alarms alarms;
    private final Teller teller;

    SlotRun(
            Duty duty,
            Catalog catalog,
            InstantSource clock,
            Pause pause,
            RandomGenerator random,
            Alarms alarms,
            Teller teller) {
        this.duty = duty;
        this.catalog = catalog;
        this.clock = clock;
        this.pause = pause;
        this.random = random;
        this.alarms = alarms;
        this.teller = teller;
    }

    /** A run of this duty with a daemon's tools. */
    static SlotRun of(Duty duty, Catalog catalog, NightWatch.Tools tools) {
        return new SlotRun(duty, catalog, tools.clock(), tools.pause(), tools.random(), tools.alarms(), tools.teller());
    }

    /** Works on the slot together with the other nodes; {@code afterPart} is done before it waits for them. */
    SlotOutcome together(Instant slot, Runnable afterPart) throws IOException {
        SlotTeller told = new SlotTeller(teller, clock, BackupId.ofSlot(slot), duty.node(), afterPart);
        Capture capture = new Capture(catalog, duty.sources().get(), Version.current(), told, WebSystems.crossCheck());
        SlotJob.Result result = new SlotJob(catalog, capture, pause, random, told)
                .run(new SlotJob.Request(
                        slot,
                        duty.node(),
                        duty.nodes(),
                        duty.times().orElseThrow().deadline(),
                        duty.schedule().period(slot).dividedBy(2),
                        duty.maxDuration()));
        alarms.set(Alarm.SOURCE_FAILED, result.part().flatMap(SlotRun::failures));
        SlotOutcome outcome = outcome(slot, result);
        // the backup stands, whatever becomes of this; what cannot be compared now will be at the next slot
        boolean unused = Recall.compareTapes(catalog, alarms, teller);
        return outcome;
    }

    /** What sources of a backup tell against each other, in words; empty when nothing does. */
    static Optional<String> contradictions(Manifest manifest) {
        return manifest.contradictions().stream().reduce((one, two) -> one + "; " + two);
    }

    private SlotOutcome outcome(Instant slot, SlotJob.Result result) throws IOException {
        if (result.manifest().isEmpty()) {
            String reason = result.why().orElse("there is no backup")
                    + result.part()
                            .flatMap(SlotRun::failures)
                            .map(why -> "; on this node: " + why)
                            .orElse("");
            return new SlotOutcome(slot, SlotOutcome.Kind.FAILED, catalog.now(), reason);
        }
        Manifest manifest = result.manifest().get();
        alarms.set(Alarm.BACKUP_INCOMPLETE, lacks(manifest));
        alarms.set(Alarm.SOURCES_DISAGREE, contradictions(manifest));
        if (result.ending() == SlotJob.Ending.LATE) {
            String reason = "backup " + manifest.id() + " was made at " + manifest.created()
                    + ", before this node's part was there; the part is kept";
            alarms.raise(Alarm.LATE_PART, reason);
            return new SlotOutcome(slot, SlotOutcome.Kind.LATE, catalog.now(), reason);
        }
        alarms.clear(Alarm.LATE_PART);
        String reason = (manifest.complete() ? "complete" : SlotOutcome.NOT_COMPLETE) + ", through " + manifest.zxid()
                + (result.ending() == SlotJob.Ending.COMMITTED ? ", put by this node" : ", put by another node");
        return new SlotOutcome(slot, SlotOutcome.Kind.BACKED_UP, catalog.now(), reason);
    }

    /** Makes a backup of this node alone for a slot that it can take no part in. */
    SlotOutcome byHand(Instant slot, Duration skew) throws IOException {
        Manifest manifest = alone(Optional.empty());
        return new SlotOutcome(
                slot,
                SlotOutcome.Kind.BY_HAND,
                catalog.now(),
                "the clock of this machine is " + skew.toSeconds() + " s off the store's, so this node took no part"
                        + " in the slot; it backed itself up as " + manifest.id());
    }

    /** Makes a backup of this node alone, which takes no slot from anybody. */
    Manifest alone(Optional<String> label) throws IOException {
        BackupId id = HandId.in(catalog, random);
        Capture capture = new Capture(
                catalog,
                duty.sources().get(),
                Version.current(),
                new SlotTeller(teller, clock, id, duty.node(), () -> {}),
                WebSystems.crossCheck());
        Manifest manifest = new BackupJob(catalog, capture)
                .run(new BackupJob.Request(id, label.orElse(null), duty.node(), duty.nodes(), duty.maxDuration()));
        alarms.set(Alarm.SOURCE_FAILED, manifest.part(duty.node()).flatMap(SlotRun::failures));
        return manifest;
    }

    private static Optional<String> failures(Part part) {
        return failures(part, part.failures().stream().map(Part.Failure::source).collect(Collectors.toSet()));
    }

    /** Why these sources gave nothing to a part, in words; empty when all of them did. */
    static Optional<String> failures(Part part, Set<String> sources) {
        return part.failures().stream()
                .filter(failure -> sources.contains(failure.source()))
                .map(failure -> failure.source() + ": " + failure.reason())
                .reduce((one, two) -> one + "; " + two);
    }

    /** What a backup lacks, in words; empty when it is complete. */
    static Optional<String> lacks(Manifest manifest) {
        if (manifest.complete()) {
            return Optional.empty();
        }
        StringBuilder lacks = new StringBuilder("backup " + manifest.id() + " is not complete");
        manifest.missingNodes()
                .forEach(missing -> lacks.append("; node ")
                        .append(missing.node())
                        .append(": ")
                        .append(missing.reason()));
        for (Part part : manifest.parts()) {
            if (!manifest.nodes().contains(part.node())) {
                lacks.append("; node ").append(part.node()).append(" took part and is not among 'nodes'");
            }
            failures(part)
                    .ifPresent(why -> lacks.append("; node ")
                            .append(part.node())
                            .append(", ")
                            .append(why));
        }
        return Optional.of(lacks.toString());
    }
}
