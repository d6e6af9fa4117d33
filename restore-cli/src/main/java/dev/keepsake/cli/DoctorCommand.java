package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.checkup.JsonReport;
import dev.keepsake.checkup.JunitReport;
import dev.keepsake.checkup.Profile;
import dev.keepsake.checkup.Report;
import dev.keepsake.checkup.ReportWriter;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Rules;
import dev.keepsake.checkup.SarifReport;
import dev.keepsake.checkup.Severity;
import dev.keepsake.checkup.TextReport;
import dev.keepsake.config.DoctorConfig;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Version;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake doctor}: what of a cluster will hurt some day. */
@Command(
        name = "doctor",
        description = {
            "Looks at a cluster as it runs, or as a backup has it, for what will hurt some day, and says of each thing"
                    + " what was seen, what should be, what to do, and why it matters. It only reads.",
            "",
            "As it runs, it asks the members of the ensemble (block 'doctor' of the configuration, else those among the"
                    + " sources, or '--connect'), walks through the tree, and asks the systems among the sources.",
            "",
            "What is found and known is silenced in the block 'doctor' with a reason; it is still shown, and fails"
                    + " nothing.",
            "",
            "The exit code is 0 when nothing was found that matters as much as '--fail-on' says, and 8 otherwise. What"
                    + " nobody could look at counts as a note."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml doctor",
            "  keepsake -c agent.yaml doctor latest -o junit --fail-on critical",
            "  keepsake doctor --connect zk1:2181,zk2:2181,zk3:2181",
            "  keepsake doctor --rules"
        })
final class DoctorCommand extends Verb implements Callable<Integer> {

    private static final String LIVE = "live";

    @Parameters(
            arity = "0..1",
            paramLabel = "MOMENT",
            description =
                    "'live' for the cluster as it runs (default), a backup's id, 'latest', or another moment of a tape,"
                            + " of which there is only the tree")
    private String moment = LIVE;

    @Option(names = "--rules", description = "only show the rules, and why each matters")
    private boolean rules;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "the exit code is 8 from this severity on: note, warning or critical (default: warning)")
    private Severity failOn = Severity.WARNING;

    @Option(names = "--profile", description = "production or staging (default: as configured, else production)")
    private @Nullable Profile profile;

    @Option(names = "--no-tree", description = "do not look at the znodes, which takes long where there are millions")
    private boolean withoutTree;

    @Option(
            names = "--tape",
            paramLabel = "T",
            description = "whose tape, where there are several: its name, or NODE or NODE/SOURCE")
    private @Nullable String tape;

    @Mixin
    private final LiveOptionGroup ensemble = new LiveOptionGroup();

    @Override
    public Integer call() throws IOException {
        if (rules) {
            printRules();
            return ExitCode.DONE.code();
        }
        DoctorConfig config = archive().doctor();
        Doctor doctor = new Doctor(profile == null ? config : config.with(profile), ensemble.maxBuffer());
        String about = moment.equals(LIVE) ? live(doctor) : stored(doctor);
        if (!doctor.sawAnything()) {
            throw new RefusedException(
                    "there is nothing to look at: name an agent's configuration with -c, or an ensemble"
                            + " with --connect" + doctor.troubles());
        }
        Report report = Report.of(about, Instant.now(), doctor.findings(), config.silences());
        writer().write(report, out());
        return (report.fails(failOn) ? ExitCode.CHECK_FAILED : ExitCode.DONE).code();
    }

    private String live(Doctor doctor) throws IOException {
        doctor.ensembles(ensemble, !withoutTree);
        if (doctor.hasSystems()) {
            Path work = Files.createTempDirectory("keepsake-doctor");
            try {
                systems(doctor, work);
            } finally {
                delete(work);
            }
        }
        return "the cluster as it runs";
    }

    /** Where the store is away, the systems are looked at all the same. */
    private void systems(Doctor doctor, Path work) throws IOException {
        Optional<OpenArchive> opened = Optional.empty();
        try {
            opened = Optional.of(OpenArchive.open(archive().read()));
            OpenArchive archive = opened.get();
            doctor.systems(
                    work, archive.exists() ? Doctor.before(archive.catalog(), Optional.empty()) : Optional.empty());
        } catch (StoreException e) {
            doctor.withoutPast(String.valueOf(e.getMessage()));
            doctor.systems(work, Optional.empty());
        } finally {
            if (opened.isPresent()) {
                opened.get().close();
            }
        }
    }

    private String stored(Doctor doctor) throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            String about = "the cluster at " + moment;
            if (moment.equals(OpenArchive.LATEST) || BackupId.isId(moment)) {
                Manifest manifest = archive.resolve(moment);
                doctor.documents(
                        manifest, Doctor.before(archive.catalog(), Optional.of(manifest.id())), archive.catalog());
                about = "the cluster in backup " + manifest.id();
            }
            if (!withoutTree) {
                doctor.tree(census -> Doctor.shown(this, archive, moment, tape, census));
            }
            return about;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private ReportWriter writer() {
        return switch (archive().output()) {
            case TEXT -> new TextReport();
            case JSON -> new JsonReport();
            case SARIF -> new SarifReport("Keepsake", Version.current());
            case JUNIT -> new JunitReport(failOn);
        };
    }

    private void printRules() throws IOException {
        if (archive().json()) {
            ArrayNode all = JsonOutput.MAPPER.createArrayNode();
            Rules.all().forEach(rule -> all.add(JsonReport.rule(rule)));
            JsonOutput.print(out(), all);
            return;
        }
        for (Rule rule : Rules.all()) {
            Table.print(out(), List.of(List.of(rule.id(), rule.severity().word(), rule.title())));
            out().println("    " + rule.why());
        }
    }
}
