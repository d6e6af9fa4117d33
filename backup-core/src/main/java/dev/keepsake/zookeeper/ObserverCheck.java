package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at what an observer needs, without starting one: it would be sent the whole state. Of each server only the
 * election port is tried, by a connection that is closed again.
 */
final class ObserverCheck {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final ObserverSettings settings;
    private final ObserverFolder folder;
    private final Observer.ObserverJars jars;
    private final List<CheckReport.Finding> findings = new ArrayList<>();

    ObserverCheck(ObserverSettings settings, ObserverFolder folder, Observer.ObserverJars jars) {
        this.settings = settings;
        this.folder = folder;
        this.jars = jars;
    }

    CheckReport report() {
        look(
                "ZooKeeper for the observer",
                () -> jars.find().version().map(version -> "version " + version).orElse("of an unknown version"));
        look("work directory " + folder.root(), this::workDir);
        if (settings.jaasFile().isPresent()) {
            look(
                    "login " + settings.jaasFile().get(),
                    () -> readable(settings.jaasFile().get()));
        }
        look("observer", this::observer);
        for (EnsembleServer server : settings.servers()) {
            look("server " + server.id(), () -> reach(server));
        }
        return new CheckReport(findings);
    }

    private String workDir() throws IOException {
        folder.requireOwn();
        long aside = folder.aside();
        Path there = folder.root();
        while (!Files.isDirectory(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isWritable(there)) {
            throw new RefusedException("no permission to write " + there + " as " + Reader.current()
                    + "; give the directory to the agent's user, or set 'work-dir'");
        }
        return (there.equals(folder.root()) ? "its own" : "will be made") + ", "
                + (Files.getFileStore(there).getUsableSpace() >> 20) + " MiB free"
                + (aside == 0 ? "" : ", " + aside + " earlier states set aside (aside-*)");
    }

    private static String readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new RefusedException("cannot be read as " + Reader.current());
        }
        return "can be read";
    }

    private String observer() throws IOException {
        if (!folder.isTaken()) {
            Optional<ObserverFolder.Verdict> last = folder.verdict();
            return "does not run now; it is started for each backup, or kept by 'keepsake-agent run'"
                    + last.map(verdict -> ". The last one stopped: " + verdict.why())
                            .orElse("");
        }
        ObserverState state = new ObserverContact(folder.socket(), ANSWER).ask();
        return state.status()
                .map(status -> "runs and follows server " + state.leader() + ", committed " + status.zxid())
                .orElse("runs, and has not everything yet (" + state.phase() + ")");
    }

    private static String reach(EnsembleServer server) throws IOException {
        Optional<String> refusal = ObserverTrouble.refusal(server.host(), server.electionPort());
        if (refusal.isPresent()) {
            throw new RefusedException("nobody listens at " + server.electionAddress() + " (" + refusal.get()
                    + "): check 'servers', the firewall, and whether it runs");
        }
        return "takes connections at its election port " + server.electionAddress();
    }

    private void look(String subject, Look look) {
        try {
            findings.add(new CheckReport.Finding(true, subject, look.look()));
        } catch (IOException e) {
            findings.add(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage())));
        }
    }

    @FunctionalInterface
    private interface Look {
        String look() throws IOException;
    }
}
