package dev.keepsake.agent;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A slot that this daemon finds over: another node may have brought its backup to an end all the same. */
final class MissedSlot {

    private final Duty duty;
    private final Catalog catalog;
    private final Alarms alarms;

    MissedSlot(Duty duty, Catalog catalog, Alarms alarms) {
        this.duty = duty;
        this.catalog = catalog;
        this.alarms = alarms;
    }

    /** What became of it; {@code reason} says why this node did nothing. */
    SlotOutcome outcome(Instant slot, Instant now, String reason) throws IOException {
        Optional<Manifest> manifest = find(slot);
        manifest.ifPresent(made -> alarms.set(Alarm.BACKUP_INCOMPLETE, SlotRun.lacks(made)));
        if (manifest.isPresent() && manifest.get().part(duty.node()).isPresent()) {
            return new SlotOutcome(
                    slot,
                    SlotOutcome.Kind.BACKED_UP,
                    now,
                    (manifest.get().complete() ? "complete" : SlotOutcome.NOT_COMPLETE) + ", put by another node: "
                            + reason);
        }
        return new SlotOutcome(
                slot,
                SlotOutcome.Kind.MISSED,
                now,
                manifest.isPresent() ? reason + "; other nodes made a backup without this one" : reason);
    }

    private Optional<Manifest> find(Instant slot) throws IOException {
        try {
            return catalog.find(BackupId.ofSlot(slot));
        } catch (CorruptException | RefusedException unreadable) {
            return Optional.empty();
        }
    }
}
