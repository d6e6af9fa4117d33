package dev.keepsake.agent;

import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Disagreement;
import dev.keepsake.catalog.ListedBackups;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.config.Assembly;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Raises again, after a start and in another archive, what the newest backups say and tapes show: an alarm of a backup lasts
 * until the next one, and not until a restart. Whatever becomes of such a look at history, the agent goes on.
 */
final class Recall {

    /** What could not be looked at is looked at again this much later. */
    static final Duration AGAIN = Duration.ofHours(1);

    /** Among so many of the newest backups there is one of this node, unless nobody has run it for long. */
    private static final int RECALLED = 20;

    private final Alarms alarms;
    private final Teller teller;
    private String location = "";
    private Optional<Instant> due = Optional.empty();

    /** What may come to nothing. */
    @FunctionalInterface
    private interface Look {

        void take() throws IOException;
    }

    Recall(Alarms alarms, Teller teller) {
        this.alarms = alarms;
        this.teller = teller;
    }

    /** The archive is at this place from now on; what another one showed is no alarm any more. */
    void follow(String place, Instant now) {
        if (place.equals(location)) {
            return;
        }
        if (!location.isEmpty()) {
            // that a source failed was so wherever its backups go
            alarms.forget(Alarm.SOURCES_DISAGREE);
            alarms.forget(Alarm.TAPES_DISAGREE);
        }
        location = place;
        due = Optional.of(now);
    }

    /** Looks once at each archive, and again later where not all of it could be looked at. */
    void turn(Duty duty, Catalog catalog, Instant now) throws IOException {
        if (due.isEmpty() || now.isBefore(due.get())) {
            return;
        }
        // each of the two, whatever becomes of the other
        boolean backups = looked(
                teller, "what the newest backups say could not be looked at", () -> lookAtBackups(duty, catalog));
        boolean tapes = compareTapes(catalog, alarms, teller);
        due = backups && tapes ? Optional.empty() : Optional.of(now.plus(AGAIN));
    }

    /** Sets the alarm of tapes that hold different transactions; says whether they could be compared, which was told if not. */
    static boolean compareTapes(Catalog catalog, Alarms alarms, Teller teller) throws IOException {
        return looked(teller, "the newest tapes could not be compared", () -> {
            List<Disagreement> found = catalog.concord(Assembly.history()).look();
            alarms.set(
                    Alarm.TAPES_DISAGREE,
                    found.stream().map(Disagreement::words).reduce((one, two) -> one + "; " + two));
        });
    }

    private void lookAtBackups(Duty duty, Catalog catalog) throws IOException {
        if (!catalog.exists()) {
            return;
        }
        ListedBackups listed = catalog.listed();
        Set<BackupId> newest = listed.ids().stream().limit(RECALLED).collect(Collectors.toSet());
        List<Manifest> newestFirst = listed.read(newest::contains).stream()
                .flatMap(one -> one.manifest().stream())
                .toList();
        Set<String> sources = duty.sources().get().stream().map(Source::name).collect(Collectors.toSet());
        newestFirst.stream()
                .flatMap(manifest -> manifest.part(duty.node()).stream())
                .findFirst()
                // what is not captured any more fails no more
                .flatMap(part -> SlotRun.failures(part, sources))
                .ifPresent(why -> alarms.recall(Alarm.SOURCE_FAILED, why));
        newestFirst.stream()
                .filter(manifest -> manifest.id().isOfSlot())
                .findFirst()
                .flatMap(SlotRun::contradictions)
                .ifPresent(why -> alarms.recall(Alarm.SOURCES_DISAGREE, why));
    }

    private static boolean looked(Teller teller, String failing, Look look) throws IOException {
        try {
            look.take();
            return true;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            teller.tell("compare", failing, Map.of("reason", String.valueOf(e.getMessage())));
        } catch (RuntimeException | VirtualMachineError | LinkageError mistake) {
            // whatever left this would end the agent, and again after each start, since history stays as it is
            teller.tell("mistake", failing, Map.of("exception", mistake));
        }
        return false;
    }
}
