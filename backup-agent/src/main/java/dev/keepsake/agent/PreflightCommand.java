package dev.keepsake.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.Report;
import dev.keepsake.checkup.preflight.HealthRules;
import dev.keepsake.checkup.preflight.PreflightReport;
import dev.keepsake.checkup.preflight.PreflightScreen;
import dev.keepsake.checkup.preflight.Release;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.DrillRequest;
import dev.keepsake.config.Ensembles;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.Installation;
import dev.keepsake.config.KeyFiles;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keepsake-agent preflight}: may this cluster be upgraded now? */
@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = {
            "Says GO or NO-GO before an upgrade: asks every system how it is, makes a backup, proves it, and starts a"
                    + " server on it.",
            "",
            "Asks every member of each ensemble, every master and every Marathon that the configuration names; then"
                    + " makes a backup as 'once' does, replays and compares it as 'keepsake verify' does, drills with it"
                    + " as 'keepsake drill' does, and looks whether the same members still lead. Nothing is written into"
                    + " any of them. What could not be asked is not passed. The backup is made at a NO-GO as well: a"
                    + " cluster that is not well needs one most.",
            "",
            "What is known and lived with is silenced in the block 'doctor' with a reason, and still shown; what may cost"
                    + " data or the quorum cannot be.",
            "",
            "Ends with 0 at GO alone, with 8 at NO-GO, and with 7 where --health-only found nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake-agent preflight -c /etc/keepsake/agent.yaml --label pre-upgrade-3.9 --target-version 3.9.5",
            "Where the files of this machine's server do not say where the others answer:",
            "  keepsake-agent preflight -c agent.yaml --members 10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181"
        })
