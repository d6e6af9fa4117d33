package dev.keepsake.zookeeper.live.subtree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an undo file says: what was planned, and how far that got. The last line may be torn, by a crash; no other may. */
final class UndoFile {

    static final String MAGIC = "undo file";
    static final int FORMAT = 1;

    /** Twice the largest znode that a server with a jute.maxbuffer of 64 MiB takes, in Base64. */
    static final int LONGEST_LINE = 192 << 20;

    private final Path path;
    private final UndoSum sum = new UndoSum();
    private final Map<String, ZnodeChange> changes = new LinkedHashMap<>();
    private final List<Unit> units = new ArrayList<>();
    private final Map<Integer, Integer> places = new HashMap<>();
    private String title = "";
    private String chroot = "";
    private boolean planned;
    private boolean finished;
    private int lines;

    private UndoFile(Path path) {
        this.path = path;
    }

    /**
     * Writes that were about to be done.
     *
     * @param outcome the state of each znode that was written, none of one that was deleted; empty where it is not known
     */
    record Unit(String kind, List<String> paths, Optional<Map<String, Optional<Identity>>> outcome) {

        /** Keeps its own copy. */
        Unit {
            paths = List.copyOf(paths);
        }
    }

    static UndoFile read(Path path) throws IOException {
        UndoFile file = new UndoFile(path);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            file.read(in);
        } catch (CorruptException | RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException("the undo file " + path + " cannot be read ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage() + ")");
        }
        return file;
    }

    /** What the change was, in words. */
    String title() {
        return title;
    }

    /** Below which path of the ensemble it was made. */
    String chroot() {
        return chroot;
    }

    /** Each planned change by its path. */
    Map<String, ZnodeChange> changes() {
        return changes;
    }

    List<Unit> units() {
        return units;
    }

    /** Whether the change came to its end. */
    boolean isFinished() {
        return finished;
    }

    private void read(InputStream in) throws IOException {
        for (String line = line(in); line != null; line = line(in)) {
            lines++;
            boolean whole = line.endsWith("\n");
            String text = whole ? line.substring(0, line.length() - 1) : line;
            if (!whole || !sum.accepts(text)) {
                requireLast(in);
                break;
            }
            take(text.substring(UndoSum.LENGTH + 1));
        }
        if (title.isEmpty()) {
            throw corrupt("is no undo file of Keepsake, or lacks its beginning");
        }
        if (!planned) {
            // nothing is written to the ensemble before the plan is whole
            changes.clear();
        }
    }

    private void requireLast(InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw corrupt("is damaged: its sum is not that of what stands there");
        }
    }

    private void take(String json) throws IOException {
        JsonNode node;
        try {
            node = UndoJson.MAPPER.readTree(json);
            if (lines == 1) {
                head(node);
            } else if (node.has("planned")) {
                planned = true;
            } else if (node.has("unit")) {
                intent(node);
            } else if (node.has("settled")) {
                outcome(node);
            } else if (node.has("finished")) {
                finished = true;
            } else {
                ZnodeChange change = UndoJson.change(node);
                changes.put(change.path(), change);
            }
        } catch (JsonProcessingException | NumberFormatException e) {
            throw corrupt("is not understood: " + e.getMessage());
        } catch (CorruptException e) {
            throw corrupt("is not understood: " + e.getMessage());
        }
    }

    private void head(JsonNode node) throws IOException {
        if (!node.path("keepsake").asText().equals(MAGIC)) {
            throw corrupt("is not the beginning of an undo file");
        }
        if (node.path("format").asInt() != FORMAT) {
            throw new RefusedException("the undo file " + path + " has format "
                    + node.path("format").asText() + ", and this version knows only " + FORMAT
                    + ": use the version that wrote it");
        }
        title = UndoJson.text(node, "title");
        chroot = UndoJson.text(node, "chroot");
    }

    private void intent(JsonNode node) throws IOException {
        List<String> paths = new ArrayList<>();
        for (JsonNode one : node.path("paths")) {
            if (!changes.containsKey(one.asText())) {
                throw corrupt("names " + one.asText() + ", which the plan does not");
            }
            paths.add(one.asText());
        }
        places.put(node.path("unit").asInt(), units.size());
        units.add(new Unit(UndoJson.text(node, "kind"), paths, Optional.empty()));
    }

    private void outcome(JsonNode node) throws IOException {
        Integer place = places.get(node.path("settled").asInt());
        if (place == null) {
            throw corrupt("tells the end of what never began");
        }
        Map<String, Optional<Identity>> states = new HashMap<>();
        for (Map.Entry<String, JsonNode> state : node.path("states").properties()) {
            states.put(state.getKey(), UndoJson.identity(state.getValue()));
        }
        Unit unit = units.get(place);
        units.set(place, new Unit(unit.kind(), unit.paths(), Optional.of(states)));
    }

    /** With its end, unless the file ends before it; null behind the last. */
    private @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            bytes.write(next);
            if (next == '\n') {
                break;
            }
            if (bytes.size() > LONGEST_LINE) {
                throw corrupt("is longer than " + LONGEST_LINE + " bytes, which no znode is");
            }
            next = in.read();
        }
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
    }

    private CorruptException corrupt(String what) {
        return new CorruptException("line " + (lines == 0 ? 1 : lines) + " of the undo file " + path + " " + what);
    }
}
