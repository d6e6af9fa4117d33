package dev.keepsake.agent;

import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Version;
import dev.keepsake.config.WebSystems;
import dev.keepsake.job.BackupJob;
import dev.keepsake.job.Capture;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A backup that a person asked for: of no slot, and told while it is made. The caller holds the lock of this node's runs. */
final class HandBackup {

    private final AgentConfig config;
    private final Catalog catalog;
    private final RandomGenerator random;
    private final BackupNarrator narrator;

    HandBackup(AgentConfig config, Catalog catalog, RandomGenerator random, PrintWriter err) {
        this.config = config;
        this.catalog = catalog;
        this.random = random;
        this.narrator = new BackupNarrator(err, config.sources().size() > 1);
    }

    /** Makes it; it exists when this returns, and a failure leaves none. */
    Manifest make(List<? extends Source> sources, @Nullable String label) throws IOException {
        Capture capture = new Capture(catalog, sources, Version.current(), narrator, WebSystems.crossCheck());
        return new BackupJob(catalog, capture)
                .run(new BackupJob.Request(
                        HandId.in(catalog, random),
                        label,
                        config.node(),
                        config.nodes(),
                        config.daemon().maxDuration()));
    }

    /** How many sources gave nothing. */
    int failures() {
        return narrator.failures();
    }
}
