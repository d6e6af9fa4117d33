package dev.keepsake.zookeeper.live.subtree;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.zookeeper.live.subtree.ChangePlan.Conflict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what takes a change back: first everything as it is, on disk before anything is changed; then, before each write,
 * that it comes, and after it, in which state it left each znode. A line each, so that a crash leaves a file that says how
 * far it got.
 */
final class UndoWriter implements Closeable {

    /** Writes that are done all or not at all. */
    static final String MULTI = "multi";

    /** Writes of access lists, each for itself. */
    static final String EACH = "each";

    private final Path path;
    private final FileChannel file;
    private final UndoSum sum = new UndoSum();
    private int units;

    private UndoWriter(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Begins a file that must not be there yet, and writes the plan into it. */
    static UndoWriter begin(Path path, String title, String chroot, ChangePlan plan, Instant now) throws IOException {
        UndoWriter writer = new UndoWriter(path, create(path));
        try {
            ObjectNode head = UndoJson.MAPPER.createObjectNode();
            head.put("keepsake", UndoFile.MAGIC);
            head.put("format", UndoFile.FORMAT);
            head.put("title", title);
            head.put("chroot", chroot);
            head.put("made", now.toString());
            writer.append(head);
            for (ZnodeChange change : plan.changes()) {
                writer.append(UndoJson.change(change));
            }
            writer.append(UndoJson.MAPPER
                    .createObjectNode()
                    .put("planned", plan.changes().size()));
            writer.file.force(true);
            forceFolder(path);
            return writer;
        } catch (IOException e) {
            writer.close();
            throw new RefusedException("the undo file " + path + " could not be written whole (" + e.getMessage()
                    + "). Nothing was changed; delete it, and name another place with --undo-file");
        }
    }

    /** Says, on disk before it returns, that these changes are about to be made; and gives them a number. */
    int intend(String kind, List<ZnodeChange> changes) throws IOException {
        ObjectNode node = UndoJson.MAPPER.createObjectNode();
        node.put("unit", ++units);
        node.put("kind", kind);
        ArrayNode paths = node.putArray("paths");
        changes.forEach(change -> paths.add(change.path()));
        append(node);
        force(false);
        return units;
    }

    /** Whether anything may have been written to the ensemble. */
    boolean hasIntended() {
        return units > 0;
    }

    /** Says what became of them: the state of each znode that was written, none of one that was deleted. */
    void settle(int unit, Map<String, Optional<Identity>> states, String why) throws IOException {
        ObjectNode node = UndoJson.MAPPER.createObjectNode();
        node.put("settled", unit);
        if (!why.isEmpty()) {
            node.put("why", why);
        }
        ObjectNode all = node.putObject("states");
        states.forEach((path, state) -> all.set(path, UndoJson.identity(state)));
        append(node);
    }

    /** Says that nothing more will come. */
    void finish(List<Conflict> conflicts) throws IOException {
        append(UndoJson.MAPPER.createObjectNode().put("finished", true).put("conflicts", conflicts.size()));
        force(true);
    }

    private void append(ObjectNode node) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(
                sum.line(UndoJson.MAPPER.writeValueAsString(node)).getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void force(boolean everything) throws IOException {
        try {
            file.force(everything);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private IOException unwritable(IOException e) {
        return new IOException("the undo file " + path + " cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Data and access lists stand in it, so nobody else may read it. */
    private static FileChannel create(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(
                    "the undo file " + path + " is there already, and may be all that can take an earlier"
                            + " change back; name another one with --undo-file. Nothing was changed");
        } catch (IOException e) {
            throw new RefusedException("the undo file " + path + " cannot be written ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); name another one with --undo-file. Nothing was changed");
        }
    }

    /** So that the file itself is found after a power cut. */
    private static void forceFolder(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
