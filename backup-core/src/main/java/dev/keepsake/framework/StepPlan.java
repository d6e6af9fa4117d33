package dev.keepsake.framework;

import dev.keepsake.artefact.ChangePlan;
import dev.keepsake.artefact.ChangeReport;
import dev.keepsake.artefact.PlannedChange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Changes that each take one request, in their order. */
final class StepPlan implements ChangePlan {

    private static final int ANSWER = 8 << 20;

    private final WebClient client;
    private final String system;
    private final List<Step> steps;
    private final List<String> notes;

    StepPlan(WebClient client, String system, List<Step> steps, List<String> notes) {
        this.client = client;
        this.system = system;
        this.steps = List.copyOf(steps);
        this.notes = List.copyOf(notes);
    }

    @Override
    public List<PlannedChange> changes() {
        return steps.stream().map(Step::change).toList();
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public ChangeReport apply(Consumer<String> progress) throws IOException {
        Ledger ledger = new Ledger(changes());
        try {
            for (Step step : steps) {
                progress.accept(step.change().subject() + " " + step.change().name());
                Answer answer = client.ask(
                        Question.change(step.method(), step.path(), Json.write(step.body()), BodyPlace.memory(ANSWER)));
                if (answer.good()) {
                    ledger.done(step.change());
                } else {
                    ledger.failed(step.change(), system + " answered " + answer.said());
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            ledger.restNotTried(String.valueOf(e.getMessage()));
        }
        return new ChangeReport(ledger.made(), List.of());
    }
}
