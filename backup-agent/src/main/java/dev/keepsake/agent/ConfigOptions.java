package dev.keepsake.agent;

import dev.keepsake.checkup.Silence;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ConfigException;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Configured;
import dev.keepsake.config.Overrides;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command shares: which file, and what overrides it. */
final class ConfigOptions {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "the agent's configuration, YAML")
    private @Nullable Path file;

    @Option(names = "--store", paramLabel = "URL", description = "overrides 'store.url'")
    private @Nullable String store;

    @Option(names = "--cluster", paramLabel = "NAME", description = "overrides 'cluster'")
    private @Nullable String cluster;

    @Option(names = "--node", paramLabel = "NAME", description = "overrides 'node'")
    private @Nullable String node;

    @Option(names = "--state-dir", paramLabel = "DIR", description = "overrides 'state-dir'")
    private @Nullable String stateDir;

    Configured<AgentConfig> read() throws ConfigException {
        return read(Map.of());
    }

    /** The same with what a command's own flags say, by the keys of the file. */
    Configured<AgentConfig> read(Map<String, String> more) throws ConfigException {
        Map<String, String> flags = new HashMap<>(more);
        put(flags, "store.url", store);
        put(flags, "cluster", cluster);
        put(flags, "node", node);
        put(flags, "state-dir", stateDir);
        return ConfigReader.agent(
                file(), System.getenv(), new Overrides(flags), ConfigOptions::hostName, CronSchedule::new);
    }

    /** What somebody knows of and lives with. */
    List<Silence> silences() throws ConfigException {
        return ConfigReader.doctor(file(), System.getenv(), Overrides.NONE)
                .config()
                .silences();
    }

    /** The file itself. */
    Path file() {
        return Objects.requireNonNull(file, "the command line was not parsed");
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
