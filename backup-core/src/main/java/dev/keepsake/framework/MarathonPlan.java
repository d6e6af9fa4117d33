package dev.keepsake.framework;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.ChangeReport;
import dev.keepsake.artefact.ChangeReport.Made;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.PlannedChange;
import dev.keepsake.artefact.PlannedChange.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The way from what Marathon runs to what a backup has: groups, pods, apps level by level, then what goes. */
final class MarathonPlan implements ChangePlan {

    private final WebClient client;
    private final MarathonOptions options;
    private final MarathonState wanted;
    private final List<PlannedChange> changes;
    private final List<String> notes;
    private final Deployments deployments;
    private final SpecificationSender sender;

    MarathonPlan(
            WebClient client,
            MarathonOptions options,
            Pause pause,
            MarathonState wanted,
            List<PlannedChange> changes,
            List<String> notes) {
        this.client = client;
        this.options = options;
        this.wanted = wanted;
        this.changes = List.copyOf(changes);
        this.notes = List.copyOf(notes);
        this.deployments = new Deployments(client, pause);
        this.sender = new SpecificationSender(client, options, deployments);
    }

    @Override
    public List<PlannedChange> changes() {
        return changes;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public ChangeReport apply(Consumer<String> progress) throws IOException {
        Ledger ledger = new Ledger(changes);
        List<String> said = new ArrayList<>();
        try {
            for (PlannedChange change : changes) {
                if (change.kind() != Kind.DELETE && !change.subject().equals("app")) {
                    progress.accept(change.subject() + " " + change.name());
                    sender.one(change, specification(change), ledger);
                }
            }
            apps(ledger, progress, said);
            for (PlannedChange change : changes) {
                if (change.kind() == Kind.DELETE) {
                    progress.accept("delete " + change.subject() + " " + change.name());
                    if (change.subject().equals("group")) {
                        // what was in it must be gone first
                        settle(said, progress);
                        sender.deleteGroup(change, ledger);
                    } else {
                        sender.delete(change, ledger);
                    }
                }
            }
            settle(said, progress);
            readBack(ledger);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            said.add("stopped, and nothing was read back: " + e.getMessage());
            ledger.restNotTried(String.valueOf(e.getMessage()));
        }
        return new ChangeReport(ledger.made(), said);
    }

    private ObjectNode specification(PlannedChange change) {
        PathId id = new PathId(change.name());
        SortedMap<PathId, ObjectNode> from = change.subject().equals("group") ? wanted.groups() : wanted.pods();
        return Objects.requireNonNull(from.get(id));
    }

    private void apps(Ledger ledger, Consumer<String> progress, List<String> said) throws IOException {
        Map<PathId, PlannedChange> apps = new HashMap<>();
        for (PlannedChange change : changes) {
            if (change.subject().equals("app") && change.kind() != Kind.DELETE) {
                apps.put(new PathId(change.name()), change);
            }
        }
        for (List<PathId> level : AppOrder.of(wanted, apps.keySet())) {
            for (List<PathId> batch : Batches.of(level, id -> wanted.apps().get(id))) {
                progress.accept(batch.size() + " apps from " + batch.get(0));
                sender.apps(batch.stream().map(apps::get).toList(), wanted.apps(), ledger);
            }
            settle(said, progress);
        }
    }

    /** What depends on these waits for them. */
    private void settle(List<String> said, Consumer<String> progress) throws IOException {
        Set<String> begun = sender.begun();
        if (begun.isEmpty()) {
            return;
        }
        progress.accept("waiting for " + begun.size() + " deployments");
        Map<String, String> running = deployments.await(begun, options.patience());
        running.forEach((id, about) -> said.add("deployment " + id + " of " + about + " was not done after "
                + options.patience().toSeconds()
                + " s and goes on; see whether Mesos has the resources it waits for"));
    }

    /** Reads what was changed, once it should be there: what is not there is not done, whatever was answered. */
    private void readBack(Ledger ledger) throws IOException {
        MarathonState present = MarathonState.of(client);
        for (Made made : ledger.made()) {
            PlannedChange change = made.change();
            if (made.done() && change.kind() != Kind.DELETE) {
                boolean app = change.subject().equals("app");
                List<String> lines = app
                        ? compared(change, wanted.apps(), present.apps(), Canonical::app)
                        : compared(change, wantedOf(change), presentOf(change, present), Canonical::of);
                if (!lines.isEmpty()) {
                    ledger.failed(change, "was accepted, and is different all the same: " + String.join("; ", lines));
                }
            }
        }
    }

    private SortedMap<PathId, ObjectNode> wantedOf(PlannedChange change) {
        return presentOf(change, wanted);
    }

    private static SortedMap<PathId, ObjectNode> presentOf(PlannedChange change, MarathonState state) {
        return change.subject().equals("group") ? state.groups() : state.pods();
    }

    private static List<String> compared(
            PlannedChange change,
            SortedMap<PathId, ObjectNode> wanted,
            SortedMap<PathId, ObjectNode> present,
            UnaryOperator<ObjectNode> form) {
        PathId id = new PathId(change.name());
        if (!present.containsKey(id)) {
            return List.of("it is not there");
        }
        ObjectNode sent = form.apply(wanted.get(id));
        // what a newer Marathon adds of its own is no difference
        return Differences.of(form.apply(present.get(id)), sent, Set.of());
    }
}
