package dev.keepsake.mesos;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.mesos.leveldb.Entries;
import dev.keepsake.mesos.leveldb.HotCopy;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The replica of a replicated log on this machine, of a master that runs or does not. Nothing in its directory is written,
 * locked or opened by LevelDB.
 *
 * <p>One replica may lack what the others have, so it is archived as it is, with what it has not learned; the replicas of
 * a backup are united when they are restored. The registry is decoded beside it where this replica alone holds all of it.
 */
public final class MesosLogSource implements DocumentSource {

    /** The kind of source, as a configuration says it. */
    public static final String TYPE = "mesos-log";

    /** A master's log has a few megabytes; Aurora's may have some hundreds. */
    private static final long MAX_BYTES = 4L << 30;

    private final String name;
    private final Path directory;
    private final Path work;
    private final Pause pause;

    /**
     * A replica by its directory.
     *
     * @param directory such as {@code /var/lib/mesos/replicated_log}
     * @param work where a copy is made for the time of reading
     */
    public MesosLogSource(String name, Path directory, Path work, Pause pause) {
        this.name = name;
        this.directory = directory;
        this.work = work;
        this.pause = pause;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        Path own = ownDirectory();
        try {
            Replica replica = capture(own);
            ReplicaFacts facts = ReplicaFacts.of(replica);
            Variables variables = variables(replica, facts.begin());
            SortedMap<String, String> described = facts.words();
            described.put("directory", directory.toString());
            Path file = own.resolve(Replica.DOCUMENT);
            sink.receive(new Document(Replica.DOCUMENT, Files.size(file), facts.words(), replica.content()));
            described.put(
                    "variables",
                    variables
                            .obstacle()
                            .orElse(String.join(", ", variables.all().keySet())));
            Optional<Variable> registry = facts.isWhole() ? variables.registry() : Optional.empty();
            if (registry.isPresent()) {
                sendRegistry(registry.get(), sink, described);
            }
            sink.describe(described);
        } catch (AccessDeniedException e) {
            throw denied(e);
        } finally {
            remove(own);
        }
    }

    private Path ownDirectory() throws RefusedException {
        try {
            return Files.createTempDirectory(work, "mesos-log-");
        } catch (IOException e) {
            throw new RefusedException("no directory for a copy of the replicated log can be made in " + work + ": " + e
                    + "; see that it is there and can be written, or choose another one as 'work-dir'");
        }
    }

    /** One that cannot be decoded is archived all the same, with the replica. */
    private static void sendRegistry(Variable registry, DocumentSink sink, SortedMap<String, String> described)
            throws IOException {
        Registry decoded;
        try {
            decoded = Registry.parse(registry.value());
        } catch (CorruptException e) {
            described.put("registry", "cannot be decoded: " + e.getMessage());
            return;
        }
        described.putAll(words(decoded));
        sink.receive(document(decoded));
    }

    private Replica capture(Path own) throws IOException {
        Path file = own.resolve(Replica.DOCUMENT);
        try (Entries entries = new HotCopy(directory, own, MAX_BYTES, pause).read();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            Replica.write(entries, out);
        }
        return new Replica(directory.toString(), () -> Files.newInputStream(file));
    }

    private static Variables variables(Replica replica, long begin) throws IOException {
        Variables variables = Variables.registryAndNames();
        try (ReplicaReader reader = replica.open()) {
            for (Optional<Action> action = reader.next(); action.isPresent(); action = reader.next()) {
                if (action.get().learned() && action.get().position() >= begin) {
                    variables.apply(action.get());
                }
            }
        }
        return variables;
    }

    private static SortedMap<String, String> words(Registry registry) {
        SortedMap<String, String> words = new TreeMap<>();
        words.put("agents", Integer.toString(registry.agents()));
        words.put("agents-unreachable", Integer.toString(registry.unreachable()));
        words.put("agents-gone", Integer.toString(registry.gone()));
        words.put("minimum-capabilities", String.join(", ", registry.minimumCapabilities()));
        registry.version().ifPresent(version -> words.put("mesos-version", version));
        return words;
    }

    private static Document document(Registry registry) {
        byte[] json = registry.json();
        Content content = () -> new ByteArrayInputStream(json);
        return new Document(Registry.DOCUMENT, json.length, words(registry), content);
    }

    private RefusedException denied(AccessDeniedException e) {
        return new RefusedException("no permission to read " + e.getFile() + ", which belongs to the replicated log in "
                + directory + "; the agent runs as " + System.getProperty("user.name")
                + ". Run it as the master's user, or let it read every file, with"
                + " AmbientCapabilities=CAP_DAC_READ_SEARCH in its systemd unit");
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public CheckReport check() {
        String subject = name + ": the replicated log in " + directory;
        SortedMap<String, String> seen = new TreeMap<>();
        try {
            sendTo(new DocumentSink() {
                @Override
                public void receive(Document document) {
                    // only looked at
                }

                @Override
                public void describe(SortedMap<String, String> facts) {
                    seen.putAll(facts);
                }
            });
        } catch (IOException e) {
            return new CheckReport(List.of(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage()))));
        }
        String words = "reads whole: " + seen.get("status") + ", positions " + seen.get("begin") + " to "
                + seen.get("end") + ", missing " + seen.get("missing");
        return new CheckReport(List.of(new CheckReport.Finding(true, subject, words)));
    }
}
