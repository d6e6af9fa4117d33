package dev.keepsake.config;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.CrossCheck;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.DocumentTarget;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.checkup.Finding;
import dev.keepsake.checkup.preflight.MarathonChecks;
import dev.keepsake.checkup.preflight.MasterChecks;
import dev.keepsake.framework.Endpoint;
import dev.keepsake.framework.FrameworkCheck;
import dev.keepsake.framework.FrameworkIds;
import dev.keepsake.framework.HttpSettings;
import dev.keepsake.framework.JobsTarget;
import dev.keepsake.framework.Login;
import dev.keepsake.framework.MarathonOptions;
import dev.keepsake.framework.MarathonTar;
import dev.keepsake.framework.MarathonTarget;
import dev.keepsake.framework.MasterOptions;
import dev.keepsake.framework.MasterTarget;
import dev.keepsake.framework.SystemsLook;
import dev.keepsake.framework.WebSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where configurations of systems that are asked over HTTP become sources and targets: a part of the assembly. */
public final class WebSystems {

    private WebSystems() {}

    /**
     * A system to capture.
     *
     * @param work where large answers are kept until they are stored
     */
    static DocumentSource source(WebSourceConfig config, Path work, Pause pause) {
        if (config.registered().isPresent()) {
            return new RegisteredMasters(config, work, pause);
        }
        HttpSettings settings = settings(config.web());
        return switch (config.type()) {
            case "marathon" -> WebSource.marathon(config.name(), work, settings, pause);
            case "mesos-master" -> WebSource.mesosMaster(config.name(), work, settings, pause);
            case "chronos" -> WebSource.chronos(config.name(), work, settings, pause);
            case "metronome" -> WebSource.metronome(config.name(), work, settings, pause);
            default -> WebSource.http(config.name(), work, settings, pause, endpoints(config));
        };
    }

    /**
     * Whether a system is fit to be upgraded, or to have upgraded what it stands on; empty where this kind of system says no
     * more of that than that it answers.
     */
    public static List<Finding> health(WebSourceConfig config, Pause pause) throws InterruptedIOException {
        boolean masters = config.type().equals("mesos-master");
        if (!masters && !config.type().equals("marathon")) {
            return List.of();
        }
        try {
            WebSourceConfig found = config.registered().isPresent() ? RegisteredMasters.found(config) : config;
            SystemsLook look = SystemsLook.at(settings(found.web()), pause);
            return masters
                    ? MasterChecks.of(config.name(), look.masters())
                    : MarathonChecks.of(config.name(), look.marathon());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            return masters ? MasterChecks.unknown(config.name(), why) : MarathonChecks.unknown(config.name(), why);
        }
    }

