package dev.keepsake.agent;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.Configured;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Setting;
import dev.keepsake.config.StoreChecks;
import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keepsake-agent check}: what would fail tonight. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at the configuration, the store and every source, and says what would fail.",
            "",
            "Prints every setting in effect and where it comes from, then one line for each thing looked at; 'note'"
                    + " begins what fails no backup, and should be known."
                    + " Captures nothing and stores nothing, but for making the store's own directory, and some small objects"
                    + " that try whether the store can be written to safely: they are removed again where that is allowed."
                    + " 'keepsake store check' looks further."
        },
        footerHeading = "%nExamples:%n",
        footer = {"As the user that will run it:", "  keepsake-agent check -c /etc/keepsake/agent.yaml"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Configured<AgentConfig> configured = options.read();
        for (Setting setting : configured.settings()) {
            out.println(setting.key() + " = " + setting.value() + "   (" + setting.origin() + ")");
        }
        AgentConfig config = configured.config();
        List<CheckReport.Finding> findings = new ArrayList<>();
        findings.add(lock(config));
        findings.addAll(KeysCheck.findings(config));
        List<String> notes = new ArrayList<>();
        findings.addAll(store(config, notes));
        for (Source source : Assembly.sources(config, Pause.REAL)) {
            findings.addAll(findings(source));
        }
        findings.addAll(ScheduleCheck.findings(config, new SecureRandom()));
        findings.addAll(ProofCheck.findings(config));
        out.println();
        for (CheckReport.Finding finding : findings) {
            out.println((finding.good() ? "ok    " : "FAIL  ") + finding.subject() + ": " + finding.seen());
        }
        notes.forEach(note -> out.println("note  " + note));
        return (new CheckReport(findings).good() ? ExitCode.DONE : ExitCode.CHECK_FAILED).code();
    }

    /** What nobody foresaw of one source must not keep the others from being looked at. */
    static List<CheckReport.Finding> findings(Source source) {
        try {
            return source.check().findings().stream()
                    .map(finding -> new CheckReport.Finding(
                            finding.good(), source.name() + ": " + finding.subject(), finding.seen()))
                    .toList();
        } catch (RuntimeException e) {
            return List.of(new CheckReport.Finding(
                    false, source.name(), "an unforeseen failure, which is a defect to be reported: " + e));
        }
    }

    private static CheckReport.Finding lock(AgentConfig config) {
        String subject = "state directory " + config.stateDir();
        try {
            return RunLock.during(
                    config.stateDir(),
                    config.cluster(),
                    config.node(),
                    () -> new CheckReport.Finding(true, subject, "writable, no other run under way"));
        } catch (IOException e) {
            return new CheckReport.Finding(false, subject, String.valueOf(e.getMessage()));
        }
    }

    private static List<CheckReport.Finding> store(AgentConfig config, List<String> notes) {
        String subject = "store " + config.store().url();
        List<CheckReport.Finding> findings = new ArrayList<>();
        try (ObjectStore store = Duty.store(config)) {
            Catalog catalog = new Catalog(store, Assembly.keys(config), config.cluster(), new SecureRandom());
            List<CheckReport.Finding> tried = tried(store);
            boolean exists = catalog.exists();
            String seen = exists
                    ? "an archive with " + catalog.list().size() + " backups of cluster " + config.cluster()
                    : "no archive yet; the first backup makes it";
            findings.add(new CheckReport.Finding(true, subject, seen));
            findings.addAll(tried);
            if (exists) {
                findings.addAll(KeysCheck.findings(config, catalog));
            }
            notes.addAll(CheckNotes.of(config, store, catalog));
        } catch (IOException e) {
            findings.add(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage())));
        }
        return findings;
    }

    /** What costs little to be tried each time. */
    private static List<CheckReport.Finding> tried(ObjectStore store) throws IOException {
        return StoreChecks.of(store, new SecureRandom()).run(StoreCheck.Depth.CHEAP, one -> {}).capabilities().stream()
                .map(one -> new CheckReport.Finding(!one.isBroken(), "store: " + one.name(), one.seen()))
                .toList();
    }
}
