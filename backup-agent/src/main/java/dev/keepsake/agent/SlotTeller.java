package dev.keepsake.agent;

import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Claim;
import dev.keepsake.catalog.ClusterSource;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.StoredPiece;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.SlotJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells how one run goes; every phase says which run and which node it is of. */
final class SlotTeller implements BackupJob.Watcher, SlotJob.Watcher {

    private final Teller teller;
    private final InstantSource clock;
    private final BackupId id;
    private final String node;
    private final Runnable afterPart;
    private Instant phaseBegun;

    /** {@code afterPart} is done once this node's part is in the store, and no tape is written any more. */
    SlotTeller(Teller teller, InstantSource clock, BackupId id, String node, Runnable afterPart) {
        this.teller = teller;
        this.clock = clock;
        this.id = id;
        this.node = node;
        this.afterPart = afterPart;
        this.phaseBegun = clock.instant();
    }

    @Override
    public void begun(Source source) {
        phaseBegun = clock.instant();
        tell("capture", "capturing", Map.of("source", source.name()));
    }

    @Override
    public void captured(Source source, Share share) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", source.name());
        facts.put("zxid", share.through());
        facts.put("tape", share.tape());
        facts.put("bytes", share.added().stream().mapToLong(StoredPiece::bytes).sum());
        facts.put("seconds", Duration.between(phaseBegun, clock.instant()).toSeconds());
        tell("captured", "captured", facts);
    }

    @Override
    public void captured(Source source, DocumentShare share) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", source.name());
        facts.put("documents", share.documents().size());
        facts.put("bytes", share.bytes());
        facts.put("seconds", Duration.between(phaseBegun, clock.instant()).toSeconds());
        tell("captured", "captured", facts);
    }

    @Override
    public void failed(Source source, IOException reason) {
        tell(
                "failed",
                "a source failed",
                Map.of("source", source.name(), "reason", String.valueOf(reason.getMessage())));
    }

    @Override
    public void capturingAgain(Instant until) {
        tell("again", "no source gave anything; asking again", Map.of("until", until));
    }

    @Override
    public void partPut(Part part, boolean earlier) {
        tell("part", earlier ? "the part was put by an earlier run" : "part put", Map.of("bytes", part.addedBytes()));
        afterPart.run();
    }

    @Override
    public void claimed(Claim claim) {
        tell("claim", "capturing for all nodes", Map.of("sources", names(claim.sources()), "claim", claim.number()));
    }

    @Override
    public void claimedPartPut(Claim claim, Part part) {
        tell("part", "captured for all nodes", Map.of("claim", claim.number(), "bytes", part.addedBytes()));
    }

    @Override
    public void waiting(Set<String> nodes, Set<ClusterSource> sources, Instant due) {
        tell(
                "wait",
                "waiting for other nodes",
                Map.of("nodes", String.join(",", nodes), "sources", names(sources), "until", due));
    }

    private static String names(Collection<ClusterSource> sources) {
        return sources.stream().map(ClusterSource::source).collect(Collectors.joining(","));
    }

    private void tell(String phase, String message, Map<String, Object> more) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", id);
        facts.put("node", node);
        facts.putAll(more);
        teller.tell(phase, message, facts);
    }
}
