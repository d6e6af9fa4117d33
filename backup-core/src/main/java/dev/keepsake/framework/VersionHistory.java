package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * The versions that Marathon keeps of each app or pod, as one document: one line of JSON for each, with {@code id},
 * {@code version} and {@code spec}. It is one question per version, so a few are asked at a time; each has its own file
 * until its turn comes, and no more than {@value #AHEAD} wait for it.
 */
final class VersionHistory {

    private static final int AT_ONCE = 4;
    private static final int AHEAD = 16;
    // it stands in one znode, at most a megabyte
    private static final int LARGEST = 4 << 20;
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z:.+-]{1,64}");

    private final WebClient client;
    private final Gathering gathering;
    private final Form form;
    private int leftOut;

    /** Where the versions of one kind are. */
    interface Form {

        String list(PathId id);

        String one(PathId id, String version);

        /** The versions in the answer to the list. */
        JsonNode versions(JsonNode answer);
    }

    static final Form APPS = new Form() {
        @Override
        public String list(PathId id) {
            return "/v2/apps" + id + "/versions";
        }

        @Override
        public String one(PathId id, String version) {
            return "/v2/apps" + id + "/versions/" + version;
        }

        @Override
        public JsonNode versions(JsonNode answer) {
            return answer.path("versions");
        }
    };

    static final Form PODS = new Form() {
        @Override
        public String list(PathId id) {
            return "/v2/pods" + id + "::versions";
        }

        @Override
        public String one(PathId id, String version) {
            return "/v2/pods" + id + "::versions/" + version;
        }

        @Override
        public JsonNode versions(JsonNode answer) {
            return answer;
        }
    };

    /** How many lines one of them gave, in a file; none where there was no time left for all of them. */
    private record Lines(Path file, int count) {

        static final int NO_TIME = -1;
    }

    VersionHistory(Gathering gathering, Form form) {
        this.client = gathering.client();
        this.gathering = gathering;
        this.form = form;
    }

    /** Sends the document, and returns how many versions it has. */
    int send(String name, List<PathId> ids) throws IOException {
        Path whole = gathering.file();
        int count = 0;
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try (OutputStream out = Files.newOutputStream(whole)) {
            Deque<Future<Lines>> ahead = new ArrayDeque<>();
            for (PathId id : ids) {
                Path file = gathering.file();
                ahead.add(pool.submit(() -> asked(id, file)));
                if (ahead.size() >= AHEAD) {
                    count += append(ahead.remove(), out);
                }
            }
            while (!ahead.isEmpty()) {
                count += append(ahead.remove(), out);
            }
        } finally {
            pool.shutdownNow();
        }
        TreeMap<String, String> facts = new TreeMap<>();
        facts.put("versions", Integer.toString(count));
        facts.put("form", "one line of JSON for each version");
        if (leftOut > 0) {
            String words = "those of " + leftOut + " of " + ids.size() + ", since 'capture-limit', "
                    + gathering.left().inWords() + ", was over";
            facts.put("left-out", words);
            gathering.fact(name + "-left-out", words);
        }
        gathering.send(name, whole, facts);
        return count;
    }

    private int append(Future<Lines> future, OutputStream out) throws IOException {
        try {
            Lines lines = future.get();
            if (lines.count() == Lines.NO_TIME) {
                leftOut++;
                Files.deleteIfExists(lines.file());
                return 0;
            }
            Files.copy(lines.file(), out);
            Files.delete(lines.file());
            return lines.count();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking for versions");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What is gone meanwhile was deleted meanwhile. */
    private Lines asked(PathId id, Path file) throws IOException {
        int count = 0;
        if (gathering.left().isOver()) {
            return new Lines(file, Lines.NO_TIME);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String version : versions(id)) {
                // past versions are worth less than all else that the node has to give in time
                if (gathering.left().isOver()) {
                    return new Lines(file, Lines.NO_TIME);
                }
                BodyPlace.Memory memory = BodyPlace.memory(LARGEST);
                Answer answer = client.ask(Question.get(form.one(id, version), memory));
                if (answer.status() == 404) {
                    continue;
                }
                Answers.requireJson(answer);
                ObjectNode line = Json.MAPPER.createObjectNode().put("id", id.value());
                line.put("version", version);
                line.set("spec", Json.read(memory.bytes(), Redirection.shown(answer.from())));
                out.write(Json.write(line));
                out.write('\n');
                count++;
            }
        }
        return new Lines(file, count);
    }

    private List<String> versions(PathId id) throws IOException {
        Optional<JsonNode> answer = Answers.json(client, form.list(id));
        List<String> versions = new ArrayList<>();
        for (JsonNode version : answer.map(form::versions).orElse(Json.MAPPER.createArrayNode())) {
            if (!VERSION.matcher(version.asText()).matches()) {
                throw new CorruptException("Marathon names a version of " + id + " that is none");
            }
            versions.add(version.asText());
        }
        return versions;
    }
}