final class PreflightCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(names = "--label", paramLabel = "TEXT", description = "a name for the backup: 1 to 64 of A-Za-z0-9._-")
    private @Nullable String label;

    @Option(
            names = "--target-version",
            paramLabel = "VERSION",
            description =
                    "the release of ZooKeeper to upgrade to: whether that can be done from here is looked at, too")
    private @Nullable String target;

    @Option(
            names = "--members",
            paramLabel = "[NAME=]HOST:PORT,...",
            description = "where all members of an ensemble answer clients; NAME is that of the source, where there are"
                    + " several (default: as the files of this machine's server say)")
    private List<String> members = new ArrayList<>();

    @Option(names = "--health-only", description = "make no backup; never ends with 0")
    private boolean healthOnly;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "a private key, lent for this run, where the archive is encrypted")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--proved-elsewhere",
            paramLabel = "ID",
            description =
                    "make no backup, but take the one of an earlier preflight, and the reports of 'keepsake verify' and"
                            + " 'keepsake drill' that are stored of it, if somebody signed them who is trusted here; it"
                            + " may be a day old")
    private @Nullable String elsewhere;

    @Option(
            names = "--zookeeper-home",
            paramLabel = "DIR",
            description = "the server to drill with (default: the one that Keepsake brings)")
    private @Nullable Path home;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "where the drill makes its temporary directory (default: 'verify.drill.work-dir')")
    private @Nullable Path work;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "how to print the result (default: text)")
    private Output output = Output.TEXT;

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final List<Finding> findings = new ArrayList<>();

    /** How to print. */
    enum Output {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws IOException {
        Instant begun = clock.instant();
        Optional<Release> release = checked();
        AgentConfig config = options.read().config();
        if (config.sources().isEmpty()) {
            throw new RefusedException("the configuration has no 'sources', so there is nothing to upgrade behind this"
                    + " agent: run it with that of an agent that captures");
        }
        PrintWriter err = command().commandLine().getErr();
        PreflightHealth health = new PreflightHealth(config, Ensembles.looks(config, members), release, clock, err);
        findings.addAll(health.before());
        Optional<Manifest> backup = healthOnly ? Optional.empty() : backedUp(config, err);
        findings.addAll(health.after(Duration.between(begun, clock.instant())));
        return print(config, backup, begun).code();
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private Optional<Release> checked() {
        if (label != null && !OnceCommand.LABEL.matcher(label).matches()) {
            throw wrong("--label '" + label + "' is not 1 to 64 of A-Za-z0-9._-");
        }
        if (elsewhere != null && (healthOnly || label != null || !BackupId.isId(elsewhere))) {
            throw wrong("--proved-elsewhere takes the id that an earlier preflight printed, such as"
                    + " 20261122T101502Z-k3f9, and goes neither with --health-only nor with --label");
        }
        Optional<Release> release = Optional.ofNullable(target).flatMap(Release::of);
        if (target != null && release.isEmpty()) {
            throw wrong("--target-version '" + target + "' is no release of ZooKeeper, such as 3.9.5");
        }
        return release;
    }

    private ParameterException wrong(String words) {
        return new ParameterException(command().commandLine(), words);
    }

    private Optional<Manifest> backedUp(AgentConfig config, PrintWriter err) throws IOException {
        try (ObjectStore store = Assembly.storeToWrite(config.store())) {
            Keys own = Assembly.keys(config);
            PreflightBackup making =
                    new PreflightBackup(config, new Catalog(store, own, config.cluster(), random), random, err);
            Keys lent = KeyFiles.lent(own, keys);
            Catalog reading = new Catalog(store, lent, config.cluster(), random);
            boolean locked = !own.recipients().isEmpty() && lent.unlockers().isEmpty();
            PreflightProof proof = new PreflightProof(config, reading, locked, err);
            Optional<Manifest> backup =
                    elsewhere == null ? making.make(label) : Optional.of(making.earlier(elsewhere, clock.instant()));
            findings.addAll(making.findings());
            if (backup.isPresent()) {
                prove(config, backup.get(), proof, lent.trust().isGiven());
            }
            findings.addAll(proof.findings());
            return backup;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            findings.add(PreflightRules.MADE.broken(
                    "backup",
                    String.valueOf(e.getMessage()),
                    "a backup of every source",
                    "mend that, and run this again"));
            return Optional.empty();
        }
    }

    private void prove(AgentConfig config, Manifest backup, PreflightProof proof, boolean trusted) throws IOException {
        if (elsewhere == null) {
            proof.prove(backup);
            proof.drill(backup, (owned, epoch) -> request(config, owned, epoch));
        } else {
            proof.elsewhere(backup, trusted);
        }
        if (target != null) {
            proof.look(backup);
        }
    }

    /** What the configuration says of drills holds here, too, unless the command line says otherwise. */
    private DrillRequest request(AgentConfig config, Manifest.NodeShare owned, long epoch) throws IOException {
        var configured = config.verify().flatMap(verify -> verify.drill());
        Optional<Path> server =
                Optional.ofNullable(home).map(Path::toAbsolutePath).or(() -> configured.flatMap(drill -> drill.home()));
        return new DrillRequest(
                server,
                Installation.lib(),
                workDir(config, work),
                owned.share().through(),
                epoch,
                configured.map(drill -> drill.readyWithin()).orElse(Duration.ofMinutes(10)));
    }

    static Path workDir(AgentConfig config, @Nullable Path said) {
        return Optional.ofNullable(said)
                .or(() -> config.verify().flatMap(verify -> verify.drill()).map(drill -> drill.work()))
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")))
                .toAbsolutePath();
    }

    private ExitCode print(AgentConfig config, Optional<Manifest> backup, Instant begun) throws IOException {
        Instant now = clock.instant();
        PreflightReport preflight = new PreflightReport(
                Report.of(
                        "cluster " + config.cluster() + ", node " + config.node(),
                        now,
                        findings,
                        HealthRules.meant(options.silences()),
                        HealthRules::maySilence),
                Optional.ofNullable(label),
                Optional.ofNullable(target),
                backup.map(made -> made.id().value()),
                Duration.between(begun, now));
        PrintWriter out = command().commandLine().getOut();
        if (output == Output.JSON) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(preflight.json()));
        } else {
            PreflightScreen.print(preflight, out);
        }
        out.flush();
        return switch (preflight.verdict()) {
            case GO -> ExitCode.DONE;
            case HEALTHY -> ExitCode.IN_PART;
            case NO_GO -> ExitCode.CHECK_FAILED;
        };
    }
}
