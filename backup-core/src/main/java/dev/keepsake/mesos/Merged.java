package dev.keepsake.mesos;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Several replicas side by side: position by position, what each of them has there. */
final class Merged implements Closeable {

    private final List<ReplicaReader> readers = new ArrayList<>();
    private final List<Optional<Action>> heads = new ArrayList<>();

    /** What the replicas have at one position, in the order in which they were given. */
    record Row(long position, List<Optional<Action>> actions) {

        List<Action> present() {
            return actions.stream().flatMap(Optional::stream).toList();
        }
    }

    private Merged() {}

    static Merged of(List<Replica> replicas) throws IOException {
        Merged merged = new Merged();
        try {
            for (Replica replica : replicas) {
                ReplicaReader reader = replica.open();
                merged.readers.add(reader);
                merged.heads.add(reader.next());
            }
            return merged;
        } catch (IOException | RuntimeException e) {
            merged.close();
            throw e;
        }
    }

    /** The next position that any of them knows of, or empty at the end. */
    Optional<Row> next() throws IOException {
        Optional<Long> lowest =
                heads.stream().flatMap(Optional::stream).map(Action::position).min(Long::compare);
        if (lowest.isEmpty()) {
            return Optional.empty();
        }
        List<Optional<Action>> row = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            Optional<Action> head = heads.get(i).filter(action -> action.position() == lowest.get());
            row.add(head);
            if (head.isPresent()) {
                heads.set(i, readers.get(i).next());
            }
        }
        return Optional.of(new Row(lowest.get(), Collections.unmodifiableList(row)));
    }

    @Override
    public void close() throws IOException {
        for (ReplicaReader reader : readers) {
            reader.close();
        }
    }
}
