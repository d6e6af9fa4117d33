package dev.keepsake.job;

import dev.keepsake.artefact.Pause;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Claim;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Parts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * One node's work on one slot: captures, puts the node's part, captures for all what nobody else does, waits for the
 * others, and puts the manifest if nobody else has. All nodes do the same, nobody leads.
 *
 * <p>A run that died may be repeated: it goes on with the part that it put. Whatever fails before the manifest leaves no
 * backup.
 */
public final class SlotJob {

    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration RAREST_LOOK = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final Capture capture;
    private final Pause pause;
    private final RandomGenerator random;
    private final Watcher watcher;

    /** Is told how the work on a slot goes. */
    public interface Watcher {

        /** No source gave anything; all of them are asked again until then. */
        void capturingAgain(Instant until);

        /** This node's part is in the store, by this run or by an earlier one. */
        void partPut(Part part, boolean earlier);

        /** This node captures what its claim says, for all nodes. */
        void claimed(Claim claim);

        /** What this node captured for all is in the store. */
        void claimedPartPut(Claim claim, Part part);

        /** These nodes' parts, and what somebody captures for all, are waited for, no longer than until {@code due}. */
        void waiting(Set<String> nodes, Set<ClusterSource> sources, Instant due);
    }

    /**
     * What to make.
     *
     * @param slot when it is due, which is its name
     * @param nodes who is expected in a complete backup
     * @param deadline how long the others are waited for, from the slot on or from when the first node began
     * @param latest no longer than this after the slot, unless the deadline is later
     * @param longest a run that takes longer gives up before its manifest
     */
    public record Request(
            Instant slot, String node, List<String> nodes, Duration deadline, Duration latest, Duration longest) {

        /** Keeps its own copy. */
        public Request {
            nodes = List.copyOf(nodes);
        }

        BackupId id() {
            return BackupId.ofSlot(slot);
        }
    }

    /** How a node's work on a slot ended. */
    public enum Ending {
        /** This node put the manifest. */
        COMMITTED,
        /** Another node put the manifest, and this node's part is in it. */
        JOINED,
        /** Another node put the manifest before it saw this node's part, which is kept. */
        LATE,
        /** No node captured anything, so there is no backup. */
        NOTHING,
        /** The oldest of the parts is older than a run may be, so there is no backup. */
        TOO_OLD
    }

    /**
     * What came of it. There is a manifest, or else a reason why there is none.
     *
     * @param why there is no manifest, in a sentence
     */
    public record Result(Ending ending, Optional<Manifest> manifest, Optional<Part> part, Optional<String> why) {

        static Result of(Ending ending, Manifest manifest, Part own) {
            return new Result(ending, Optional.of(manifest), Optional.of(own), Optional.empty());
        }

        static Result byAnother(Manifest manifest, Part own) {
            return of(manifest.part(own.node()).isPresent() ? Ending.JOINED : Ending.LATE, manifest, own);
        }

        static Result none(Ending ending, Part own, String why) {
            return new Result(ending, Optional.empty(), Optional.of(own), Optional.of(why));
        }
    }

    /** A job over what this node captures. */
    public SlotJob(Catalog catalog, Capture capture, Pause pause, RandomGenerator random, Watcher watcher) {
        this.catalog = catalog;
        this.capture = capture;
        this.pause = pause;
        this.random = random;
        this.watcher = watcher;
    }

    /** Does it, from wherever an earlier run of the same slot got to. */
    public Result run(Request request) throws IOException {
        catalog.create(capture.writer());
        TimeLimit limit = new TimeLimit(catalog.now(), request.longest());
        Optional<Manifest> there = catalog.find(request.id());
        if (there.isPresent() && there.get().part(request.node()).isPresent()) {
            return new Result(Ending.JOINED, there, there.get().part(request.node()), Optional.empty());
        }
        Parts parts = catalog.parts(request.id());
        Part own = part(request, parts);
        return together(request, parts, own, limit);
    }

    private Part part(Request request, Parts parts) throws IOException {
        Optional<Part> earlier = parts.own(request.node());
        if (earlier.isPresent()) {
            watcher.partPut(earlier.get(), true);
            return earlier.get();
        }
        Part part = capture.hasOwn()
                ? patient().run(() -> capture.runOwn(request.id(), request.node()), request.deadline())
                : capture.runOwn(request.id(), request.node()).part();
        parts.put(part);
        watcher.partPut(part, false);
        return part;
    }

    private PatientCapture patient() {
        return new PatientCapture(catalog, pause, random, watcher::capturingAgain);
    }

    private Result together(Request request, Parts parts, Part own, TimeLimit limit) throws IOException {
        SlotCommit commit = new SlotCommit(catalog, request, capture, limit);
        ForAll forAll = new ForAll(request, capture, parts.claims(), patient(), watcher);
        Backoff backoff = new Backoff(FIRST_LOOK, RAREST_LOOK, random);
        Set<String> told = Set.of();
        while (true) {
            Optional<Manifest> there = catalog.find(request.id());
            Parts.Found found = parts.look();
            if (there.isPresent()) {
                return Result.byAnother(there.get(), own(own, found));
            }
            Instant due = commit.due(found, own);
            Instant now = catalog.now();
            if (forAll.advance(found, own, now, due)) {
                continue;
            }
            Set<String> nodes = new TreeSet<>(request.nodes());
            nodes.removeAll(found.whole().keySet());
            Set<ClusterSource> sources = ForAll.awaited(found);
            if ((nodes.isEmpty() && sources.isEmpty()) || !now.isBefore(due)) {
                return commit.put(found, own(own, found));
            }
            Set<String> awaited = words(nodes, sources);
            if (!awaited.equals(told)) {
                watcher.waiting(nodes, sources, due);
                told = awaited;
            }
            pause.of(shorter(backoff.next(), Duration.between(now, due)));
        }
    }

    /** All that this node has to tell of this slot, what it tried for all nodes, too. */
    private static Part own(Part own, Parts.Found found) {
        Part all = own;
        for (Part part : found.claimed().of(own.node())) {
            all = all.joined(part.shares(), part.documentShares(), part.failures());
        }
        return all;
    }

    private static Set<String> words(Set<String> nodes, Set<ClusterSource> sources) {
        Set<String> words = new TreeSet<>(nodes);
        sources.forEach(source -> words.add(source.toString()));
        return words;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
