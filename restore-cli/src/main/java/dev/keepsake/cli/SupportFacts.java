package dev.keepsake.cli;

import dev.keepsake.cli.support.MachineFacts;
import dev.keepsake.cli.support.OtherProgram;
import dev.keepsake.cli.support.PageMetrics;
import dev.keepsake.cli.support.Part;
import dev.keepsake.cli.support.StateFolder;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.ConfigException;
import dev.keepsake.config.ConfigReader;
import dev.keepsake.config.Configured;
import dev.keepsake.config.Installation;
import dev.keepsake.config.Overrides;
import dev.keepsake.config.PageConfig;
import dev.keepsake.config.Setting;
import dev.keepsake.config.Version;
import dev.keepsake.job.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a bundle for somebody who helps says of this machine, of the configuration, and of an agent here. */
final class SupportFacts {

    private static final Path STATE = Path.of("/var/lib/keepsake");
    private static final String LOG_LINES = "2000";
    private static final int LARGEST_TEXTFILE = 1 << 20;

    private final ArchiveOptions options;
    private final Map<String, String> environment;
    private final Optional<Path> file;
    private final Optional<AgentConfig> agent;

    SupportFacts(ArchiveOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
        this.file = options.config();
        this.agent = agent();
    }

    private Optional<AgentConfig> agent() {
        try {
            return file.isPresent() ? Optional.of(read(file.get()).config()) : Optional.empty();
        } catch (ConfigException told) {
            // what is wrong with it stands in a part of its own
            return Optional.empty();
        }
    }

    private Configured<AgentConfig> read(Path config) throws ConfigException {
        return ConfigReader.agent(
                config, environment, Overrides.NONE, ThisHost::name, (cron, timeZone) -> Schedule.NEVER);
    }

    List<Part> parts() {
        StateFolder state = new StateFolder(agent.map(AgentConfig::stateDir).orElse(STATE));
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("versions.txt", "which Keepsake, which Java", this::versions));
        parts.add(new Part("machine.txt", "its system, memory, limits and clock", MachineFacts::tell));
        parts.add(new Part("disks.txt", "how full they are", out -> MachineFacts.disks(out, places(state))));
        parts.add(new Part(
                "environment.txt",
                "which variables are set, nothing of what they hold",
                out -> MachineFacts.variables(out, environment)));
        parts.add(new Part(
                "configuration.txt", "each setting, where it comes from, or what is wrong", this::configuration));
        parts.add(new Part("state-dir.txt", "which files the agent keeps, without what they hold", state::list));
        parts.add(new Part("journals.txt", "what the agent noted of its slots, proofs and tapes", state::journals));
        parts.add(new Part("agent-status.txt", "what 'keepsake-agent status' says", this::status));
        parts.add(new Part(
                "agent-log.txt",
                "the end of the agent's log in systemd's journal",
                new OtherProgram(List.of(
                        "journalctl", "-u", "keepsake-agent", "-n", LOG_LINES, "--no-pager", "-o", "short-iso"))
                        ::tell));
        parts.add(new Part("metrics.txt", "the agent's metrics", this::metrics));
        return parts;
    }

    private void versions(PrintWriter out) throws IOException, InterruptedException {
        for (String line : Version.lines("keepsake")) {
            out.println(line);
        }
        out.println();
        new OtherProgram(List.of(agentProgram(), "--version")).tell(out);
    }

    private void status(PrintWriter out) throws IOException, InterruptedException {
        Path config = file.orElseThrow(() -> new IOException("no configuration of an agent was named with -c"));
        new OtherProgram(List.of(agentProgram(), "status", "-c", config.toString())).tell(out);
    }

    /** The one of the same distribution, else whichever there is. */
    private static String agentProgram() throws IOException {
        Path beside = Installation.lib().resolveSibling("bin").resolve("keepsake-agent");
        return Files.isExecutable(beside) ? beside.toString() : "keepsake-agent";
    }

    private List<Path> places(StateFolder state) {
        List<Path> places = new ArrayList<>(
                List.of(state.folder(), Path.of(System.getProperty("java.io.tmpdir", "/tmp")), Path.of("")));
        try {
            ArchiveConfig archive = options.read();
            if ("file".equals(archive.store().url().getScheme())) {
                places.add(Path.of(archive.store().url()));
            }
        } catch (ConfigException | IllegalArgumentException told) {
            // what is wrong with it stands in a part of its own
        }
        return places;
    }

    private void configuration(PrintWriter out) {
        try {
            if (file.isPresent()) {
                out.println(file.get() + ", as an agent reads it:");
                print(out, read(file.get()).settings());
                return;
            }
        } catch (ConfigException wrong) {
            out.println(wrong.getMessage());
        }
        try {
            out.println("As this program reads it:");
            print(out, options.readSettings());
        } catch (ConfigException wrong) {
            out.println(wrong.getMessage());
        }
    }

    private static void print(PrintWriter out, List<Setting> settings) {
        for (Setting setting : settings) {
            boolean address =
                    setting.key().startsWith("notify.") && setting.key().endsWith(".url");
            out.println(setting.key() + " = " + (address ? "***" : setting.value()) + "   (" + setting.origin() + ")");
        }
    }

    private void metrics(PrintWriter out) throws IOException, InterruptedException {
        AgentConfig config = agent.orElseThrow(() -> new IOException("there is no configuration that says where"));
        Optional<Path> textfile = config.daemon().reporting().textfile();
        if (textfile.isPresent()) {
            out.println("# " + textfile.get());
            // others may write to its directory: a link is not followed, and more than a part may hold is not read
            try (InputStream in = Files.newInputStream(textfile.get(), LinkOption.NOFOLLOW_LINKS)) {
                out.println(new String(in.readNBytes(LARGEST_TEXTFILE), StandardCharsets.UTF_8));
            }
        }
        PageConfig page = config.daemon()
                .page()
                .orElseThrow(() -> new IOException("no status page is configured, which would show them"));
        new PageMetrics(page.host(), page.port(), page.certificate().isPresent()).tell(out);
    }
}
