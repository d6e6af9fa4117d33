package dev.keepsake.job;

import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Claim;
import dev.keepsake.catalog.Claimed;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Parts;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** When a slot's manifest is due, what stands in it, and who puts it: whoever comes first. */
final class SlotCommit {

    private final Catalog catalog;
    private final SlotJob.Request request;
    private final Capture capture;
    private final TimeLimit limit;

    SlotCommit(Catalog catalog, SlotJob.Request request, Capture capture, TimeLimit limit) {
        this.catalog = catalog;
        this.request = request;
        this.capture = capture;
        this.limit = limit;
    }

    /**
     * When the missing parts are no longer waited for. It counts from the slot; where the first node began only later,
     * since the store or all of the nodes were away, it counts from then, so that the others get the same time to come.
     */
    Instant due(Parts.Found found, Part own) {
        Instant begun = earliest(own.begun(), found);
        Instant earliest = request.slot().plus(request.deadline());
        Instant latest = request.slot().plus(request.latest());
        Instant due = begun.plus(request.deadline());
        due = due.isAfter(latest) ? latest : due;
        return due.isBefore(earliest) ? earliest : due;
    }

    /**
     * Puts the manifest over these parts, unless there is one: then that one holds. What a part names was stored when
     * its node began, which may be days before this try; one that began too long ago, or names what is to be
     * removed, is left out and named, so that it costs the others nothing.
     */
    SlotJob.Result put(Parts.Found found, Part own) throws IOException {
        if (isEmpty(found)) {
            return SlotJob.Result.none(SlotJob.Ending.NOTHING, own, "no node captured anything");
        }
        Instant now = catalog.now();
        List<Part> young = new ArrayList<>();
        List<Manifest.Missing> missing = missing(found);
        Optional<String> first = Optional.empty();
        for (Part part : found.whole().values()) {
            Optional<String> tooOld = limit.since(part.begun()).exceeded(now);
            Optional<String> unfit = tooOld.isPresent() ? tooOld : catalog.tombed(part);
            if (unfit.isEmpty()) {
                young.add(part);
            } else {
                first = first.or(() -> unfit);
                missing.add(new Manifest.Missing(part.node(), unfit.get()));
            }
        }
        List<Part> parts = new JoinedParts(young, fit(found.claimed())).all();
        if (parts.stream().allMatch(Part::isEmpty)) {
            return SlotJob.Result.none(
                    SlotJob.Ending.TOO_OLD, own, first.orElse("what was captured must not be named"));
        }
        Manifest manifest = catalog.manifest(
                request.id(), capture.writer(), request.nodes(), isComplete(parts, missing), parts, missing);
        return commit(manifest.warning(capture.contradictions(parts)), own);
    }

    private static boolean isEmpty(Parts.Found found) {
        return found.whole().values().stream().allMatch(Part::isEmpty)
                && found.claimed().parts().values().stream().allMatch(Part::isEmpty);
    }

    /** A walk that an earlier backup stored may be about to be removed. */
    private Claimed fit(Claimed claimed) throws IOException {
        Claimed fit = claimed;
        for (Claim claim : claimed.claims()) {
            Optional<Part> part = claimed.part(claim);
            Optional<String> unfit = part.isPresent() ? catalog.tombed(part.get()) : Optional.empty();
            if (unfit.isPresent()) {
                fit = fit.failing(claim, part.orElseThrow(), unfit.get());
            }
        }
        return fit;
    }

    private SlotJob.Result commit(Manifest manifest, Part own) throws IOException {
        try {
            catalog.commit(manifest);
            BackupJob.tidy(catalog);
            return SlotJob.Result.of(SlotJob.Ending.COMMITTED, manifest, own);
        } catch (StoreException.AlreadyExists another) {
            return SlotJob.Result.byAnother(catalog.read(request.id()), own);
        }
    }

    private static Instant earliest(Instant begun, Parts.Found found) {
        Instant earliest = begun;
        for (Part part : found.whole().values()) {
            earliest = part.begun().isBefore(earliest) ? part.begun() : earliest;
        }
        return earliest;
    }

    private boolean isComplete(List<Part> parts, List<Manifest.Missing> missing) {
        List<String> there = parts.stream().map(Part::node).toList();
        return missing.isEmpty()
                && new HashSet<>(there).equals(new HashSet<>(request.nodes()))
                && parts.stream().allMatch(Part::isWhole);
    }

    private List<Manifest.Missing> missing(Parts.Found found) {
        List<Manifest.Missing> missing = new ArrayList<>();
        found.unreadable()
                .forEach((node, reason) ->
                        missing.add(new Manifest.Missing(node, "its part cannot be used: " + reason)));
        for (String node : request.nodes()) {
            if (!found.whole().containsKey(node) && !found.unreadable().containsKey(node)) {
                missing.add(new Manifest.Missing(node, "it had put no part by the deadline"));
            }
        }
        return missing;
    }
}
