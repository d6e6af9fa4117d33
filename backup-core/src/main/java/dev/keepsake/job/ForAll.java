package dev.keepsake.job;

import dev.keepsake.catalog.Claim;
import dev.keepsake.catalog.Claimed;
import dev.keepsake.catalog.Claims;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Parts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one node captures for all: the cluster-wide sources. Whoever claims one first captures it. When he gives nothing,
 * or nothing comes of his claim for too long, the next one claims it.
 *
 * <p>A claim keeps others from doing the same work; that no source stands twice in a backup does not hang on it. So
 * whenever it is not clear whether somebody is still at it, it is done again.
 */
final class ForAll {

    /**
     * Of the deadline, for each who claims: so three get their turn before the others stop waiting, and each of them has
     * as long as whoever waits can give him. A claim that is given up too early costs a second capture; one that is given
     * up too late, the source.
     */
    private static final int TURNS = 3;

    private final SlotJob.Request request;
    private final Capture capture;
    private final Claims claims;
    private final PatientCapture patient;
    private final SlotJob.Watcher watcher;

    ForAll(SlotJob.Request request, Capture capture, Claims claims, PatientCapture patient, SlotJob.Watcher watcher) {
        this.request = request;
        this.capture = capture;
        this.claims = claims;
        this.patient = patient;
        this.watcher = watcher;
    }

    /** How long whoever claimed something is left to it. */
    static Duration turn(SlotJob.Request request) {
        return request.deadline().dividedBy(TURNS);
    }

    /** Does what is there for this node to do; whether it did anything, so that there is more to be seen now. */
    boolean advance(Parts.Found found, Part own, Instant now, Instant due) throws IOException {
        Optional<Claim> unfinished = unfinished(found);
        if (unfinished.isPresent()) {
            capture(unfinished.get(), left(unfinished.get(), found), own);
            return true;
        }
        List<ClusterSource> free = own.clusterSources().stream()
                .filter(capture.clusterSources()::contains)
                .filter(source -> isFree(source, found, now, due))
                .toList();
        if (free.isEmpty()) {
            return false;
        }
        Optional<Claim> got = claims.claim(request.node(), free, now);
        if (got.isPresent()) {
            watcher.claimed(got.get());
            capture(got.get(), free, own);
        }
        return got.isPresent();
    }

    /** What this node claimed, by this run or by one that died, and nobody after it, and did not capture yet. */
    private Optional<Claim> unfinished(Parts.Found found) {
        return found.claimed().claims().stream()
                .filter(claim -> claim.node().equals(request.node()))
                .filter(claim -> found.claimed().part(claim).isEmpty())
                .filter(claim -> !left(claim, found).isEmpty())
                .findFirst();
    }

    /** What of a claim is still its node's to do. */
    private static List<ClusterSource> left(Claim claim, Parts.Found found) {
        return claim.sources().stream()
                .filter(source -> counting(found).giver(source).isEmpty())
                .filter(source -> found.claimed().last(source).equals(Optional.of(claim)))
                .toList();
    }

    /** What is captured for all stands in the part of its node, so it counts with that alone. */
    private static Claimed counting(Parts.Found found) {
        return found.claimed().by(found.whole().keySet());
    }

    private boolean isFree(ClusterSource source, Parts.Found found, Instant now, Instant due) {
        // what this node captured before must not be overwritten: a manifest may name it
        if (counting(found).giver(source).isPresent() || found.claimed().tried(source, request.node())) {
            return false;
        }
        Optional<Claim> last = found.claimed().last(source);
        if (last.isEmpty()) {
            return true; // however late it is: nobody but this node may be there
        }
        // one from the future, by a clock that has stepped back since, must not hold for ever
        Duration age = Duration.between(last.get().time(), now).abs();
        boolean over = found.claimed().part(last.get()).isPresent() || age.compareTo(turn(request)) >= 0;
        return over && now.isBefore(due);
    }

    private void capture(Claim claim, List<ClusterSource> sources, Part own) throws IOException {
        PatientCapture.Once once = () -> capture.runForAll(request.id(), request.node(), sources);
        // whoever has something of his own to put does not keep others from trying
        Part part =
                own.isEmpty() ? patient.run(once, turn(request)) : once.run().part();
        part = part.joined(List.of(), List.of(), strange(sources));
        claims.put(claim, part);
        watcher.claimedPartPut(claim, part);
    }

    /** What was claimed before the configuration was changed. */
    private List<Part.Failure> strange(List<ClusterSource> sources) {
        List<ClusterSource> left = new ArrayList<>(sources);
        left.removeAll(capture.clusterSources());
        return left.stream()
                .map(source -> new Part.Failure(
                        source.source(),
                        "node " + request.node() + " claimed it, and its configuration does not name it any more"))
                .toList();
    }

    /** What is still to come: neither captured, nor tried in vain by every node that could. */
    static SortedSet<ClusterSource> awaited(Parts.Found found) {
        Claimed claimed = counting(found);
        SortedSet<ClusterSource> awaited = wanted(found.whole().values());
        awaited.removeIf(source -> claimed.giver(source).isPresent()
                || found.whole().values().stream()
                        .filter(part -> part.clusterSources().contains(source))
                        .allMatch(part -> claimed.tried(source, part.node())));
        return awaited;
    }

    /** What the configurations of all nodes name. */
    static SortedSet<ClusterSource> wanted(Collection<Part> parts) {
        SortedSet<ClusterSource> wanted = new TreeSet<>();
        parts.forEach(part -> wanted.addAll(part.clusterSources()));
        return wanted;
    }
}
