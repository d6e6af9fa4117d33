package dev.keepsake.cli;

import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Chosen;
import dev.keepsake.catalog.Coverage;
import dev.keepsake.catalog.Fence;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.catalog.PastRestore;
import dev.keepsake.catalog.RestoreRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored.
 *
 * @param manifest the backup; empty when it is a moment that need not be a backup's
 * @param chosen that moment; empty when it is a backup
 * @param shares what a target can be sent, the best first; never empty
 * @param asked how the moment was asked for
 */
record RestoreChoice(
        Optional<Manifest> manifest,
        Optional<Chosen> chosen,
        List<Manifest.NodeShare> shares,
        Fence fence,
        String asked) {

    /** Keeps its own copy. */
    RestoreChoice {
        shares = List.copyOf(shares);
    }

    static RestoreChoice of(OpenArchive archive, MomentOptionGroup options) throws IOException {
        return options.isMoment() ? ofMoment(archive, options) : ofBackup(archive, options);
    }

    private static RestoreChoice ofBackup(OpenArchive archive, MomentOptionGroup options) throws IOException {
        Manifest manifest = archive.resolve(options.backup());
        Manifest.NodeShare share = ShareChoice.choose(manifest, options.tape());
        if (options.backup().equals(OpenArchive.LATEST) && options.tape().isEmpty()) {
            archive.requireConcord(share.share().source());
        }
        return new RestoreChoice(
                Optional.of(manifest), Optional.empty(), List.of(share), archive.fence(manifest), options.asked());
    }

    private static RestoreChoice ofMoment(OpenArchive archive, MomentOptionGroup options) throws IOException {
        Coverage coverage = archive.coverage();
        Chosen chosen = chosen(archive.moments(coverage, options.tape()), options);
        return new RestoreChoice(
                Optional.empty(),
                Optional.of(chosen),
                chosen.shares(),
                archive.fence(chosen.moment().zxid(), coverage),
                options.asked());
    }

    /** The moment that was asked for. */
    static Chosen chosen(Moments moments, MomentOptionGroup options) throws IOException {
        if (options.zxid().isPresent()) {
            return moments.at(options.zxid().get());
        } else if (options.time().isPresent()) {
            return moments.at(options.time().get());
        } else if (options.before().isPresent()) {
            return moments.before(options.before().get(), options.change());
        } else if (options.beforeDeletion().isPresent()) {
            return moments.beforeDeletion(options.beforeDeletion().get(), options.change());
        }
        return moments.latest();
    }

    /** The share that is tried first. */
    Manifest.NodeShare share() {
        return shares.get(0);
    }

    /** The same, restored from just this share. */
    RestoreChoice from(Manifest.NodeShare share) {
        return new RestoreChoice(manifest, chosen, List.of(share), fence, asked);
    }

    /** The same moment by another way. */
    RestoreChoice by(Chosen way) {
        return new RestoreChoice(manifest, Optional.of(way), way.shares(), fence, asked);
    }

    /** Whether the same words may mean something else tomorrow. */
    boolean isLoose() {
        return manifest.isPresent() ? asked.equals("--backup " + OpenArchive.LATEST) : !asked.startsWith("--zxid ");
    }

    /** What it is, in a word. */
    String noun() {
        return manifest.isPresent() ? "backup" : "moment";
    }

    /** Which one, for people. */
    String words() {
        return manifest.map(backup -> backup.id().value())
                .orElseGet(() -> chosen.orElseThrow().moment().zxid().toString());
    }

    boolean isOf(PastRestore earlier) {
        return manifest.map(backup -> earlier.isOf(backup.id()))
                .orElseGet(() -> earlier.isOf(chosen.orElseThrow().moment().zxid()));
    }

    /** That it was restored into a server's directory. */
    void note(OpenArchive archive, PrintWriter err, RestorePlan plan) {
        note(archive, err, plan.epoch(), plan.hash(), null);
    }

    /** That it was restored into a running ensemble. */
    void note(OpenArchive archive, PrintWriter err, String target) {
        note(archive, err, 0, null, target);
    }

    /** That it was restored is worth knowing, but a reader's credentials may not allow to write it down. */
    private void note(
            OpenArchive archive, PrintWriter err, long epoch, @Nullable String hash, @Nullable String target) {
        try {
            Catalog catalog = archive.living();
            catalog.noteRestore(new RestoreRecord(
                    manifest.map(Manifest::id).orElse(null),
                    chosen.map(moment -> moment.moment().zxid()).orElse(null),
                    epoch,
                    hash,
                    target,
                    ThisHost.name(),
                    catalog.now()));
        } catch (IOException e) {
            err.println("note: that this " + noun() + " was restored could not be written into the archive ("
                    + e.getMessage() + "); the restore itself is done");
        }
    }
}
