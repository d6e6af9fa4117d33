package dev.keepsake.config;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.ArtefactDrill;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.PastChanges;
import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Source;
import dev.keepsake.artefact.TapeProver;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.ArchiveKeys;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.store.s3.ObjectLock;
import dev.keepsake.store.s3.S3Settings;
import dev.keepsake.store.s3.S3Store;
import dev.keepsake.store.s3.UploadSettings;
import dev.keepsake.zookeeper.Drill;
import dev.keepsake.zookeeper.EnsembleServer;
import dev.keepsake.zookeeper.GatheredTree;
import dev.keepsake.zookeeper.LogHistory;
import dev.keepsake.zookeeper.MemberSource;
import dev.keepsake.zookeeper.ObserverSettings;
import dev.keepsake.zookeeper.Observers;
import dev.keepsake.zookeeper.OfflineSource;
import dev.keepsake.zookeeper.ReplayedChanges;
import dev.keepsake.zookeeper.ReplayedTree;
import dev.keepsake.zookeeper.SeedCheck;
import dev.keepsake.zookeeper.SeedOptions;
import dev.keepsake.zookeeper.SeedTarget;
import dev.keepsake.zookeeper.ServerDirectories;
import dev.keepsake.zookeeper.SessionPolicy;
import dev.keepsake.zookeeper.TapeProof;
import dev.keepsake.zookeeper.WalkSource;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.LiveWalk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;

/** The one class that names concrete stores, sources and targets: where a configuration becomes objects. */
public final class Assembly {

    private Assembly() {}

    /** The store for an agent, which may make what is missing. */
    public static ObjectStore storeToWrite(StoreConfig config) throws IOException {
        return config.isFile()
                ? Limits.paced(FileStore.create(config.directory()), config)
                : S3Store.open(settings(config), Limits.of(config));
    }

    /** The store for a reader: a directory that is not there is an unmounted disk, not an empty archive. */
    public static ObjectStore storeToRead(StoreConfig config) throws IOException {
        return config.isFile()
                ? Limits.paced(FileStore.open(config.directory()), config)
                : S3Store.open(settings(config), Limits.of(config));
    }

    /** A bucket with the credentials of a profile of the usual AWS files. */
    static ObjectStore storeOf(String profile, StoreConfig config) throws IOException {
        return S3Store.openAs(profile, settings(config), Limits.of(config));
    }

    private static ObjectLock lock(ObjectLockConfig lock) {
        return new ObjectLock(
                ObjectLock.Mode.of(lock.mode()), ArchiveKeys.lockTime(lock.days()), ArchiveKeys::isLocked);
    }

    /** The keys of an agent. */
    public static Keys keys(AgentConfig config) throws IOException {
        return KeyFiles.agent(config.keys())
                .remembering(new RememberedArchive(config.stateDir(), config.cluster(), config.node()));
    }

    /** The keys of a reader. */
    public static Keys keys(ArchiveConfig config) throws IOException {
        return KeyFiles.reader(config.keys());
    }

    static S3Settings settings(StoreConfig config) throws IOException {
        S3Config s3 = config.s3();
        String path = config.url().getPath();
        List<TrustManager> trust = new ArrayList<>();
        if (s3.line().caFile().isPresent()) {
            trust.addAll(List.of(Certificates.trustManagers(s3.line().caFile().get())));
        }
        return new S3Settings(
                config.url().getAuthority(),
                path.startsWith("/") ? path.substring(1) : path,
                s3.endpoint(),
                s3.region(),
                s3.pathStyle(),
                trust,
                s3.line().proxy(),
                new UploadSettings(
                        s3.uploads().sse(),
                        s3.uploads().storageClass(),
                        s3.uploads().tags(),
                        s3.uploads().lock().map(Assembly::lock)),
                ArchiveKeys::isStreamed,
                s3.line().connectTimeout(),
                s3.line().requestTimeout());
    }

    /** What an agent captures while it runs; an observer among them ends with each capture. */
    public static List<Source> sources(AgentConfig config, Pause pause) {
        return sources(config, pause, Observers.forOneCapture(pause));
    }

    /** The same for an agent that stays: an observer runs between captures, too. */
    public static KeptSources keptSources(Pause pause) {
        Observers observers = Observers.kept(pause);
        return new KeptSources(
                config -> {
                    observers.follow(observed(config));
                    return sources(config, pause, observers);
                },
                observers::keepUp,
                observers::close);
    }

