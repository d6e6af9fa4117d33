package dev.keepsake.config;

import dev.keepsake.catalog.RetentionRules;
import dev.keepsake.config.Layers.Found;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads configurations: flags before the environment, the environment before the file, the file before the defaults. A
 * value that something lies over is not judged. Nothing is looked up but the file: whether a directory or a server
 * exists is for others to check.
 */
public final class ConfigReader {

    private static final String STATE_DIR = "/var/lib/keepsake";

    private ConfigReader() {}

    /**
     * Reads all that an agent needs.
     *
     * @param hostName this machine's, asked for only when no node is named; empty when unknown
     * @param schedules knows what a cron expression means
     * @throws ConfigException with every problem, when there is one
     */
    public static Configured<AgentConfig> agent(
            Path file,
            Map<String, String> environment,
            Overrides overrides,
            Supplier<String> hostName,
            Schedules schedules)
            throws ConfigException {
        Layers layers = new Layers(environment, overrides);
        Section top = Section.top(layers, file.toString(), ConfigFile.read(file));

        Optional<String> cluster = top.required("cluster", Formats::name);
        Optional<String> node = NodeReading.node(top, hostName);
        List<String> nodes = NodeReading.nodes(top, node);
        Optional<StoreConfig> store = StoreReading.read(top);
        Optional<ScheduleConfig> schedule = ScheduleReading.read(top, schedules);
        Optional<Path> stateDir =
                top.optional("state-dir", Formats::absolutePath, new Found(STATE_DIR, Origin.DEFAULT));
        Optional<DaemonConfig> daemon = DaemonReading.read(top, schedule);
        List<SourceConfig> sources = SourceReading.read(top);
        Optional<VerifyConfig> verify = VerifyReading.read(top, schedules);
        Optional<RetentionRules> retention = RetentionReading.read(top);
        RetentionReading.requireLockedForAsLong(top, store, retention);
        Optional<PruneConfig> prune = PruneReading.read(top, schedules);
        KeysConfig keys = KeysReading.agent(top);
        // who captures has no use for it, and wants to know today what is wrong with it
        DoctorReading.check(top, sources);

        layers.problems().throwIfAny();
        return new Configured<>(
                new AgentConfig(
                        cluster.orElseThrow(),
                        node.orElseThrow(),
                        nodes,
                        store.orElseThrow(),
                        schedule,
                        stateDir.orElseThrow(),
                        daemon.orElseThrow(),
                        sources,
                        verify,
                        retention,
                        prune,
                        keys),
                layers.settings());
    }

    /**
     * Reads which archive is meant, with a file or without. An agent's file will do: its other keys are checked to be
     * known, but their values need not fit this machine.
     *
     * @throws ConfigException with every problem, when there is one
     */
    public static Configured<ArchiveConfig> archive(
            Optional<Path> file, Map<String, String> environment, Overrides overrides) throws ConfigException {
        Layers layers = new Layers(environment, overrides);
        Section top = top(file, layers);

        Optional<String> cluster = top.required("cluster", Formats::name);
        Optional<StoreConfig> store = StoreReading.read(top);
        Optional<RetentionRules> retention = RetentionReading.read(top);
        RetentionReading.requireLockedForAsLong(top, store, retention);
        skim(top);
        KeysConfig keys = KeysReading.reader(top);

        layers.problems().throwIfAny();
        return new Configured<>(
                new ArchiveConfig(store.orElseThrow(), cluster.orElseThrow(), retention, keys), layers.settings());
    }

    /**
     * Reads which store is meant, and nothing of what is in it.
     *
     * @throws ConfigException with every problem, when there is one
     */
    public static Configured<StoreConfig> store(
            Optional<Path> file, Map<String, String> environment, Overrides overrides) throws ConfigException {
        Layers layers = new Layers(environment, overrides);
        Section top = top(file, layers);

        top.optional("cluster", Formats::name);
        Optional<StoreConfig> store = StoreReading.read(top);
        RetentionReading.read(top);
        skim(top);
        KeysReading.reader(top);

        layers.problems().throwIfAny();
        return new Configured<>(store.orElseThrow(), layers.settings());
    }

    /**
     * Reads what a look at a cluster is told: what it is made of, and what is known already.
     *
     * @throws ConfigException with every problem, when there is one
     */
    public static Configured<DoctorConfig> doctor(Path file, Map<String, String> environment, Overrides overrides)
            throws ConfigException {
        Layers layers = new Layers(environment, overrides);
        Section top = Section.top(layers, file.toString(), ConfigFile.read(file));

        List<SourceConfig> sources = top.says("sources") ? SourceReading.read(top) : List.of();
        DoctorConfig doctor = DoctorReading.read(top, sources);

        layers.problems().throwIfAny();
        return new Configured<>(doctor, layers.settings());
    }

    private static Section top(Optional<Path> file, Layers layers) throws ConfigException {
        return file.isPresent()
                ? Section.top(layers, file.get().toString(), ConfigFile.read(file.get()))
                : Section.none(layers);
    }

    /** Keys that are checked to be known; their values are for others. */
    private static void skim(Section top) {
        top.section("schedule", Block.SCHEDULE);
        VerifyReading.skim(top);
        top.section(PruneReading.KEY, Block.PRUNE);
        ReportingReading.skim(top);
        top.section("log", Block.LOG);
        PageReading.skim(top);
        top.section("follow", Block.FOLLOW);
        top.section(DoctorReading.KEY, Block.DOCTOR);
        top.sections("sources", Block.SOURCE);
    }
}
