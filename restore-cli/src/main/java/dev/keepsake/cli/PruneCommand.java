package dev.keepsake.cli;

import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.PrunePlan;
import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.ExitCode;
import dev.keepsake.job.PruneJob;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code keepsake prune}: what of the archive is not kept. */
@Command(
        name = "prune",
        description = {
            "Shows what of the archive 'retention' in the configuration keeps, what it does not, and why; with"
                    + " '--confirm' removes what is not kept.",
            "",
            "Nothing goes at once. First it is condemned, and no new backup names it any more; a prune at least three"
                    + " days later removes it, unless something needs it after all. A backup goes before what it alone"
                    + " needed, which is condemned then in turn.",
            "",
            "'--confirm' takes the name of the plan that was shown, and refuses when the archive has changed so that"
                    + " the plan would be another one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c /etc/keepsake/agent.yaml prune",
            "  keepsake -c /etc/keepsake/agent.yaml prune --confirm 3f9a01c2d4e5"
        })
final class PruneCommand extends Verb implements Callable<Integer> {

    @Option(names = "--confirm", paramLabel = "PLAN", description = "do what this plan says, if it still holds")
    private @Nullable String confirmed;

    @Option(
            names = "--max-delete-percent",
            paramLabel = "N",
            description = "how much of all backups may be condemned at once, in place of what the configuration says")
    private @Nullable Integer percent;

    @Option(
            names = "--believe-listing",
            description = "go on though the store lists less than it once did, and nobody removed it by the rules")
    private boolean believing;

    /** What is remembered of a prune. */
    private static final class Judgement implements Audited.Judgement<PruneJob.Result> {

        @Override
        public boolean isWhole(PruneJob.Result result) {
            return result.isWhole();
        }

        @Override
        public String words(PruneJob.Result result) {
            return result.pruned().figures();
        }
    }

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            archive.requireExists();
            PruneJob job = new PruneJob(archive.catalog(), rules(archive), InstantSource.system(), ThisHost.name());
            String plan = confirmed;
            if (plan == null) {
                return shown(job.plan(believing)).code();
            }
            PruneJob.Result result = Audited.in(archive, this)
                    .run(
                            "prune",
                            "plan " + plan,
                            () -> job.execute(new PruneJob.Request(plan, believing)),
                            new Judgement());
            PruneReport.print(this, result.plan(), result.pruned());
            requireNoStop(result.plan());
            return (result.pruned().isWhole() ? ExitCode.DONE : ExitCode.IN_PART).code();
        }
    }

    private ExitCode shown(PrunePlan plan) throws IOException {
        PruneReport.print(this, plan, again());
        return plan.stops().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static void requireNoStop(PrunePlan plan) throws RefusedException {
        if (!plan.stops().isEmpty()) {
            throw new RefusedException(Guard.PRUNE_STOPPED, "nothing was removed: " + String.join("; ", plan.stops()));
        }
    }

    /** What must be said again to confirm the plan. */
    private String again() {
        Integer most = percent;
        return (most == null ? "" : " --max-delete-percent " + most) + (believing ? " --believe-listing" : "");
    }

    private RetentionRules rules(OpenArchive archive) throws RefusedException {
        RetentionRules rules = archive.config()
                .retention()
                .orElseThrow(() -> new RefusedException("nothing says what is to be kept, so everything is: add"
                        + " 'retention' to the configuration, such as  retention: {pitr: 14d, daily: 14, weekly: 8,"
                        + " monthly: 12}  and name that file with --config"));
        Integer most = percent;
        if (most == null) {
            return rules;
        }
        if (most < 1 || most > 100) {
            throw new ParameterException(spec().commandLine(), "--max-delete-percent wants a number from 1 to 100");
        }
        return rules.withMaxDeletePercent(most);
    }
}