    private static List<Endpoint> endpoints(WebSourceConfig config) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (WebSourceConfig.EndpointConfig endpoint : config.endpoints()) {
            Map<String, Login.Hidden> headers = new HashMap<>();
            endpoint.headers().forEach((name, file) -> headers.put(name, hidden(Secret.inFile(file))));
            endpoints.add(new Endpoint(endpoint.name(), endpoint.path(), headers, endpoint.contentType()));
        }
        return endpoints;
    }

    /**
     * A running Marathon to give apps back to.
     *
     * @param path only what lies there or below
     * @param force whether deployments in the way are stopped
     * @param deleteOthers whether what is not in the backup goes
     * @param patience how long to wait for deployments
     */
    public static DocumentTarget marathon(
            WebConfig web, String path, boolean force, boolean deleteOthers, Duration patience) throws IOException {
        return MarathonTarget.at(settings(web), new MarathonOptions(path, force, deleteOthers, patience), Pause.REAL);
    }

    /**
     * A running Mesos, to give quota, weights and the schedule of maintenance back to.
     *
     * @param force whether quota is set that the agents present cannot satisfy
     * @param markGone whether agents that were to be marked gone once they are drained are so again
     */
    public static DocumentTarget mesos(WebConfig web, boolean force, boolean markGone) throws IOException {
        return MasterTarget.at(settings(web), new MasterOptions(force, markGone), Pause.REAL);
    }

    /** A running Chronos to give jobs back to. */
    public static DocumentTarget chronos(WebConfig web) throws IOException {
        return JobsTarget.chronos(settings(web), Pause.REAL);
    }

    /** A running Metronome to give jobs back to. */
    public static DocumentTarget metronome(WebConfig web) throws IOException {
        return JobsTarget.metronome(settings(web), Pause.REAL);
    }

    /**
     * Compares the id by which Mesos knows a framework, wherever a backup has it.
     *
     * @param framework which one, for the words
     * @param inZooKeeper what its tree holds
     * @param ofItself what it said of itself
     * @param state what the masters said
     */
    public static CheckReport frameworkIds(
            String framework, Optional<String> inZooKeeper, Optional<String> ofItself, Optional<Content> state)
            throws IOException {
        Optional<FrameworkIds.Masters> masters =
                state.isPresent() ? Optional.of(FrameworkIds.masters(state.get())) : Optional.empty();
        return FrameworkIds.compare(framework, inZooKeeper, ofItself, masters);
    }

    /** The id in a znode {@code framework-id/N/id} of Marathon. */
    public static String frameworkIdIn(byte[] znode) throws CorruptException {
        return FrameworkIds.inZnode(znode);
    }

    /** The id in the znode {@code framework:id} of Marathon before 1.4. */
    public static String frameworkIdInOld(byte[] znode) throws CorruptException {
        return FrameworkIds.inOldZnode(znode);
    }

    /** The same without a tree of ZooKeeper: nothing is said of what it lacks. */
    public static CheckReport frameworkId(String framework, String ofItself, Content state) throws IOException {
        return FrameworkIds.compareWithMasters(framework, ofItself, FrameworkIds.masters(state));
    }

    /** Whether what sources tell of each other fits together: frameworks and masters, and the replicas of a log. */
    public static CrossCheck crossCheck() {
        return told -> Stream.of(new FrameworkCheck(), ReplicatedLogs.crossCheck())
                .flatMap(check -> check.contradictions(told).stream())
                .toList();
    }

    /** Writes Marathon's own backup, a tar, of its tree in ZooKeeper; says how many things and versions it holds. */
    public static String writeMarathonTar(ZnodeView tree, String root, OutputStream out) throws IOException {
        MarathonTar.Written written = MarathonTar.write(tree, root, out);
        return written.items() + " items and " + written.versions() + " versions";
    }

    /** Refuses while a Marathon runs on the state below a root. */
    public static void requireNoMarathon(ZnodeView live, String root) throws RefusedException {
        MarathonTar.requireNoneRuns(live, root);
    }

    /** Where Marathon has its state, below its root. */
    public static String marathonState(String root) {
        return MarathonTar.state(root);
    }

    /** What ZooKeeper would hold if Marathon had restored its own backup over what is there. */
    public static ZnodeView readMarathonTar(InputStream in, String where, String root, ZnodeView live)
            throws IOException {
        return MarathonTar.read(in, where, root, live);
    }

    /** Whether a text is the path of a group, an app or a pod of Marathon. */
    public static boolean isMarathonPath(String text) {
        return MarathonOptions.isPath(text);
    }

    private static HttpSettings settings(WebConfig web) {
        Optional<HttpSettings.Tls> tls = web.tls().map(config -> () -> TlsSockets.context(config));
        return new HttpSettings(
                web.urls(),
                web.login().map(WebSystems::login).orElse(Login.NONE),
                tls,
                web.connectTimeout(),
                web.timeout(),
                web.maxAnswer(),
                web.captureLimit());
    }

    private static Login login(WebConfig.WebLogin login) {
        Login.Hidden hidden = hidden(login.secret());
        return login.user().map(user -> Login.basic(user, hidden)).orElseGet(() -> Login.token(login.prefix(), hidden));
    }

    private static Login.Hidden hidden(Secret secret) {
        return () -> new String(secret.read());
    }
}
