package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One capture: asks, keeps each answer in a file until the sink has it, and collects what is known at the end. */
final class Gathering implements Closeable {

    private static final int HEADER_LENGTH = 500;
    // any other may hold a secret
    private static final Set<String> KEPT_HEADERS = Set.of(
            "age",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-type",
            "date",
            "etag",
            "expires",
            "last-modified",
            "server",
            "transfer-encoding",
            "vary",
            "x-marathon-leader");

    private final WebClient client;
    private final Path folder;
    private final DocumentSink sink;
    private final TimeLeft left;
    private final SortedMap<String, String> facts = new TreeMap<>();
    private final List<String> absent = new ArrayList<>();
    private int files;

    /** A good answer in a file. */
    record Fetched(Answer answer, Path file) {

        JsonNode json() throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return Json.read(in, Redirection.shown(answer.from()));
            }
        }

        /** The ids of the objects in a list, whatever its size; without a field the answer is that list. */
        List<String> ids(String field) throws IOException {
            String where = Redirection.shown(answer.from());
            return field.isEmpty() ? Listing.ids(file, where) : Listing.ids(file, field, where);
        }
    }

    private Gathering(WebClient client, Path folder, DocumentSink sink, TimeLeft left) {
        this.client = client;
        this.left = left;
        this.folder = folder;
        this.sink = sink;
    }

    /** Begins with an empty folder, whatever an earlier run that was killed has left in it. */
    static Gathering begun(WebClient client, Path folder, DocumentSink sink, TimeLeft left) throws IOException {
        try {
            clear(folder);
            Files.createDirectories(
                    folder,
                    // what is captured may hold passwords
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileSystemException e) {
            throw new RefusedException(
                    "the folder " + folder + ", in which answers are kept until they are stored, cannot" + " be made: "
                            + e + "; it stands in 'state-dir'");
        }
        return new Gathering(client, folder, sink, left);
    }

    WebClient client() {
        return client;
    }

    TimeLeft left() {
        return left;
    }

    /** A file that is gone at the end. */
    Path file() {
        return folder.resolve("part-" + files++);
    }

    void fact(String name, String value) {
        facts.put(name, value);
    }

    /** Notes that a system of this version has no such thing. */
    void absent(String name) {
        absent.add(name);
    }

    /** Asks for JSON that must be there. */
    Fetched required(WebClient asked, String path) throws IOException {
        return optional(asked, path).orElseThrow(() -> Answers.nothing(asked, path));
    }

    /** Asks for JSON that not every version has. */
    Optional<Fetched> optional(WebClient asked, String path) throws IOException {
        left.require("GET " + path.split("\\?", 2)[0]);
        Path file = file();
        Answer answer = asked.ask(
                Question.get(path, BodyPlace.file(file, asked.settings().maxAnswer())));
        if (answer.status() == 404 || answer.status() == 405) {
            return Optional.empty();
        }
        Answers.requireJson(answer);
        Json.requireWhole(file, Redirection.shown(answer.from()));
        return Optional.of(new Fetched(answer, file));
    }

    /** Sends an answer as it was received. */
    void send(String name, Fetched fetched) throws IOException {
        SortedMap<String, String> known = new TreeMap<>();
        Answer answer = fetched.answer();
        known.put("url", Redirection.shown(answer.from()));
        known.put("status", Integer.toString(answer.status()));
        known.put("content-sha256", answer.sha256());
        answer.headers().map().entrySet().stream()
                .filter(header -> KEPT_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .forEach(header -> known.put(
                        "header." + header.getKey().toLowerCase(Locale.ROOT),
                        shortened(String.join(", ", header.getValue()))));
        if (!answer.endIsKnown()) {
            known.put("end", "not told by the server: a cut answer could not be noticed");
        }
        send(name, fetched.file(), known);
    }

    /** Sends what was made of answers. */
    void send(String name, Path file, SortedMap<String, String> known) throws IOException {
        sink.receive(new Document(name, Files.size(file), known, () -> Files.newInputStream(file)));
        Files.delete(file);
    }

    /** Says what is known of all of it; the last thing to do. */
    void describe() throws IOException {
        if (!absent.isEmpty()) {
            facts.put("absent", String.join(", ", absent));
        }
        sink.describe(facts);
    }

    private static String shortened(String text) {
        return text.length() > HEADER_LENGTH ? text.substring(0, HEADER_LENGTH) + "…" : text;
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> entries = Files.list(folder)) {
            left = entries.toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    @Override
    public void close() throws IOException {
        clear(folder);
    }
}