    private static List<Source> sources(AgentConfig config, Pause pause, Observers observers) {
        List<Source> sources = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server) {
                sources.add(MemberSource.running(
                        server.name(), server.dataDir(), server.dataLogDir(), Contacts.capturing(server), pause));
            }
            if (source instanceof ClientConfig client) {
                ClientSession session = new ClientSession(client);
                sources.add(new WalkSource(client.name(), session::walk, session::check));
            }
            if (source instanceof ObserverConfig observer) {
                sources.add(observers.source(observer.name(), settings(config, observer)));
            }
            if (source instanceof MesosLogConfig log) {
                sources.add(ReplicatedLogs.source(log, pause));
            }
            if (source instanceof WebSourceConfig web) {
                sources.add(WebSystems.source(web, config.stateDir().resolve("documents"), pause));
            }
        }
        return sources;
    }

    private static List<ObserverSettings> observed(AgentConfig config) {
        List<ObserverSettings> observed = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof ObserverConfig observer) {
                observed.add(settings(config, observer));
            }
        }
        return observed;
    }

    private static ObserverSettings settings(AgentConfig config, ObserverConfig observer) {
        return new ObserverSettings(
                config.cluster(),
                observer.servers().stream()
                        .map(server -> new EnsembleServer(
                                server.id(), server.host(), server.quorumPort(), server.electionPort(), server.votes()))
                        .toList(),
                observer.workDir(),
                observer.serverId(),
                observer.heapMegabytes(),
                observer.syncTimeout(),
                observer.quorum(),
                observer.jaasFile());
    }

    /**
     * Stopped servers: those whose directories are named, as members of the one ensemble that the configuration captures,
     * or else each configured one by itself.
     */
    public static List<ArtefactSource> stopped(AgentConfig config, OfflineRequest request) throws RefusedException {
        List<ZooKeeperSource> configured = new ArrayList<>();
        for (SourceConfig source : config.sources()) {
            if (source instanceof ZooKeeperSource server) {
                configured.add(server);
            }
        }
        List<ServerDirectories> named = request.servers().stream()
                .map(server -> new ServerDirectories(server.dataDir(), server.dataLogDir()))
                .toList();
        if (!named.isEmpty() && configured.size() != 1) {
            throw new RefusedException(
                    "directories given to --offline belong to one ensemble, but the configuration has "
                            + configured.size() + " sources of type zookeeper; use a configuration with just that one");
        }
        if (configured.isEmpty()) {
            throw new RefusedException("--offline captures stopped servers, but the configuration has no source of type"
                    + " zookeeper, whose directories it would read");
        }
        List<ArtefactSource> sources = new ArrayList<>();
        for (ZooKeeperSource server : configured) {
            List<ServerDirectories> own = List.of(new ServerDirectories(server.dataDir(), server.dataLogDir()));
            sources.add(new OfflineSource(
                    server.name(), named.isEmpty() ? own : named, request.ensembleSize(), request.voters()));
        }
        return sources;
    }

    /** Who knows what stands in the links and bases of tapes. */
    public static HistoryReader history() {
        return new LogHistory();
    }

    /** A blank server to seed. */
    public static ArtefactTarget seed(SeedRequest request) throws RefusedException {
        if (request.epoch() > SeedOptions.MAX_EPOCH) {
            throw new RefusedException("the epoch would be " + request.epoch() + ", more than " + SeedOptions.MAX_EPOCH
                    + ", the last that ZooKeeper can compare");
        }
        SeedOptions options = new SeedOptions(
                request.dataDir(),
                request.logDir(),
                request.target(),
                request.epoch(),
                request.keepSessions() ? SessionPolicy.KEEP : SessionPolicy.DROP,
                request.expectedHash(),
                request.targetVersion(),
                request.extendedTypes());
        return request.elsewhere() ? SeedTarget.elsewhere(options) : new SeedTarget(options);
    }

    /** What an ensemble held right after a transaction, to be looked at. */
    public static PastTree pastTree(Zxid target) {
        return new ReplayedTree(target);
    }

    /** The same, refused if it takes more memory beside the heap than this. */
    public static PastTree pastTree(Zxid target, long mostBytes) {
        return new ReplayedTree(target, mostBytes);
    }

    /** A part of that; only the whole is proven by digests. */
    public static PastTree pastTree(Zxid target, Scope scope) {
        return new ReplayedTree(target, scope);
    }

    /** What changed between two moments of one tape. */
    public static PastChanges pastChanges(Zxid from, Zxid to, Scope scope) {
        return new ReplayedChanges(from, to, scope);
    }

    /**
     * What a running ensemble holds at and below a path, to be looked at; not one point in time. All of it is read at once.
     *
     * @param skipUnreadable whether what may not be read is left out; otherwise it is a refusal
     */
    public static LiveLook liveTree(LiveSettings settings, String path, boolean skipUnreadable) throws IOException {
        GatheredTree tree = new GatheredTree(path);
        try (LiveEnsemble ensemble = LiveEnsemble.connect(settings)) {
            return new LiveLook(
                    tree, new LiveWalk(ensemble, skipUnreadable, InstantSource.system()).walk(path, tree::add));
        }
    }

    /** Proves what an archive holds of ZooKeeper servers. */
    public static TapeProver prover() {
        return new TapeProof();
    }

    /** A throw-away server to restore onto. */
    public static ArtefactDrill drill(DrillRequest of) throws IOException {
        return Drill.in(of.home(), of.lib(), of.work(), of.target(), of.epoch(), of.limit(), Pause.REAL);
    }

    /** Which server a drill would start; refuses what a drill would refuse. */
    public static String drillServer(DrillConfig config) throws IOException {
        return Drill.server(config.home(), Installation.lib(), config.work());
    }

    /** Compares servers that were restored and not yet started. */
    public static CheckReport checkSeeds(
            List<Path> directories,
            List<Path> logDirectories,
            Optional<String> expectedHash,
            Optional<Long> expectedEpoch) {
        return new SeedCheck(directories, logDirectories, expectedHash, expectedEpoch).report();
    }
}
